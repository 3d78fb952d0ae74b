package contract

import (
	"iter"
	"strings"
	"unicode/utf8"
)

// similar returns the candidate that a name is most likely a misspelling of, or "". Of several that are as close it is the first.
func similar(name string, candidates iter.Seq[string]) string {
	best, least := "", 0
	for candidate := range candidates {
		allowed := min(utf8.RuneCountInString(candidate)/3, 2)
		distance := distance(strings.ToLower(name), strings.ToLower(candidate), allowed)
		if distance <= allowed && (best == "" || distance < least) {
			best, least = candidate, distance
		}
	}
	return best
}

// distance counts the letters to insert, delete, replace or swap with their neighbor to make b of a. Beyond limit it may be any greater number:
// a name from a message can be of any length.
func distance(a, b string, limit int) int {
	if len(a) > len(b)+limit*utf8.UTFMax || len(b) > len(a)+limit*utf8.UTFMax {
		return limit + 1
	}
	from, to := []rune(a), []rune(b)
	before, previous, row := make([]int, len(to)+1), make([]int, len(to)+1), make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(from); i++ {
		before, previous, row = previous, row, before
		row[0] = i
		for j := 1; j <= len(to); j++ {
			row[j] = min(previous[j]+1, row[j-1]+1, previous[j-1]+unequal(from[i-1], to[j-1]))
			if i > 1 && j > 1 && from[i-1] == to[j-2] && from[i-2] == to[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(to)]
}

func unequal(a, b rune) int {
	if a == b {
		return 0
	}
	return 1
}

// undeclaredFault is a name that is none of those that are declared.
func undeclaredFault(pointer, name string, declared iter.Seq[string]) fault {
	f := fault{pointer: pointer, rule: RuleAdditionalProperties, reason: "is not declared"}
	if f.expected.Name = similar(name, declared); f.expected.Name != "" {
		f.reason += ": did you mean " + f.expected.Name + "?"
	}
	return f
}
