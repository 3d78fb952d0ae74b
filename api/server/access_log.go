package server

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/medialink-go/medialink/api/internal/redact"
	"github.com/medialink-go/medialink/api/internal/trace"
)

// AccessLog logs each request when its response has been sent: method, path without query, status, bytes of the response, the time that it
// took in milliseconds, and the address of the caller. It logs no header and no body, and redacts credentials in the path. A response that was
// cut off has "aborted" set, and status 0 if nothing of it was sent. A request with a valid traceparent (W3C Trace Context) has its "trace".
func AccessLog(next http.Handler, logger *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent := &sentResponse{ResponseWriter: w}
		began := time.Now()
		finished := false
		defer func() { // also of a handler that panics to drop its connection
			attributes := []slog.Attr{
				slog.String("method", r.Method),
				slog.String("path", redact.Text(r.URL.EscapedPath())),
				slog.Int("status", sent.status),
				slog.Int64("bytes", sent.bytes),
				slog.Float64("duration_ms", float64(time.Since(began))/float64(time.Millisecond)),
				slog.String("remote", r.RemoteAddr),
			}
			if id := trace.ID(r.Header); id != "" {
				attributes = append(attributes, slog.String("trace", id))
			}
			if !finished {
				attributes = append(attributes, slog.Bool("aborted", true))
			}
			logger.LogAttrs(r.Context(), slog.LevelInfo, "request", attributes...)
		}()
		next.ServeHTTP(sent, r)
		finished = true
		if sent.status == 0 {
			sent.status = http.StatusOK // which net/http sends for a handler that says nothing
		}
	})
}

// sentResponse counts what goes through it.
type sentResponse struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (r *sentResponse) WriteHeader(status int) {
	if r.status == 0 && status >= http.StatusOK { // others come before the response
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *sentResponse) Write(data []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(data)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController find what this one cannot do.
func (r *sentResponse) Unwrap() http.ResponseWriter { return r.ResponseWriter }
