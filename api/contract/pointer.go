package contract

import (
	"strings"

	"github.com/go-openapi/jsonpointer"
)

// pointerTo appends names to a JSON pointer (RFC 6901, section 3).
func pointerTo(parent string, names ...string) string {
	for _, name := range names {
		if strings.ContainsAny(name, "~/") {
			name = jsonpointer.Escape(name)
		}
		parent += "/" + name
	}
	return parent
}

// Path returns the names and indexes that the violation's pointer consists of, unescaped.
func (v Violation) Path() []string {
	if v.Pointer == "" {
		return []string{}
	}
	names := strings.Split(v.Pointer[1:], "/")
	for i, name := range names {
		if strings.Contains(name, "~") {
			names[i] = jsonpointer.Unescape(name)
		}
	}
	return names
}

// ValueIn returns the value at the violation's pointer in a decoded body, nil if there is none.
func (v Violation) ValueIn(body any) any {
	pointer := v.pointer()
	value, _, err := pointer.Get(body)
	if err != nil {
		return nil
	}
	return value
}

// ReplaceIn sets the value at the violation's pointer in a decoded body. It reports false if there is no such place, and for the
// body itself.
func (v Violation) ReplaceIn(body, value any) bool {
	pointer := v.pointer()
	_, err := pointer.Set(body, value)
	return err == nil && !pointer.IsEmpty()
}

func (v Violation) pointer() jsonpointer.Pointer {
	pointer, _ := jsonpointer.New(v.Pointer) // always "" or with a slash
	return pointer
}
