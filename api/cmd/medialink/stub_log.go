package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"

	"github.com/medialink-go/medialink/api/server"
)

// The forms of --log.
const (
	logHuman = "human"
	logJSON  = "json"
	logOff   = "off"
)

// logs are what --log and --access-log ask for. Each has a queue of its own, so that a slow terminal does not hold up a file.
type logs struct {
	queues []*logQueue
	json   []slog.Handler // have a line of JSON for each request
	screen *screen        // nil unless people read along
}

// openLogs opens them. Standard output gets what --log says, or else --access-log, or else lines for people if it is a terminal.
func (c *stubCommand) openLogs(ctx context.Context, stdout io.Writer, logger *slog.Logger, broken func(error)) (*logs, error) {
	l := &logs{}
	open := func(name, path string, out io.Writer) (*logQueue, error) {
		queue, err := openLogQueue(ctx, name, path, out, logger, broken)
		if err == nil {
			l.queues = append(l.queues, queue)
		}
		return queue, err
	}
	if c.AccessLog != "" {
		queue, err := open("access log", c.AccessLog, stdout)
		if err != nil {
			return nil, fmt.Errorf("--access-log: %w", err)
		}
		l.json = append(l.json, slog.NewJSONHandler(queue, nil))
	}
	switch {
	case c.AccessLog == "-":
	case c.Log == logJSON:
		queue, err := open("log", "-", stdout)
		if err != nil {
			return nil, err
		}
		l.json = append(l.json, slog.NewJSONHandler(queue, nil))
	case c.Log == logHuman, c.Log == "" && isTerminal(stdout):
		queue, err := open("log", "-", unescaped(stdout))
		if err != nil {
			return nil, err
		}
		l.screen = &screen{out: queue, paint: painter(hasColors(stdout))}
	}
	return l, nil
}

// around logs what a handler does.
func (l *logs) around(next http.Handler) http.Handler {
	if len(l.json) > 0 {
		next = server.AccessLog(next, slog.New(slog.NewMultiHandler(l.json...)))
	}
	if l.screen != nil {
		next = l.screen.around(next)
	}
	return next
}

func (l *logs) close() {
	for _, queue := range l.queues {
		queue.close()
	}
}

func checkLog(form string) error {
	return must(form == logHuman || form == logJSON || form == logOff, "be human, json or off")
}

// checkLogs refuses an access log on standard output that --log does not want there.
func (c *stubCommand) checkLogs() error {
	if c.AccessLog != "-" || c.Log == "" || c.Log == logJSON {
		return nil
	}
	return fmt.Errorf("%s: cannot be %s with access-log -, which writes JSON to standard output: use json, or a file for access-log",
		c.file.place("log"), c.Log)
}
