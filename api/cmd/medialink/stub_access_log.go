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

// accessLog writes a line of JSON for each request in its own goroutine, so that a request never waits for a disk or a pipe.
type accessLog struct {
	path    string       // "" for no log, "-" for standard output
	logger  *slog.Logger // of problems with the log itself
	broken  func(error)  // called when standard output has no reader any more
	lines   chan []byte
	dropped atomic.Int64
	stop    context.CancelFunc
	done    chan struct{}
}

// unclosed keeps standard output open.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }

func openAccessLog(ctx context.Context, path string, stdout io.Writer, logger *slog.Logger, broken func(error)) (*accessLog, error) {
	const queued = 10_000 // lines; further ones are dropped until some of them are written
	l := &accessLog{path: path, logger: logger, broken: broken, lines: make(chan []byte, queued), done: make(chan struct{})}
	reopen := make(chan os.Signal, 1)
	var file io.WriteCloser = unclosed{stdout}
	if path != "" && path != "-" {
		signal.Notify(reopen, syscall.SIGHUP)
		var err error
		if file, err = openToWrite(ctx, path, os.O_APPEND); err != nil {
			signal.Stop(reopen)
			return nil, fmt.Errorf("--access-log: %w", err)
		}
	}
	ctx, l.stop = context.WithCancel(context.WithoutCancel(ctx))
	go func() {
		defer close(l.done)
		defer signal.Stop(reopen)
		l.run(ctx, file, reopen)
	}()
	return l, nil
}

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

// run writes lines until ctx is done, and then those that are still queued. At SIGHUP it opens the file again, which another program has
// renamed. It reports the first failure to write only.
func (l *accessLog) run(ctx context.Context, file io.WriteCloser, reopen <-chan os.Signal) {
	failed := false
	for ctx.Err() == nil || len(l.lines) > 0 {
		select {
		case line := <-l.lines:
			if _, err := file.Write(line); err != nil && !failed {
				failed = true
				l.report(err)
			}
		case <-reopen:
			next, err := openToWrite(ctx, l.path, os.O_APPEND)
			if err != nil {
				l.logger.Error("the access log cannot be reopened", slog.Any("error", err))
				continue
			}
			l.closeFile(file)
			file, failed = next, false
		case <-ctx.Done():
		}
	}
	l.closeFile(file)
}

func (l *accessLog) report(err error) {
	if l.path == "-" && errors.Is(err, syscall.EPIPE) {
		l.broken(err)
		return
	}
	l.logger.Error("the access log cannot be written", slog.Any("error", err))
}

func (l *accessLog) closeFile(file io.Closer) {
	if err := file.Close(); err != nil {
		l.logger.Error("the access log is incomplete", slog.Any("error", err))
	}
}

// close waits until the queued lines are written, unless that takes too long, and reports what is missing.
func (l *accessLog) close() {
	const patience = 2 * time.Second
	l.stop()
	select {
	case <-l.done:
	case <-time.After(patience):
		l.logger.Error("the access log is incomplete: writing the rest takes too long")
	}
	if n := l.dropped.Load(); n > 0 {
		l.logger.Warn("the access log could not be written as fast as requests came", slog.Int64("lost", n))
	}
}
