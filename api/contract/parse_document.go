package contract

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/go-openapi/jsonpointer"
	"go.yaml.in/yaml/v4"
)

// grammar walks a document and rejects what would be ignored: every member of every object is either known here or a
// problem. It reads the text rather than kin-openapi's model of it, which drops what it does not know.
type grammar struct {
	root         *yaml.Node
	operationIDs map[string]*yaml.Node
	problems     []Problem
}

// visitor checks the value at a JSON pointer.
type visitor func(at string, n *yaml.Node)

// visitors are the members that an object may have, by name.
type visitors map[string]visitor

// anything is for members that have no effect on messages, and for those that kin-openapi checks.
func anything(string, *yaml.Node) {}

func (g *grammar) refuse(at string, n *yaml.Node, format string, args ...any) {
	g.problems = append(g.problems, Problem{Pointer: at, Line: n.Line, Reason: fmt.Sprintf(format, args...)})
}

// members calls visit for each member of an object, extensions excepted.
func (g *grammar) members(at string, n *yaml.Node, visit func(key *yaml.Node, at string, value *yaml.Node)) {
	g.each(at, n, func(key *yaml.Node, at string, value *yaml.Node) {
		if !strings.HasPrefix(key.Value, "x-") {
			visit(key, at, value)
		}
	})
}

// each calls visit for each member of a map, whatever its name: in a map of names "x-" does not make an extension.
func (g *grammar) each(at string, n *yaml.Node, visit func(key *yaml.Node, at string, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		g.refuse(at, n, "must be an object")
		return
	}
	for key, value := range membersOf(n) {
		visit(key, pointerTo(at, key.Value), value)
	}
}

// mapOf visits a map of names to values of one kind.
func (g *grammar) mapOf(visit visitor) visitor {
	return func(at string, n *yaml.Node) {
		g.each(at, n, func(_ *yaml.Node, at string, value *yaml.Node) { visit(at, value) })
	}
}

func (g *grammar) listOf(visit visitor) visitor {
	return func(at string, n *yaml.Node) {
		if n.Kind != yaml.SequenceNode {
			g.refuse(at, n, "must be a list")
			return
		}
		for i, item := range n.Content {
			visit(pointerTo(at, strconv.Itoa(i)), resolveAlias(item))
		}
	}
}

// object visits the members that are known and rejects the others.
func (g *grammar) object(at string, n *yaml.Node, known visitors) {
	g.members(at, n, func(key *yaml.Node, at string, value *yaml.Node) { g.member(key, at, value, known) })
}

func (g *grammar) member(key *yaml.Node, at string, value *yaml.Node, known visitors) {
	if visit, ok := known[key.Value]; ok {
		visit(at, value)
		return
	}
	g.refuse(at, key, "is not supported%s", didYouMean(key.Value, slices.Sorted(maps.Keys(known))))
}

// didYouMean suggests the name that another one is most likely a misspelling of.
func didYouMean(name string, names []string) string {
	if meant := similar(name, slices.Values(names)); meant != "" {
		return fmt.Sprintf(": did you mean %q?", meant)
	}
	return ""
}

// referable visits n, or checks that it is a reference to a component of the section.
func (g *grammar) referable(section string, visit visitor) visitor {
	return func(at string, n *yaml.Node) {
		ref := member(n, "$ref")
		if ref == nil {
			visit(at, n)
			return
		}
		g.reference(section, pointerTo(at, "$ref"), ref)
		g.members(at, n, func(key *yaml.Node, at string, _ *yaml.Node) {
			if !slices.Contains([]string{"$ref", "summary", "description", "title", "deprecated"}, key.Value) {
				g.refuse(at, key, "is not supported beside $ref: move it into the component")
			}
		})
	}
}

func (g *grammar) reference(section, at string, ref *yaml.Node) {
	prefix := "#/components/" + section + "/"
	name, local := strings.CutPrefix(ref.Value, prefix)
	components := member(member(g.root, "components"), section)
	if !local {
		g.refuse(at, ref, "must point to something below %s", prefix)
		return
	}
	if member(components, jsonpointer.Unescape(name)) == nil {
		g.refuse(at, ref, "%s%s does not exist%s", prefix, name, didYouMean(name, namesOf(components)))
	}
}

func (g *grammar) document(n *yaml.Node) {
	version := cmp.Or(member(n, "openapi"), n)
	if !strings.HasPrefix(version.Value, "3.1.") {
		g.refuse("/openapi", version, "must be 3.1.x")
		return
	}
	g.object("", n, visitors{
		"openapi": anything, "info": anything, "tags": anything, "externalDocs": anything,
		"servers":    g.listOf(g.server),
		"security":   g.listOf(g.securityRequirement),
		"paths":      g.paths,
		"components": g.components,
	})
}

func (g *grammar) server(at string, n *yaml.Node) {
	g.object(at, n, visitors{"url": anything, "description": anything})
}

func (g *grammar) components(at string, n *yaml.Node) {
	g.object(at, n, visitors{
		"schemas":         g.mapOf(g.schema),
		"responses":       g.mapOf(g.referable("responses", g.response)),
		"parameters":      g.mapOf(g.referable("parameters", g.parameter)),
		"requestBodies":   g.mapOf(g.referable("requestBodies", g.requestBody)),
		"headers":         g.mapOf(g.referable("headers", g.header)),
		"examples":        g.mapOf(g.referable("examples", g.example)),
		"securitySchemes": g.mapOf(g.referable("securitySchemes", g.securityScheme)),
	})
}
