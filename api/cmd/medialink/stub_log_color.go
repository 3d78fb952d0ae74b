package main

import (
	"net/http"

	"github.com/medialink-go/medialink/api/stub/journal"
)

// color is a parameter of the control sequence SGR (ECMA-48); "" is that of the terminal.
type color string

const (
	plain   color = ""
	dim     color = "2"
	red     color = "31"
	green   color = "32"
	yellow  color = "33"
	magenta color = "35"
)

// painter reports whether there are colors.
type painter bool

func (p painter) paint(c color, text string) string {
	if !p || c == plain {
		return text
	}
	return "\x1b[" + string(c) + "m" + text + "\x1b[0m"
}

func colorOfStatus(status int) color {
	switch {
	case status == 0 || status >= http.StatusInternalServerError:
		return red
	case status >= http.StatusBadRequest:
		return yellow
	}
	return green
}

func colorOfVerdict(verdict string) color {
	switch journal.Verdict(verdict) {
	case journal.VerdictViolation:
		return red
	case journal.VerdictWarning:
		return yellow
	case journal.VerdictOK:
		return green
	}
	return plain
}
