package main

import (
	"io"
	"os"

	"golang.org/x/term"
)

// unescaped returns what an escaping writer writes to: control characters of our own pass.
func unescaped(out io.Writer) io.Writer {
	if e, ok := out.(escaping); ok {
		return e.Writer
	}
	return out
}

func isTerminal(out io.Writer) bool {
	file, ok := unescaped(out).(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// hasColors follows no-color.org.
func hasColors(out io.Writer) bool {
	return isTerminal(out) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}
