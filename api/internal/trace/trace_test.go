package trace_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/internal/trace"
)

const (
	id    = "4bf92f3577b34da6a3ce929d0e0e4736"
	valid = "00-" + id + "-00f067aa0ba902b7-01"
)

func TestOnlyAWellFormedHeaderHasATrace(t *testing.T) {
	zeros := strings.Repeat("0", 32)
	for _, row := range []struct {
		name   string
		values []string
		want   string
	}{
		{"version 00", []string{valid}, id},
		{"not sampled", []string{valid[:53] + "00"}, id},
		{"unknown flags", []string{valid[:53] + "ff"}, id},
		{"a later version", []string{"01" + valid[2:]}, id},
		{"a later version with more", []string{"fe" + valid[2:] + "-what-comes"}, id},
		{"a later version with a dash at the end", []string{"cc" + valid[2:] + "-"}, id},
		{"no header", nil, ""},
		{"an empty header", []string{""}, ""},
		{"two headers", []string{valid, valid}, ""},
		{"version ff", []string{"ff" + valid[2:]}, ""},
		{"version 00 with more", []string{valid + "-01"}, ""},
		{"version 00 with a dash at the end", []string{valid + "-"}, ""},
		{"a later version with longer flags", []string{"01" + valid[2:] + "0"}, ""},
		{"too short", []string{valid[:54]}, ""},
		{"a later version that is too short", []string{"01" + valid[2:52]}, ""},
		{"a trace of zeros", []string{strings.Replace(valid, id, zeros, 1)}, ""},
		{"a parent of zeros", []string{strings.Replace(valid, "00f067aa0ba902b7", zeros[:16], 1)}, ""},
		{"upper case", []string{strings.ToUpper(valid)}, ""},
		{"a version that is no number", []string{"0x" + valid[2:]}, ""},
		{"a trace that is no number", []string{strings.Replace(valid, "4bf9", "4bg9", 1)}, ""},
		{"a parent that is no number", []string{strings.Replace(valid, "00f0", "00.0", 1)}, ""},
		{"flags that are no number", []string{valid[:53] + "0z"}, ""},
		{"blanks", []string{" " + valid}, ""},
		{"another first dash", []string{"00_" + valid[3:]}, ""},
		{"another second dash", []string{valid[:35] + "_" + valid[36:]}, ""},
		{"another third dash", []string{valid[:52] + "_" + valid[53:]}, ""},
	} {
		if got := trace.ID(http.Header{"Traceparent": row.values}); got != row.want {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
	}
}

func TestATraceTakesNoMemory(t *testing.T) {
	for _, header := range []http.Header{{}, {"Traceparent": {valid}}} {
		if n := testing.AllocsPerRun(100, func() { trace.ID(header) }); n != 0 {
			t.Errorf("%v: %v allocations", header, n)
		}
	}
}
