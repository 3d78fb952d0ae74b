package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// escaping writes control characters as JSON has them, such as \u001b: what a server sends cannot move the cursor of a terminal, change its
// title or reverse its text. Line ends and tabs pass.
type escaping struct{ io.Writer }

func (e escaping) Write(text []byte) (int, error) {
	if _, err := io.WriteString(e.Writer, escape(string(text), "\n\t")); err != nil {
		return 0, err
	}
	return len(text), nil
}

// oneLine escapes line ends and tabs too: a server cannot print a line that looks like ours.
func oneLine(text string) string { return escape(text, "") }

// escape keeps the control characters in allowed.
func escape(text, allowed string) string {
	var b strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, text[0]) // a byte that 8-bit terminals obey
		case (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) && !strings.ContainsRune(allowed, r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteString(text[:size])
		}
		text = text[size:]
	}
	return b.String()
}
