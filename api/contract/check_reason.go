package contract

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// reasonFor says what a schema wants, in our words: kin-openapi's may hold the value.
func (s *schema) reasonFor(rule Rule) string {
	if reason, ok := s.reasons[rule]; ok {
		return reason
	}
	if write, ok := reasons[rule]; ok {
		return write(s.whole)
	}
	return "must fit the schema"
}

var reasons = map[Rule]func(s *openapi3.Schema) string{
	RuleType:      func(s *openapi3.Schema) string { return "must be " + typeNames(s.Type.Slice()) },
	RuleEnum:      func(s *openapi3.Schema) string { return "must be one of " + enumNames(s.Enum) },
	RuleFormat:    func(s *openapi3.Schema) string { return formats[s.Format].reason },
	RulePattern:   func(s *openapi3.Schema) string { return "must match the pattern " + s.Pattern },
	RuleMinLength: func(s *openapi3.Schema) string { return "must have at least " + count(s.MinLength, "character") },
	RuleMaxLength: func(s *openapi3.Schema) string { return "must have at most " + count(*s.MaxLength, "character") },
	RuleMinItems:  func(s *openapi3.Schema) string { return "must have at least " + count(s.MinItems, "item") },
	RuleMaxItems:  func(s *openapi3.Schema) string { return "must have at most " + count(*s.MaxItems, "item") },
	RuleMinProperties: func(s *openapi3.Schema) string {
		return fmt.Sprintf("must have at least %d of its properties", s.MinProps)
	},
	RuleMaxProperties:    func(s *openapi3.Schema) string { return fmt.Sprintf("must have at most %d properties", *s.MaxProps) },
	RuleMinimum:          func(s *openapi3.Schema) string { return "must be at least " + decimal(*s.Min) },
	RuleMaximum:          func(s *openapi3.Schema) string { return "must be at most " + decimal(*s.Max) },
	RuleExclusiveMinimum: func(s *openapi3.Schema) string { return "must be more than " + decimal(*s.ExclusiveMin.Value) },
	RuleExclusiveMaximum: func(s *openapi3.Schema) string { return "must be less than " + decimal(*s.ExclusiveMax.Value) },
	RuleMultipleOf:       func(s *openapi3.Schema) string { return "must be a multiple of " + decimal(*s.MultipleOf) },
	RuleAllOf:            func(*openapi3.Schema) string { return "must fit all schemas of allOf" },
	RuleAnyOf:            func(*openapi3.Schema) string { return "must fit a schema of anyOf" },
	RuleOneOf:            func(*openapi3.Schema) string { return "must fit exactly one schema of oneOf" },
}

// decimal writes a number without an exponent, as documents have it.
func decimal(number float64) string { return strconv.FormatFloat(number, 'f', -1, 64) }

func count(n uint64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func typeNames(types []string) string {
	articles := map[string]string{"null": "", "array": "an ", "object": "an ", "integer": "an "}
	names := make([]string, len(types))
	for i, name := range types {
		article, ok := articles[name]
		if !ok {
			article = "a "
		}
		names[i] = article + name
	}
	return strings.Join(names, " or ")
}

func enumNames(values []any) string {
	names := make([]string, len(values))
	for i, value := range values {
		names[i] = fmt.Sprint(value)
		if value == nil {
			names[i] = openapi3.TypeNull
		}
	}
	return strings.Join(names, ", ")
}
