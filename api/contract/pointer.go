package contract

import (
	"strconv"
	"strings"
)

// pointerTo appends a name to a JSON pointer (RFC 6901, section 3).
func pointerTo(parent, name string) string {
	return parent + "/" + pointerEscaper.Replace(name)
}

var (
	pointerEscaper   = strings.NewReplacer("~", "~0", "/", "~1")
	pointerUnescaper = strings.NewReplacer("~1", "/", "~0", "~")
)

// ValueIn returns the value at the violation's pointer in a decoded body, nil if there is none.
func (v Violation) ValueIn(body any) any { return valueAt(body, v.Pointer) }

// ReplaceIn puts a value where the violation's pointer leads to in a decoded body, and reports whether that was possible: it is
// not for the body itself.
func (v Violation) ReplaceIn(body, value any) bool {
	last := strings.LastIndexByte(v.Pointer, '/')
	if last < 0 {
		return false
	}
	name := v.Pointer[last+1:]
	switch parent := valueAt(body, v.Pointer[:last]).(type) {
	case map[string]any:
		parent[pointerUnescaper.Replace(name)] = value
		return true
	case []any:
		if i, ok := index(parent, name); ok {
			parent[i] = value
			return true
		}
	}
	return false
}

// valueAt follows a pointer (RFC 6901, section 4).
func valueAt(value any, pointer string) any {
	if pointer == "" {
		return value
	}
	for name := range strings.SplitSeq(pointer[1:], "/") {
		switch parent := value.(type) {
		case map[string]any:
			value = parent[pointerUnescaper.Replace(name)]
		case []any:
			i, ok := index(parent, name)
			if !ok {
				return nil
			}
			value = parent[i]
		default:
			return nil
		}
	}
	return value
}

func index(array []any, name string) (int, bool) {
	i, err := strconv.Atoi(name)
	return i, err == nil && 0 <= i && i < len(array)
}
