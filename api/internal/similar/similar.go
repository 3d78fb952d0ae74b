// Package similar finds the name that somebody most likely meant.
package similar

import "strings"

// Name returns the candidate that a name is most likely a misspelling of, or "". Of several that are as close it is the first.
func Name(name string, candidates []string) string {
	const lettersPerEdit, mostEdits = 3, 2
	from := []rune(strings.ToLower(name))
	for edits := range mostEdits + 1 {
		for _, candidate := range candidates {
			to := []rune(strings.ToLower(candidate))
			if len(to) >= edits*lettersPerEdit && within(edits, from, to) {
				return candidate
			}
		}
	}
	return ""
}

// within reports whether so many edits make b of a: to insert, delete or replace a letter, or to swap it with its neighbor.
func within(edits int, a, b []rune) bool {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	if len(a) == 0 || len(b) == 0 {
		return len(a)+len(b) <= edits
	}
	if edits == 0 {
		return false
	}
	swapped := len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0]
	return within(edits-1, a[1:], b[1:]) || within(edits-1, a[1:], b) || within(edits-1, a, b[1:]) || swapped && within(edits-1, a[2:], b[2:])
}
