package contract

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v4"
)

func (p *parser) additionalKeyword(at string, key, n *yaml.Node) {
	if n.Tag != "!!bool" {
		p.visit("schema", at, key, n)
	}
}

func (p *parser) typeKeyword(at string, _, n *yaml.Node) {
	known := []string{"null", "boolean", "object", "array", "number", "string", "integer"}
	names := textsOf(n)
	if len(names) == 0 {
		p.refuse(at, n, "must be a type of JSON Schema, or a list of them")
	}
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			p.refuse(at, n, "must not name a type twice")
		}
		if !slices.Contains(known, name) {
			p.refuse(at, n, "%q is not a type of JSON Schema%s", name, didYouMean(name, known))
		}
	}
}

func (p *parser) formatKeyword(at string, _, n *yaml.Node) {
	if _, ok := formats[n.Value]; !ok {
		known := slices.Sorted(maps.Keys(formats))
		p.refuse(at, n, "%q is not supported: write one of %s%s", n.Value, strings.Join(known, ", "), didYouMean(n.Value, known))
	}
}

// schema refuses combinations that kin-openapi validates otherwise than JSON Schema does: it lets null pass as soon as
// the type or a combined schema has it, and it reads a format only with the one type it is made for.
func (p *parser) schema(at string, _, n *yaml.Node) {
	types := textsOf(member(n, "type"))
	nullable := slices.Contains(types, "null")
	combined := member(n, "allOf") != nil || member(n, "anyOf") != nil || member(n, "oneOf") != nil
	enum := member(n, "enum")

	if combined && (types != nil || enum != nil) {
		p.refuse(at, n, "is not supported: allOf, anyOf and oneOf go without type and enum beside them: write these into the schemas combined")
	}
	if enum != nil && nullable != hasNull(enum) {
		p.refuse(pointerTo(at, "enum"), enum, "must have null exactly if the type has it")
	}
	if enum != nil && types == nil {
		p.refuse(at, n, "must have a type beside enum")
	}
	if format := member(n, "format"); format != nil {
		want := cmp.Or(formats[format.Value].typ, openapi3.TypeString)
		others := slices.DeleteFunc(slices.Clone(types), func(name string) bool { return name == "null" })
		if !slices.Equal(others, []string{want}) {
			p.refuse(pointerTo(at, "format"), format, "is only supported with the type %s", want)
		}
	}
}

func hasNull(enum *yaml.Node) bool {
	return slices.ContainsFunc(enum.Content, func(n *yaml.Node) bool { return n.Tag == "!!null" })
}
