package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog/diode"

	"github.com/medialink-go/medialink/api/server"
)

// accessLog writes a line of JSON for each request, by a goroutine of its own: who answers does not wait for a disk or a pipe.
type accessLog struct {
	logger  *slog.Logger
	lines   io.Closer // nil for no log
	to      *loggedWriter
	dropped atomic.Int64
}

// openAccessLog takes "" for no log and "-" for standard output.
func openAccessLog(ctx context.Context, path string, stdout io.Writer, logger *slog.Logger) (*accessLog, error) {
	log := &accessLog{to: &loggedWriter{Writer: stdout, logger: logger}}
	switch path {
	case "":
		return log, nil
	case "-":
	default:
		file, err := openLog(ctx, path)
		if err != nil {
			return nil, fmt.Errorf("--access-log: %w", err)
		}
		log.to.Writer, log.to.file = file, file
	}
	const waiting = 10_000 // lines; what comes while so many are waiting to be written pushes them out
	lines := diode.NewWriter(log.to, waiting, 0, func(missed int) { log.dropped.Add(int64(missed)) })
	log.logger, log.lines = slog.New(slog.NewJSONHandler(lines, nil)), lines
	return log, nil
}

// openLog does not wait for the reader of a pipe longer than ctx.
func openLog(ctx context.Context, path string) (*os.File, error) {
	type opened struct {
		file *os.File
		err  error
	}
	done := make(chan opened, 1)
	go func() {
		file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		done <- opened{file, err}
	}()
	select {
	case o := <-done:
		return o.file, o.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *accessLog) around(next http.Handler) http.Handler {
	if l.lines == nil {
		return next
	}
	return server.AccessLog(next, l.logger)
}

// close writes what is waiting, as long as somebody takes it, and says what was lost.
func (l *accessLog) close(logger *slog.Logger) {
	if l.lines == nil {
		return
	}
	const patience = 2 * time.Second
	closed := make(chan error, 1)
	go func() { closed <- l.lines.Close() }()
	select {
	case err := <-closed:
		if err != nil {
			logger.Error("the access log is not whole", slog.Any("error", err))
		}
	case <-time.After(patience):
		logger.Error("the access log is not whole: nobody takes what is left of it")
	}
	if n := l.dropped.Load(); n > 0 {
		logger.Warn("the access log could not be written as fast as requests came", slog.Int64("lost", n))
	}
}

// loggedWriter tells of the first error, which diode keeps to itself. Only one goroutine writes.
type loggedWriter struct {
	io.Writer
	file   io.Closer // nil for standard output
	logger *slog.Logger
	failed bool
}

func (w *loggedWriter) Write(line []byte) (int, error) {
	n, err := w.Writer.Write(line)
	if err != nil && !w.failed {
		w.failed = true
		w.logger.Error("the access log cannot be written", slog.Any("error", err))
	}
	return n, err
}

// Close leaves standard output open.
func (w *loggedWriter) Close() error {
	if w.file == nil {
		return nil
	}
	return w.file.Close()
}
