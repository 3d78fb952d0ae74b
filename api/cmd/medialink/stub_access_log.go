package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/medialink-go/medialink/api/server"
)

// accessLog writes a line of JSON for each request, in a goroutine of its own: a request never waits for a disk or a pipe.
type accessLog struct {
	path    string // "" for no log, "-" for standard output
	to      io.WriteCloser
	logger  *slog.Logger // of problems with the log itself
	broken  func(error)  // called when standard output has no reader any more
	failed  bool         // reported already
	lines   chan []byte
	dropped atomic.Int64
	reopen  chan os.Signal
	stop    context.CancelFunc
	done    chan struct{}
}

func openAccessLog(ctx context.Context, path string, stdout io.Writer, logger *slog.Logger, broken func(error)) (*accessLog, error) {
	const queued = 10_000 // lines; further ones are dropped until some of them are written
	l := &accessLog{path: path, to: unclosed{stdout}, logger: logger, broken: broken,
		lines: make(chan []byte, queued), reopen: make(chan os.Signal, 1), done: make(chan struct{})}
	if path != "" && path != "-" {
		signal.Notify(l.reopen, syscall.SIGHUP)
		if err := l.openFile(ctx); err != nil {
			signal.Stop(l.reopen)
			return nil, fmt.Errorf("--access-log: %w", err)
		}
	}
	ctx, l.stop = context.WithCancel(context.WithoutCancel(ctx))
	go l.run(ctx)
	return l, nil
}

// openFile changes nothing if the path cannot be opened.
func (l *accessLog) openFile(ctx context.Context) error {
	file, err := openToWrite(ctx, l.path, os.O_APPEND)
	if err != nil {
		return err
	}
	l.closeFile()
	l.to, l.failed = file, false
	return nil
}

func (l *accessLog) closeFile() {
	if err := l.to.Close(); err != nil {
		l.logger.Error("the access log is incomplete", slog.Any("error", err))
	}
}

// unclosed is standard output.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }

func (l *accessLog) around(next http.Handler) http.Handler {
	if l.path == "" {
		return next
	}
	return server.AccessLog(next, slog.New(slog.NewJSONHandler(l, nil)))
}

// Write queues a line.
func (l *accessLog) Write(line []byte) (int, error) {
	select {
	case l.lines <- bytes.Clone(line):
	default:
		l.dropped.Add(1)
	}
	return len(line), nil
}

// run writes lines until ctx is done, and then those that are still queued. At SIGHUP it opens the file anew: another program has renamed it.
func (l *accessLog) run(ctx context.Context) {
	defer close(l.done)
	for {
		select {
		case line := <-l.lines:
			l.write(line)
		case <-l.reopen:
			if err := l.openFile(ctx); err != nil {
				l.logger.Error("the access log cannot be reopened", slog.Any("error", err))
			}
		case <-ctx.Done():
			for len(l.lines) > 0 {
				l.write(<-l.lines)
			}
			return
		}
	}
}

// write reports the first failure only.
func (l *accessLog) write(line []byte) {
	_, err := l.to.Write(line)
	if err == nil || l.failed {
		return
	}
	l.failed = true
	if l.path == "-" && errors.Is(err, syscall.EPIPE) {
		l.broken(err)
		return
	}
	l.logger.Error("the access log cannot be written", slog.Any("error", err))
}

// close writes the lines that are queued, unless that takes too long, and reports what is missing.
func (l *accessLog) close() {
	const patience = 2 * time.Second
	signal.Stop(l.reopen)
	l.stop()
	select {
	case <-l.done:
		l.closeFile()
	case <-time.After(patience):
		l.logger.Error("the access log is incomplete: writing the rest takes too long")
	}
	if n := l.dropped.Load(); n > 0 {
		l.logger.Warn("the access log could not be written as fast as requests came", slog.Int64("lost", n))
	}
}
