package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/control"
	"github.com/medialink-go/medialink/api/stub/journal"
)

// screen shows people what is requested: a line for each exchange, with what is wrong beneath it, and a dim line for each file and for each
// control call that changes something. Calls that read would hide what a tester looks for, since pages and probes poll.
type screen struct {
	out   io.Writer
	paint painter
}

// entry is a request as it is shown.
type entry struct {
	method, path, verdict, world string
	status                       int // 0 without a response
	took                         time.Duration
	cut                          bool // the connection has ended amid the response
}

// show is called when the response is made. A fault beneath the line says what may happen to it on its way.
func (s *screen) show(x *journal.Exchange) {
	verdict := string(x.Verdict())
	text := s.line(entry{method: x.Method, path: x.Path, verdict: verdict, world: x.World.String(), status: x.Status, took: x.Duration}, plain)
	text = s.appendDetails(text, "violation", red, x.Violations)
	text = s.appendDetails(text, "violation", red, x.ResponseViolations)
	text = s.appendDetails(text, "warning", yellow, x.Warnings)
	for _, fault := range x.Faults {
		text = s.appendDetail(text, "fault", magenta, fault)
	}
	_, _ = s.out.Write(text) // a queue takes it, or counts it as lost
}

// around shows what is no exchange.
func (s *screen) around(next http.Handler) http.Handler {
	logged := server.AccessLog(next, slog.New(dimLines{s}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if stub.IsFile(r) || control.Owns(r) && r.Method != http.MethodGet && r.Method != http.MethodHead {
			logged.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// dimLines shows the records of server.AccessLog.
type dimLines struct{ *screen }

func (dimLines) Enabled(context.Context, slog.Level) bool { return true }
func (d dimLines) WithAttrs([]slog.Attr) slog.Handler     { return d }
func (d dimLines) WithGroup(string) slog.Handler          { return d }

func (d dimLines) Handle(_ context.Context, record slog.Record) error {
	var e entry
	record.Attrs(func(a slog.Attr) bool {
		switch a.Key {
		case "method":
			e.method = a.Value.String()
		case "path":
			e.path = a.Value.String()
		case "status":
			e.status = int(a.Value.Int64())
		case "duration_ms":
			e.took = time.Duration(a.Value.Float64() * float64(time.Millisecond))
		case "aborted":
			e.cut = true
		}
		return true
	})
	_, err := d.out.Write(d.line(e, dim))
	return err
}

// The width of a column, and the longest text that is shown whole. A line is bounded, since many of them may wait for a slow terminal.
const (
	worldWidth = 12
	longest    = 200
	indent     = "         " // beneath the method
)

// line has the columns first whose width is known. All of it has the color, unless that is plain.
func (s *screen) line(e entry, all color) []byte {
	shade := func(c color, text string) string { return s.paint.paint(cmp.Or(all, c), text) }
	status := "---"
	if e.status > 0 {
		status = strconv.Itoa(e.status)
	}
	line := fmt.Sprintf("%s %s %s %s %s %s %s", shade(dim, time.Now().Format(time.TimeOnly)), shade(plain, fmt.Sprintf("%-6s", shorten(e.method, 8))),
		shade(colorOfStatus(e.status), status), shade(plain, fmt.Sprintf("%7s", shortDuration(e.took))),
		shade(colorOfVerdict(e.verdict), fmt.Sprintf("%-9s", cmp.Or(e.verdict, "-"))),
		shade(plain, fmt.Sprintf("%-*s", worldWidth, cmp.Or(shorten(e.world, worldWidth), "-"))), shade(plain, shorten(e.path, longest)))
	if e.status == 0 || e.cut {
		line += shade(red, " (cut off)")
	}
	return append([]byte(line), '\n')
}

func (s *screen) appendDetails(text []byte, label string, c color, violations []contract.Violation) []byte {
	const shown = 5
	for i, v := range violations {
		if i == shown {
			return s.appendDetail(text, label, c, fmt.Sprintf("and %d more", len(violations)-shown))
		}
		text = s.appendDetail(text, label, c, strings.TrimPrefix(v.String(), v.Operation+": "))
	}
	return text
}

func (s *screen) appendDetail(text []byte, label string, c color, detail string) []byte {
	return fmt.Appendf(text, "%s%s %s\n", indent, s.paint.paint(c, label+":"), shorten(detail, longest))
}

// shorten escapes control characters and cuts what is too long.
func shorten(text string, width int) string {
	runes := []rune(oneLine(text[:min(len(text), 4*width)]))
	if len(runes) <= width && len(text) <= 4*width {
		return string(runes)
	}
	return string(runes[:min(len(runes), width-1)]) + "…"
}

func shortDuration(d time.Duration) string {
	if d < time.Second {
		return strconv.FormatFloat(d.Seconds()*1000, 'f', 1, 64) + "ms"
	}
	return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + "s"
}
