package contract

import (
	"regexp"
	"slices"

	"go.yaml.in/yaml/v4"
)

// hints name the spelling that is judged, where there is one.
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
	g.members(at, n, g.keyword)
	if n.Kind == yaml.MappingNode {
		g.keywordsTogether(at, n)
	}
}

func (g *grammar) keyword(key, at string, value *yaml.Node) {
	switch key {
	case "title", "description", "default", "example", "examples", "deprecated", "externalDocs", "$comment":
	case "required", "minLength", "maxLength", "minimum", "maximum", "multipleOf", "enum",
		"minItems", "maxItems", "minProperties", "maxProperties":
	case "type":
		g.types(at, value)
	case "exclusiveMinimum", "exclusiveMaximum":
		if value.Tag == "!!bool" {
			g.refuse(at, value, "must be a number")
		}
	case "pattern":
		if _, err := regexp.Compile(value.Value); err != nil {
			g.refuse(at, value, "must be a regular expression that RE2 can read")
		}
	case "format":
		g.format(at, value)
	case "properties":
		g.each(at, value, g.schema)
	case "items":
		g.schema(at, value)
	case "additionalProperties":
		if value.Tag != "!!bool" {
			g.schema(at, value)
		}
	case "allOf", "anyOf", "oneOf":
		g.items(at, value, g.schema)
	default:
		g.refuseKeyword(key, at, value)
	}
}

func (g *grammar) refuseKeyword(key, at string, value *yaml.Node) {
	if hint, ok := hints[key]; ok {
		g.refuse(at, value, "is not judged here: %s", hint)
		return
	}
	g.unknown(at, value)
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
			g.refuse(at, n, "must be a type of JSON Schema")
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
	_, ofStrings := formats[n.Value]
	_, ofNumbers := numberFormats[n.Value]
	if !ofStrings && !ofNumbers {
		g.refuse(at, n, "is not judged here")
	}
}

// keywordsTogether refuses combinations that kin-openapi judges otherwise than JSON Schema does: it lets null pass as soon as
// the type or a combined schema has it, and it reads a format only with the one type it is made for.
func (g *grammar) keywordsTogether(at string, n *yaml.Node) {
	types := typesOf(member(n, "type"))
	nullable := slices.Contains(types, "null")
	combined := member(n, "allOf") != nil || member(n, "anyOf") != nil || member(n, "oneOf") != nil
	enum := member(n, "enum")

	if combined && (types != nil || enum != nil) {
		g.refuse(at, n, "is not judged here: allOf, anyOf and oneOf go without type and enum beside them: write these into the schemas combined")
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
		g.refuse(pointerTo(at, "format"), format, "is only judged with the type %s", want)
	}
}

// textSchema refuses what a parameter's text could not be read as without knowing its style.
func (g *grammar) textSchema(at string, n *yaml.Node) {
	target := n
	if ref := member(n, "$ref"); ref != nil {
		target = lookup(g.root, ref.Value)
	}
	kind := member(target, "type")
	if kind == nil || !slices.Contains([]string{"string", "integer", "number", "boolean"}, kind.Value) {
		g.refuse(at, n, "is not judged here: a parameter or header must have the type string, integer, number or boolean")
	}
}
