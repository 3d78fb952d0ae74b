package contract

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

func (g *grammar) parameter(at string, n *yaml.Node) {
	known := g.headerMembers()
	known["name"], known["in"] = anything, anything
	switch scalar(member(n, "in")) {
	case "path", "header":
	case "query":
		known["schema"], known["style"], known["explode"] = g.querySchema, g.formStyle, anything
	default:
		g.refuse(at, n, "is not supported: only parameters in path, query and header are")
	}
	g.withSchema(at, n, known)
}

func (g *grammar) header(at string, n *yaml.Node) { g.withSchema(at, n, g.headerMembers()) }

// headerMembers are those of a header, which parameters have too.
func (g *grammar) headerMembers() visitors {
	return visitors{
		"description": anything, "required": anything, "deprecated": anything, "example": anything,
		"examples": g.mapOf(g.referable("examples", g.example)),
		"schema":   g.textSchema,
	}
}

func (g *grammar) withSchema(at string, n *yaml.Node, known visitors) {
	if member(n, "schema") == nil {
		g.refuse(at, n, "must have a schema")
	}
	g.object(at, n, known)
}

func (g *grammar) formStyle(at string, n *yaml.Node) {
	if n.Value != "form" {
		g.refuse(at, n, "is not supported: only form is")
	}
}

// textSchema refuses what a text cannot be read as without knowing its style.
func (g *grammar) textSchema(at string, n *yaml.Node) {
	g.schema(at, n)
	if target := g.target(n); target != nil && !isText(target) {
		g.refuse(at, n, "is not supported: a header, or a parameter in a path, must have the type string, integer, number or boolean")
	}
}

// querySchema also accepts a list of texts.
func (g *grammar) querySchema(at string, n *yaml.Node) {
	g.schema(at, n)
	target := g.target(n)
	if scalar(member(target, "type")) == "array" {
		items := member(target, "items")
		if items == nil {
			g.refuse(at, n, "must have items")
			return
		}
		target = g.target(items)
	}
	if target != nil && !isText(target) {
		g.refuse(at, n, "is not supported: a parameter must have the type string, integer, number or boolean, or be an array of these")
	}
}

// target returns what a reference points to, or n if it is none. It is nil for a reference to nothing, which is a problem already.
func (g *grammar) target(n *yaml.Node) *yaml.Node {
	if ref := member(n, "$ref"); ref != nil {
		return lookup(g.root, ref.Value)
	}
	return n
}

func isText(schema *yaml.Node) bool {
	return slices.Contains([]string{"string", "integer", "number", "boolean"}, scalar(member(schema, "type")))
}
