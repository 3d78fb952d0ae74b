package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"
)

// logQueue writes lines in its own goroutine, so that a request never waits for a disk, a pipe or a terminal.
type logQueue struct {
	name    string       // for reports
	path    string       // "-" for standard output
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

func openLogQueue(ctx context.Context, name, path string, stdout io.Writer, logger *slog.Logger, broken func(error)) (*logQueue, error) {
	const queued = 10_000 // lines; further ones are dropped until some of them are written
	l := &logQueue{name: name, path: path, logger: logger, broken: broken, lines: make(chan []byte, queued), done: make(chan struct{})}
	reopen := make(chan os.Signal, 1)
	var file io.WriteCloser = unclosed{stdout}
	if path != "-" {
		signal.Notify(reopen, syscall.SIGHUP)
		var err error
		if file, err = openToWrite(ctx, path, os.O_APPEND); err != nil {
			signal.Stop(reopen)
			return nil, err
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

// Write queues a line.
func (l *logQueue) Write(line []byte) (int, error) {
	select {
	case l.lines <- bytes.Clone(line):
	default:
		l.dropped.Add(1)
	}
	return len(line), nil
}

// run writes lines until ctx is done, and then those that are still queued. At SIGHUP it opens the file again, which another program has
// renamed. It reports the first failure to write only.
func (l *logQueue) run(ctx context.Context, file io.WriteCloser, reopen <-chan os.Signal) {
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
				l.logger.Error("the "+l.name+" cannot be reopened", slog.Any("error", err))
				continue
			}
			l.closeFile(file)
			file, failed = next, false
		case <-ctx.Done():
		}
	}
	l.closeFile(file)
}

func (l *logQueue) report(err error) {
	if l.path == "-" && errors.Is(err, syscall.EPIPE) {
		l.broken(err)
		return
	}
	l.logger.Error("the "+l.name+" cannot be written", slog.Any("error", err))
}

func (l *logQueue) closeFile(file io.Closer) {
	if err := file.Close(); err != nil {
		l.logger.Error("the "+l.name+" is incomplete", slog.Any("error", err))
	}
}

// close waits until the queued lines are written, unless that takes too long, and reports what is missing.
func (l *logQueue) close() {
	const patience = 2 * time.Second
	l.stop()
	select {
	case <-l.done:
	case <-time.After(patience):
		l.logger.Error("the " + l.name + " is incomplete: writing the rest takes too long")
	}
	if n := l.dropped.Load(); n > 0 {
		l.logger.Warn("the "+l.name+" could not be written as fast as requests came", slog.Int64("lost", n))
	}
}
