package main

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"sync/atomic"

	"github.com/rs/zerolog/diode"

	"github.com/medialink-go/medialink/api/server"
)

// accessLog writes a line of JSON for each request, by a goroutine of its own: who answers does not wait for a disk or a pipe.
type accessLog struct {
	logger  *slog.Logger
	lines   io.Closer // nil for no log
	file    io.Closer // nil for standard output
	dropped *atomic.Int64
}

// openAccessLog takes "" for no log and "-" for standard output.
func openAccessLog(path string, stdout io.Writer) (*accessLog, error) {
	if path == "" {
		return &accessLog{}, nil
	}
	log := &accessLog{dropped: &atomic.Int64{}}
	to := stdout
	if path != "-" {
		file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			return nil, fmt.Errorf("--access-log: %w", err)
		}
		to, log.file = file, file
	}
	const waiting = 10_000 // lines; what comes while so many are waiting to be written pushes them out
	lines := diode.NewWriter(struct{ io.Writer }{to}, waiting, 0, func(missed int) { log.dropped.Add(int64(missed)) })
	log.logger, log.lines = slog.New(slog.NewJSONHandler(lines, nil)), lines
	return log, nil
}

func (l *accessLog) around(next http.Handler) http.Handler {
	if l.lines == nil {
		return next
	}
	return server.AccessLog(next, l.logger)
}

// close writes what is waiting, and says what was lost.
func (l *accessLog) close(logger *slog.Logger) {
	if l.lines == nil {
		return
	}
	err := l.lines.Close()
	if l.file != nil && err == nil {
		err = l.file.Close()
	}
	if err != nil {
		logger.Error("the access log is not whole", slog.Any("error", err))
	}
	if n := l.dropped.Load(); n > 0 {
		logger.Warn("the access log could not be written as fast as requests came", slog.Int64("lost", n))
	}
}
