package contract

import (
	"maps"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// schema is a schema of the document, prepared to check values and to say where they do not fit.
type schema struct {
	whole *openapi3.Schema // checks a value with all that is in it
	alone *openapi3.Schema // checks a value without what is in it
	run   *openapi3.Schema // checks a run of items

	names      []string            // of properties, declared or required, sorted
	members    map[string]property // by quoted name
	enum       map[string]any      // its strings, by their quoted text
	properties map[string]*schema
	additional *schema // of properties that are not declared
	closed     bool    // properties that are not declared are refused
	free       bool    // properties that are not declared are meant to be
	items      *schema
	allOf      []*schema

	expected Expected
	reasons  map[Rule]string // those that take long to write
}

// unknown is the schema where the document has none.
var unknown = func() *schema {
	s := &schema{whole: &openapi3.Schema{}, free: true}
	s.items, s.additional = s, s
	return s
}()

// property is a declared one, as decode meets it.
type property struct {
	name   string
	schema *schema
}

// compiler prepares each schema once, so that recursive ones end.
type compiler map[*openapi3.Schema]*schema

func (c compiler) compile(ref *openapi3.SchemaRef) *schema {
	if ref == nil {
		return unknown
	}
	s := ref.Value
	if done, ok := c[s]; ok {
		return done
	}
	// A schema without a type takes null, as JSON Schema says and kin-openapi's visitor does not know. Parse requires a type beside
	// an enum, and one that is combined from others needs nothing.
	combined := slices.Concat(s.AllOf, s.AnyOf, s.OneOf)
	s.Nullable = s.Nullable || s.Type.IsEmpty() && len(combined) == 0

	compiled := &schema{whole: s, expected: expectedBy(s), properties: map[string]*schema{}, members: map[string]property{}, enum: map[string]any{}}
	c[s] = compiled
	for name, ref := range s.Properties {
		compiled.properties[name] = c.compile(ref)
		compiled.members[strconv.Quote(name)] = property{name: name, schema: compiled.properties[name]}
	}
	for _, value := range s.Enum {
		if text, ok := value.(string); ok {
			compiled.enum[strconv.Quote(text)] = value
		}
	}
	compiled.names = sortedNames(s.Required, s.Properties)
	compiled.items = c.compile(s.Items)
	compiled.run = &openapi3.Schema{Type: &openapi3.Types{openapi3.TypeArray}, Items: s.Items}
	compiled.additional = c.compile(s.AdditionalProperties.Schema)
	has := s.AdditionalProperties.Has
	compiled.closed = has != nil && !*has
	compiled.free = has != nil || compiled.additional != unknown || len(s.Properties) == 0
	for i, branch := range combined {
		if branch := c.compile(branch); i < len(s.AllOf) {
			compiled.allOf = append(compiled.allOf, branch)
		}
	}
	shallow := *s
	shallow.Items, shallow.Properties, shallow.AdditionalProperties = nil, nil, openapi3.AdditionalProperties{}
	compiled.alone = &shallow
	compiled.reasons = map[Rule]string{RuleType: reasons[RuleType](s), RuleEnum: reasons[RuleEnum](s)}
	return compiled
}

// sortedNames returns names and the keys of a map, each once.
func sortedNames[V any](names []string, others map[string]V) []string {
	names = slices.AppendSeq(slices.Clone(names), maps.Keys(others))
	slices.Sort(names)
	return slices.Compact(names)
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
