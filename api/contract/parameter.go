package contract

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// parameter is one in path, query or header, or a response's header. Its schema has one of the types string, integer, number
// and boolean, which its text is read as.
type parameter struct {
	name     string
	part     Part
	required bool
	schema   *schema
}

// check judges the texts that a message has for the parameter.
func (p parameter) check(f *findings, texts []string) {
	at := pointerTo("", p.name)
	switch {
	case len(texts) == 0 && p.required:
		f.add(p.part, fault{pointer: at, rule: RuleRequired, reason: "is required", expected: p.schema.expected})
	case len(texts) > 1:
		f.add(p.part, fault{pointer: at, rule: RuleDuplicate, reason: "must not be given twice", expected: p.schema.expected})
	case len(texts) == 1:
		p.checkText(f, texts[0], at)
	}
}

func (p parameter) checkText(f *findings, text, at string) {
	for _, fault := range f.operation.judge.check(p.schema, p.read(text), 1) {
		fault.pointer = at
		f.add(p.part, fault)
	}
}

// read turns a text into a value of the declared type. One that cannot be read stays a string, which then is of the wrong type.
func (p parameter) read(text string) any {
	types := p.schema.whole.Type
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
