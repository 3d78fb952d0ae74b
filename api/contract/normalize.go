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
	normal = n.value(cmp.Or(declared.schema, unknown), body, "")
	if len(n.misfits) > 0 {
		err = fmt.Errorf("%s: %s %s", op, DirectionResponse, slices.Min(n.misfits))
	}
	return normal, n.changed, err
}

type normalizer struct {
	changed bool
	misfits []string // each with its pointer
}

func (n *normalizer) value(s *schema, value any, at string) any {
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
			v[name] = n.value(property, member, pointerTo(at, name))
		}
	case []any:
		for i, item := range v {
			v[i] = n.value(s.items, item, pointerTo(at, strconv.Itoa(i)))
		}
	case string:
		if s.expected.Format == "date-time" {
			return n.dateTime(v, at)
		}
	case json.Number:
		return n.goNumber(s.expected, v, at)
	}
	return value
}

func (n *normalizer) dateTime(text, at string) string {
	upper := strings.ToUpper(text)
	if new(time.Time).UnmarshalText([]byte(upper)) != nil {
		n.misfits = append(n.misfits, at+": does not fit a Go time.Time")
	}
	n.changed = n.changed || upper != text
	return upper
}

// goNumber knows the Go types that oapi-codegen gives to numbers. A number that is not declared is decoded as float64.
func (n *normalizer) goNumber(expected Expected, number json.Number, at string) json.Number {
	text := string(number)
	if slices.Contains(expected.Types, openapi3.TypeInteger) && !slices.Contains(expected.Types, openapi3.TypeNumber) {
		bits, _ := strconv.Atoi(strings.TrimPrefix(expected.Format, "int")) // 0 is that of int
		plain := plainInteger(text)
		if _, err := strconv.ParseInt(plain, 10, bits); err != nil {
			n.misfits = append(n.misfits, at+": does not fit a Go integer")
		}
		n.changed = n.changed || plain != text
		return json.Number(plain)
	}
	bits := 64
	if len(expected.Types) > 0 {
		bits = 32
	}
	if _, err := strconv.ParseFloat(text, bits); err != nil {
		n.misfits = append(n.misfits, fmt.Sprintf("%s: does not fit a Go float%d", at, bits))
	}
	return number
}

// plainInteger writes an integer without fraction and exponent. It returns any other number as it is, and one whose exponent
// only costs time.
func plainInteger(text string) string {
	const longest = 400
	_, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	if power, err := strconv.Atoi(exponent); exponent != "" && (err != nil || max(power, -power) > longest) {
		return text
	}
	if r, ok := new(big.Rat).SetString(text); ok && r.IsInt() {
		return r.Num().String()
	}
	return text
}
