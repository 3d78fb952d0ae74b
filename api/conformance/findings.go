package conformance

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/internal/redact"
)

// The limits of what is kept of deviations.
const (
	maxFindings = 1000
	maxPointer  = 256 // bytes
	maxValue    = 200 // bytes
)

// findings are groups of deviations.
type findings struct {
	groups    map[Finding]*Finding // by themselves without count, times and value
	more      int
	moreLevel Level
}

func newFindings() findings { return findings{groups: map[Finding]*Finding{}} }

func (f *findings) add(d deviation, at time.Time, payloads bool) {
	key := Finding{Level: d.level, Operation: d.Operation, Direction: d.Direction, Part: d.Part, Rule: d.Rule, Reason: d.Reason,
		Pointer: cut(printable(general(d.Violation, d.body)), maxPointer)}
	group := f.groups[key]
	if group == nil {
		if len(f.groups) == maxFindings {
			f.more, f.moreLevel = f.more+1, max(f.moreLevel, d.level)
			return
		}
		group = new(key)
		group.First, group.Last = at, at
		if payloads {
			group.Value = valueOf(d)
		}
		f.groups[key] = group
	}
	group.Count++
	if at.Before(group.First) {
		group.First = at
	}
	if at.After(group.Last) {
		group.Last = at
	}
}

// list returns the findings, the worst first, and how many there was no room for.
func (f *findings) list() (list []Finding, more int, moreLevel Level) {
	list = make([]Finding, 0, len(f.groups))
	for _, group := range f.groups {
		list = append(list, *group)
	}
	slices.SortFunc(list, func(a, b Finding) int {
		return cmp.Or(-cmp.Compare(a.Level, b.Level), cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Direction, b.Direction),
			cmp.Compare(a.Part, b.Part), cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Reason, b.Reason))
	})
	return list, f.more, f.moreLevel
}

// general returns the pointer of a violation with * for each index of a list.
func general(v contract.Violation, body any) string {
	if v.Part != contract.PartBody {
		return v.Pointer
	}
	names := strings.Split(v.Pointer, "/")
	for i, name := range v.Path() {
		switch in := body.(type) {
		case map[string]any:
			body = in[name]
		case []any:
			names[i+1] = "*"
			index, _ := strconv.Atoi(name)
			body = nil
			if index < len(in) {
				body = in[index]
			}
		}
	}
	return strings.Join(names, "/")
}

// valueOf returns the value at the place of a deviation, as JSON, without credentials and cut.
func valueOf(d deviation) string {
	if d.Part != contract.PartBody || d.body == nil {
		return ""
	}
	value := d.ValueIn(d.body)
	if slices.ContainsFunc(d.Path(), redact.NamesCredential) {
		value = redact.Mark
	}
	text, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return cut(printable(string(redact.Body(text, false))), maxValue)
}

// printable replaces control characters, with which a name could forge lines of a report, and those that turn text around. It returns a copy.
func printable(text string) string {
	return strings.Clone(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return unicode.ReplacementChar
		}
		return r
	}, text))
}

func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	return strings.ToValidUTF8(text[:limit], "") + "…"
}
