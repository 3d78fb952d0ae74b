package contract

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// hints name the spelling that is checked, where there is one.
var hints = map[string]string{
	"const":             "write an enum of one value",
	"nullable":          "write type: [..., 'null']",
	"prefixItems":       "write items",
	"dependentRequired": "write required, or two schemas",
	"if":                "write two schemas and an anyOf",
	"patternProperties": "write properties or additionalProperties",
	"discriminator":     "write a oneOf whose schemas exclude each other",
	"not":               "write what is allowed",
	"uniqueItems":       "say it in the description",
	"readOnly":          "write a schema for each direction",
	"writeOnly":         "write a schema for each direction",
	"contentEncoding":   "say it in the description",
}

func (g *grammar) schema(at string, n *yaml.Node) {
	g.referable("schemas", g.schemaObject)(at, n)
}

func (g *grammar) schemaObject(at string, n *yaml.Node) {
	known := visitors{
		"title": anything, "description": anything, "default": anything, "example": anything, "examples": anything,
		"deprecated": anything, "externalDocs": anything, "$comment": anything, "$ref": anything,
		"required": anything, "enum": anything, "minLength": anything, "maxLength": anything, "minimum": anything, "maximum": anything,
		"multipleOf": anything, "minItems": anything, "maxItems": anything, "minProperties": anything, "maxProperties": anything,
		"exclusiveMinimum": g.limit, "exclusiveMaximum": g.limit,
		"type": g.types, "pattern": g.pattern, "format": g.format,
		"properties": g.mapOf(g.schema), "items": g.schema, "additionalProperties": g.additionalProperties,
		"allOf": g.listOf(g.schema), "anyOf": g.listOf(g.schema), "oneOf": g.listOf(g.schema),
	}
	g.members(at, n, func(key *yaml.Node, at string, value *yaml.Node) {
		if hint, ok := hints[key.Value]; ok {
			g.refuse(at, key, "is not supported: %s", hint)
			return
		}
		g.member(key, at, value, known)
	})
	if n.Kind == yaml.MappingNode {
		g.keywordsTogether(at, n)
	}
}

func (g *grammar) limit(at string, n *yaml.Node) {
	if n.Tag == "!!bool" {
		g.refuse(at, n, "must be a number")
	}
}

func (g *grammar) pattern(at string, n *yaml.Node) {
	if _, err := regexp.Compile(n.Value); err != nil {
		g.refuse(at, n, "must be a regular expression that RE2 can read")
	}
}

func (g *grammar) additionalProperties(at string, n *yaml.Node) {
	if n.Tag != "!!bool" {
		g.schema(at, n)
	}
}

func (g *grammar) types(at string, n *yaml.Node) {
	known := []string{"null", "boolean", "object", "array", "number", "string", "integer"}
	names := typesOf(n)
	if len(names) == 0 {
		g.refuse(at, n, "must be a type of JSON Schema, or a list of them")
	}
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			g.refuse(at, n, "must not name a type twice")
		}
		if !slices.Contains(known, name) {
			g.refuse(at, n, "%q is not a type of JSON Schema%s", name, didYouMean(name, known))
		}
	}
}

// typesOf reads the value of a type keyword in either of its forms.
func typesOf(n *yaml.Node) []string {
	if n == nil {
		return nil
	}
	if n.Kind == yaml.ScalarNode {
		return []string{n.Value}
	}
	var names []string
	for _, item := range n.Content {
		names = append(names, item.Value)
	}
	return names
}

func (g *grammar) format(at string, n *yaml.Node) {
	known := slices.Concat(slices.Collect(maps.Keys(formats)), slices.Collect(maps.Keys(numberFormats)))
	slices.Sort(known)
	if !slices.Contains(known, n.Value) {
		g.refuse(at, n, "%q is not supported: write one of %s%s", n.Value, strings.Join(known, ", "), didYouMean(n.Value, known))
	}
}

// keywordsTogether refuses combinations that kin-openapi validates otherwise than JSON Schema does: it lets null pass as soon as
// the type or a combined schema has it, and it reads a format only with the one type it is made for.
func (g *grammar) keywordsTogether(at string, n *yaml.Node) {
	types := typesOf(member(n, "type"))
	nullable := slices.Contains(types, "null")
	combined := member(n, "allOf") != nil || member(n, "anyOf") != nil || member(n, "oneOf") != nil
	enum := member(n, "enum")

	if combined && (types != nil || enum != nil) {
		g.refuse(at, n, "is not supported: allOf, anyOf and oneOf go without type and enum beside them: write these into the schemas combined")
	}
	if enum != nil && nullable != hasNull(enum) {
		g.refuse(pointerTo(at, "enum"), enum, "must have null exactly if the type has it")
	}
	if enum != nil && types == nil {
		g.refuse(at, n, "must have a type beside enum")
	}
	g.formatFitsType(at, n, types)
}

func hasNull(enum *yaml.Node) bool {
	return slices.ContainsFunc(enum.Content, func(n *yaml.Node) bool { return n.Tag == "!!null" })
}

func (g *grammar) formatFitsType(at string, n *yaml.Node, types []string) {
	format := member(n, "format")
	if format == nil {
		return
	}
	want := "string"
	if _, ok := numberFormats[format.Value]; ok {
		want = "integer"
	}
	others := slices.DeleteFunc(slices.Clone(types), func(name string) bool { return name == "null" })
	if !slices.Equal(others, []string{want}) {
		g.refuse(pointerTo(at, "format"), format, "is only supported with the type %s", want)
	}
}
