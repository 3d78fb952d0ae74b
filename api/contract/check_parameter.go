package contract

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// parameter is one in path, query or header, or a response's header. Its schema has one of the types string, integer, number
// and boolean, which its text is read as, or in a query is an array of these (OpenAPI 3.1, style form).
type parameter struct {
	name     string
	pointer  string // to it within its part
	part     Part
	required bool
	explode  bool // each item of an array is a parameter of its own, otherwise they are separated by commas
	schema   *schema
}

// checkParameter checks the texts that a message has for a parameter.
func (c *collector) checkParameter(p parameter, texts ...string) {
	if len(texts) == 0 {
		if p.required {
			c.add(p.part, missing(p.schema, p.pointer))
		}
		return
	}
	if len(texts) > 1 && (!p.isArray() || !p.explode) {
		c.add(p.part, Violation{Pointer: p.pointer, Rule: RuleDuplicate, Reason: "must not be given twice", Expected: p.schema.expected})
		return
	}
	c.checkValue(p.part, p.pointer, p.schema, p.value(texts))
}

func (p parameter) isArray() bool { return p.schema.whole.Type.Is(openapi3.TypeArray) }

func (p parameter) value(texts []string) any {
	if !p.isArray() {
		return read(p.schema, texts[0])
	}
	if !p.explode {
		texts = strings.Split(texts[0], ",") // as generated servers do, after the query was decoded
	}
	items := make([]any, len(texts))
	for i, text := range texts {
		items[i] = read(p.schema.items, text)
	}
	return items
}

// read turns a text into a value of the declared type. One that cannot be read stays a string, which then is of the wrong type.
func read(s *schema, text string) any {
	types := s.whole.Type
	switch {
	case types.Is(openapi3.TypeBoolean):
		if text == "true" || text == "false" {
			return text == "true"
		}
	case types.Is(openapi3.TypeInteger) && strings.ContainsAny(text, ".eE"):
		// In JSON 2.0 and 1e2 are integers (JSON Schema, section 6.1.1). In a text nobody writes or reads them so.
	case types.Is(openapi3.TypeInteger), types.Is(openapi3.TypeNumber):
		if _, err := strconv.ParseFloat(text, 64); err == nil && json.Valid([]byte(text)) {
			return json.Number(text)
		}
	}
	return text
}
