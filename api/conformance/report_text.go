package conformance

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// maxUnseen is how many places that were never seen a text lists.
const maxUnseen = 5

// String says what was found, in a line: "GET /media/{id}: response /status: must stay ready, which is final (final state)".
func (f Finding) String() string {
	place := string(f.Part)
	switch {
	case f.Pointer != "" && f.Part == "body":
		place = f.Pointer
	case f.Pointer != "":
		place += " " + f.Pointer
	}
	line := fmt.Sprintf("%s: %s %s: %s (%s)", f.Operation, f.Direction, place, f.Reason, f.Rule)
	if f.Value != "" {
		line += ", such as " + f.Value
	}
	return line
}

// times says how often it was found, and when.
func (f Finding) times() string {
	if f.Count == 1 {
		return "once, at " + f.First.UTC().Format(time.RFC3339)
	}
	return fmt.Sprintf("%d times, from %s to %s", f.Count, f.First.UTC().Format(time.RFC3339), f.Last.UTC().Format(time.RFC3339))
}

// Summary says in a line how many exchanges there were, and how many of them were checked.
func (r *Report) Summary() string {
	return fmt.Sprintf("%d exchanges: %d checked, %d not described by the contract, %d did not reach the server", r.Exchanges, r.Checked, r.Undescribed, r.Unreached)
}

// WriteJSON writes the report as JSON, whose members are those of the Go type.
func (r *Report) WriteJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(r)
}

// WriteText writes the report for people to read, with the colors of a terminal if they are wanted.
func (r *Report) WriteText(w io.Writer, colors bool) error {
	var text strings.Builder
	fmt.Fprintln(&text, r.Summary())
	for _, u := range r.Unchecked {
		fmt.Fprintf(&text, "unchecked  %s (%d)\n", u.Reason, u.Count)
	}
	for _, f := range r.Findings {
		fmt.Fprintf(&text, "%s%s\n           %s\n", f.Level.label(colors), f, f.times())
	}
	if r.More > 0 {
		fmt.Fprintf(&text, "%d more findings, of up to level %s, are not listed\n", r.More, r.MoreLevel)
	}
	if r.Checked > 0 {
		r.writeCoverage(&text)
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// label is the level's name, padded.
func (l Level) label(colors bool) string {
	color := [...]string{"", "\x1b[36m", "\x1b[33m", "\x1b[31m"}[l]
	if !colors {
		return fmt.Sprintf("%-11s", l)
	}
	return fmt.Sprintf("%s%-11s\x1b[0m", color, l)
}

func (r *Report) writeCoverage(text *strings.Builder) {
	for _, kind := range []struct{ name, plural string }{{"operation", "operations"}, {"status", "statuses"}, {"field", "fields"}, {"value", "values"}} {
		seen, all := 0, 0
		var unseen []string
		for _, c := range r.Coverage {
			switch {
			case c.Kind != kind.name:
				continue
			case c.Count > 0:
				seen++
			case len(unseen) < maxUnseen:
				unseen = append(unseen, c.Place)
			}
			all++
		}
		fmt.Fprintf(text, "coverage   %d of %d %s", seen, all, kind.plural)
		if len(unseen) > 0 {
			fmt.Fprintf(text, "; never seen: %s", strings.Join(unseen, ", "))
		}
		if more := all - seen - len(unseen); more > 0 {
			fmt.Fprintf(text, " and %d more", more)
		}
		fmt.Fprintln(text)
	}
}
