package contract

import (
	"maps"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// schema is a schema of the document, prepared to check values and to say where they do not fit.
//
// Validating is one fail-fast walk of kin-openapi. Only a value that fails is explained, from the outside in, so that the cost of an
// explanation is bounded by the number of violations that are reported rather than by the number that there are.
type schema struct {
	whole *openapi3.Schema // validates a value with all that is in it
	alone *openapi3.Schema // validates a value without what is in it
	run   *openapi3.Schema // validates a run of items; nil without items

	names      []string            // of properties, declared or required, sorted
	members    map[string]property // by quoted name
	properties map[string]*schema
	additional *schema // of properties that are not declared; nil if all are welcome
	closed     bool    // properties that are not declared are refused
	items      *schema
	allOf      []*schema

	expected Expected
}

// property is a declared one, as decode meets it.
type property struct {
	name   string
	schema *schema
}

// compiler prepares each schema once, so that recursive ones end.
type compiler struct {
	schemas   map[*openapi3.Schema]*schema
	validator validator
}

func (c *compiler) compile(s *openapi3.Schema) *schema {
	if s == nil {
		return nil
	}
	if done, ok := c.schemas[s]; ok {
		return done
	}
	admitNull(s)
	compiled := &schema{whole: s, expected: expectedBy(s), properties: map[string]*schema{}, members: map[string]property{}}
	c.schemas[s] = compiled

	for name, ref := range s.Properties {
		compiled.properties[name] = c.compile(ref.Value)
		compiled.members[strconv.Quote(name)] = property{name: name, schema: compiled.properties[name]}
	}
	compiled.names = slices.AppendSeq(slices.Clone(s.Required), maps.Keys(s.Properties))
	slices.Sort(compiled.names)
	compiled.names = slices.Compact(compiled.names)
	if s.Items != nil {
		compiled.items = c.compile(s.Items.Value)
		compiled.run = &openapi3.Schema{Type: &openapi3.Types{openapi3.TypeArray}, Items: s.Items}
	}
	if ref := s.AdditionalProperties.Schema; ref != nil {
		compiled.additional = c.compile(ref.Value)
	}
	if has := s.AdditionalProperties.Has; has != nil {
		compiled.closed = !*has
	}
	for _, branches := range []openapi3.SchemaRefs{s.AnyOf, s.OneOf} {
		for _, branch := range branches {
			c.compile(branch.Value)
		}
	}
	for _, branch := range s.AllOf {
		compiled.allOf = append(compiled.allOf, c.compile(branch.Value))
	}
	compiled.alone = alone(s)
	return compiled
}

// size is how many members an object is likely to have. These methods take a nil schema, of which nothing is known.
func (s *schema) size() int {
	if s == nil {
		return 0
	}
	return len(s.whole.Required)
}

// member returns the name of a member, and its schema if that is declared.
func (s *schema) member(quoted []byte) (name string, property *schema) {
	if s != nil {
		if known, ok := s.members[string(quoted)]; ok {
			return known.name, known.schema
		}
	}
	return text(quoted), nil
}

func (s *schema) item() *schema {
	if s == nil {
		return nil
	}
	return s.items
}

// admitNull makes a schema without a type take null, as JSON Schema says and kin-openapi's visitor does not. The document's
// grammar sees to it that a schema with an enum has a type, and one that is combined from others needs nothing.
func admitNull(s *openapi3.Schema) {
	if s.Type.IsEmpty() && len(slices.Concat(s.AllOf, s.AnyOf, s.OneOf)) == 0 {
		s.Nullable = true
	}
}

// alone is s without the schemas of properties and items. It still knows the names of properties.
func alone(s *openapi3.Schema) *openapi3.Schema {
	shallow := *s
	shallow.Items = nil
	shallow.AdditionalProperties = openapi3.AdditionalProperties{}
	shallow.Properties = nil
	return &shallow
}

func expectedBy(s *openapi3.Schema) Expected {
	expected := Expected{Types: s.Type.Slice(), Format: s.Format}
	for _, value := range s.Enum {
		if text, ok := value.(string); ok {
			expected.Enum = append(expected.Enum, text)
		}
	}
	return expected
}

// validator holds the options of kin-openapi's visitor, built once.
type validator struct {
	failFast []openapi3.SchemaValidationOption
	all      []openapi3.SchemaValidationOption
}

func newValidator() validator {
	withFormats := openapi3.WithStringFormatValidators(formatValidators())
	return validator{
		failFast: []openapi3.SchemaValidationOption{openapi3.FailFast(), withFormats},
		all:      []openapi3.SchemaValidationOption{openapi3.MultiErrors(), withFormats},
	}
}

func (v validator) fits(s *openapi3.Schema, value any) bool {
	return s.VisitJSON(value, v.failFast...) == nil
}

// check returns the findings of a value, at most MaxViolations.
func (v validator) check(s *schema, value any) []finding {
	if v.fits(s.whole, value) {
		return nil
	}
	e := explanation{validator: v}
	e.explain(s, value, "")
	if len(e.findings) == 0 {
		// The result stands even where its reason cannot be told.
		e.add(finding{rule: RuleType, reason: "must fit the schema", expected: s.expected})
	}
	return e.findings
}
