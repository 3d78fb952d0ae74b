package contract

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// Normalize rewrites a decoded response body for encoding/json and the generated Go types: integers written as 94.0 or 1e3, and
// date-times with a lower-case t or z (RFC 3339, section 5.6), conform and would not be read. It changes objects and arrays in place,
// and reports whether it has changed anything. It fails for a value that the Go type of its place cannot hold, such as
// an integer of more than 64 bits or a leap second; the error names the place.
func (op *Operation) Normalize(status int, body any) (normal any, changed bool, err error) {
	declared := op.response(status)
	if declared == nil {
		return body, false, nil
	}
	var n normalizer
	normal = n.value(cmp.Or(declared.schema, unknown), body, make([]string, 0, 8))
	if len(n.misfits) > 0 {
		err = fmt.Errorf("%s: %s %s", op, DirectionResponse, slices.Min(n.misfits))
	}
	return normal, n.changed, err
}

type normalizer struct {
	changed bool
	misfits []string // each with its pointer
}

func (n *normalizer) misfit(at []string, goType string) {
	n.misfits = append(n.misfits, pointerTo("", at...)+": does not fit a Go "+goType)
}

// value returns the value itself as long as nothing has changed.
func (n *normalizer) value(s *schema, value any, at []string) any {
	for _, branch := range s.allOf {
		value = n.value(branch, value, at)
	}
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			property, declared := s.properties[name]
			if !declared {
				property = s.additional
			}
			if normal := n.value(property, member, append(at, name)); n.changed {
				v[name] = normal
			}
		}
	case []any:
		for i, item := range v {
			v[i] = n.value(s.items, item, append(at, strconv.Itoa(i)))
		}
	case string:
		if upper := n.dateTime(s.expected, v, at); upper != v {
			n.changed = true
			return upper
		}
	case json.Number:
		if plain := n.goNumber(s.expected, string(v), at); plain != string(v) {
			n.changed = true
			return json.Number(plain)
		}
	}
	return value
}

func (n *normalizer) dateTime(expected Expected, text string, at []string) string {
	if expected.Format != "date-time" {
		return text
	}
	upper := strings.ToUpper(text)
	if new(time.Time).UnmarshalText([]byte(upper)) != nil {
		n.misfit(at, "time.Time")
	}
	return upper
}

// goNumber knows the Go types that oapi-codegen gives to numbers. A number that is not declared is decoded as float64.
func (n *normalizer) goNumber(expected Expected, text string, at []string) string {
	if slices.Contains(expected.Types, openapi3.TypeInteger) && !slices.Contains(expected.Types, openapi3.TypeNumber) {
		bits := 0 // those of int
		if size, sized := strings.CutPrefix(expected.Format, "int"); sized {
			bits, _ = strconv.Atoi(size)
		}
		plain := plainInteger(text)
		if _, err := strconv.ParseInt(plain, 10, bits); err != nil {
			n.misfit(at, "integer")
		}
		return plain
	}
	bits := 64
	if len(expected.Types) > 0 {
		bits = 32
	}
	if _, err := strconv.ParseFloat(text, bits); err != nil {
		n.misfit(at, fmt.Sprint("float", bits))
	}
	return text
}

// plainInteger writes an integer without fraction and exponent. It returns any other number as it is, and one whose exponent
// only costs time.
func plainInteger(text string) string {
	const longest = 400
	if !strings.ContainsAny(text, ".eE") {
		return text
	}
	_, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	if power, err := strconv.Atoi(exponent); exponent != "" && (err != nil || max(power, -power) > longest) {
		return text
	}
	if r, ok := new(big.Rat).SetString(text); ok && r.IsInt() {
		return r.Num().String()
	}
	return text
}
