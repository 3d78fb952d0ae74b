package har

import (
	"maps"
	"net/http"
	"slices"
	"unicode/utf8"
)

// Headers returns the fields of a header in the order of their names, each value as [Text].
func Headers(header http.Header) (all []Pair) {
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			all = append(all, Pair{Name: name, Value: Text(value)})
		}
	}
	return all
}

// Text takes bytes that are not UTF-8 for ISO 8859-1, as fields of HTTP once were (RFC 9110, section 5.5): JSON has no other text.
func Text(value string) string {
	if utf8.ValidString(value) {
		return value
	}
	runes := make([]rune, len(value))
	for i := range len(value) {
		runes[i] = rune(value[i])
	}
	return string(runes)
}
