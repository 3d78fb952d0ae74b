package contract

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// grammar walks a document and refuses what would not be judged: every member of every object is either known here or a
// problem. It reads the text rather than kin-openapi's model of it, which keeps quiet about what it does not know.
type grammar struct {
	root     *yaml.Node
	problems []Problem
}

func (g *grammar) refuse(at string, n *yaml.Node, format string, args ...any) {
	g.problems = append(g.problems, Problem{Pointer: at, Line: n.Line, Reason: fmt.Sprintf(format, args...)})
}

// members calls visit for each member of an object, extensions excepted.
func (g *grammar) members(at string, n *yaml.Node, visit func(key, at string, value *yaml.Node)) {
	n = resolveAlias(n)
	if n.Kind != yaml.MappingNode {
		g.refuse(at, n, "must be an object")
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i].Value; !strings.HasPrefix(key, "x-") {
			visit(key, pointerTo(at, key), resolveAlias(n.Content[i+1]))
		}
	}
}

// each calls visit for each member of a map, whatever its name: in a map of names "x-" does not make an extension.
func (g *grammar) each(at string, n *yaml.Node, visit func(at string, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		g.refuse(at, n, "must be an object")
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		visit(pointerTo(at, n.Content[i].Value), resolveAlias(n.Content[i+1]))
	}
}

func (g *grammar) items(at string, n *yaml.Node, visit func(at string, value *yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		g.refuse(at, n, "must be a list")
		return
	}
	for i, item := range n.Content {
		visit(pointerTo(at, strconv.Itoa(i)), resolveAlias(item))
	}
}

func (g *grammar) unknown(at string, n *yaml.Node) {
	g.refuse(at, n, "is not judged here, so it may not be in the document")
}

// referable visits n, or checks that it is a reference to a component of the section.
func (g *grammar) referable(section string, visit func(at string, n *yaml.Node)) func(at string, n *yaml.Node) {
	return func(at string, n *yaml.Node) {
		ref := member(n, "$ref")
		if ref == nil {
			visit(at, n)
			return
		}
		if prefix := "#/components/" + section + "/"; !strings.HasPrefix(ref.Value, prefix) || lookup(g.root, ref.Value) == nil {
			g.refuse(pointerTo(at, "$ref"), ref, "must point to something below %s", prefix)
		}
		g.members(at, n, func(key, at string, value *yaml.Node) {
			switch key {
			case "$ref", "summary", "description", "title", "deprecated":
			default:
				g.refuse(at, value, "is not judged beside $ref: move it into the component")
			}
		})
	}
}

func (g *grammar) document(n *yaml.Node) {
	if version := member(n, "openapi"); version == nil || !strings.HasPrefix(version.Value, "3.1.") {
		g.refuse("/openapi", n, "must be 3.1.x")
		return
	}
	g.members("", n, func(key, at string, value *yaml.Node) {
		switch key {
		case "openapi", "info", "tags", "externalDocs":
		case "servers":
			g.items(at, value, g.server)
		case "security":
			g.items(at, value, g.securityRequirement)
		case "paths":
			g.members(at, value, func(_, at string, value *yaml.Node) { g.pathItem(at, value) })
		case "components":
			g.members(at, value, g.componentSection)
		default:
			g.unknown(at, value)
		}
	})
}

func (g *grammar) server(at string, n *yaml.Node) {
	g.members(at, n, func(key, at string, value *yaml.Node) {
		switch key {
		case "url", "description":
		default:
			g.unknown(at, value)
		}
	})
}

func (g *grammar) componentSection(key, at string, n *yaml.Node) {
	switch key {
	case "schemas":
		g.each(at, n, g.schema)
	case "responses":
		g.each(at, n, g.referable(key, g.response))
	case "parameters":
		g.each(at, n, g.referable(key, g.parameter))
	case "requestBodies":
		g.each(at, n, g.referable(key, g.requestBody))
	case "headers":
		g.each(at, n, g.referable(key, g.header))
	case "examples":
		g.each(at, n, g.referable(key, g.example))
	case "securitySchemes":
		g.each(at, n, g.referable(key, g.securityScheme))
	default:
		g.unknown(at, n)
	}
}

func (g *grammar) pathItem(at string, n *yaml.Node) {
	g.pathTemplate(at, n)
	g.members(at, n, func(key, at string, value *yaml.Node) {
		switch key {
		case "summary", "description":
		case "parameters":
			g.items(at, value, g.referable("parameters", g.parameter))
		case "get", "put", "post", "delete", "patch":
			g.operation(at, value)
		default:
			g.unknown(at, value)
		}
	})
}

var templateSegment = regexp.MustCompile(`^(\{[^{}/]+\}|[^{}/?#%]*)$`)

func (g *grammar) pathTemplate(at string, n *yaml.Node) {
	path := strings.NewReplacer("~1", "/", "~0", "~").Replace(strings.TrimPrefix(at, "/paths/"))
	if !strings.HasPrefix(path, "/") {
		g.refuse(at, n, "must start with a slash")
	}
	for segment := range strings.SplitSeq(path, "/") {
		if !templateSegment.MatchString(segment) {
			g.refuse(at, n, "is not matched here: a segment must be a parameter and nothing else, or text without ?, # and %%")
		}
	}
}

func (g *grammar) operation(at string, n *yaml.Node) {
	if id := member(n, "operationId"); id == nil || id.Value == "" {
		g.refuse(at, n, "must have an operationId")
	}
	g.members(at, n, func(key, at string, value *yaml.Node) {
		switch key {
		case "operationId", "tags", "summary", "description", "externalDocs", "deprecated":
		case "security":
			g.items(at, value, g.securityRequirement)
		case "parameters":
			g.items(at, value, g.referable("parameters", g.parameter))
		case "requestBody":
			g.referable("requestBodies", g.requestBody)(at, value)
		case "responses":
			g.members(at, value, g.statusResponse)
		default:
			g.unknown(at, value)
		}
	})
}

func (g *grammar) statusResponse(key, at string, n *yaml.Node) {
	status, err := strconv.Atoi(key)
	if key != "default" && (err != nil || len(key) != len("200") || status < 200 || status > 599) {
		g.refuse(at, n, "must be a status from 200 to 599, or default: list the statuses of a range")
	}
	g.referable("responses", g.response)(at, n)
}

func (g *grammar) requestBody(at string, n *yaml.Node) {
	if member(member(n, "content"), mediaTypeJSON) == nil {
		g.refuse(at, n, "must have content in %s", mediaTypeJSON)
	}
	g.members(at, n, func(key, at string, value *yaml.Node) {
		switch key {
		case "description", "required":
		case "content":
			g.members(at, value, g.content)
		default:
			g.unknown(at, value)
		}
	})
}

func (g *grammar) response(at string, n *yaml.Node) {
	g.members(at, n, func(key, at string, value *yaml.Node) {
		switch key {
		case "description":
		case "headers":
			g.each(at, value, g.referable("headers", g.header))
		case "content":
			g.members(at, value, g.content)
		default:
			g.unknown(at, value)
		}
	})
}

func (g *grammar) content(key, at string, n *yaml.Node) {
	if key != mediaTypeJSON {
		g.refuse(at, n, "is not judged here: only %s is", mediaTypeJSON)
	}
	if member(n, "schema") == nil {
		g.refuse(at, n, "must have a schema")
	}
	g.members(at, n, func(key, at string, value *yaml.Node) {
		switch key {
		case "schema":
			g.schema(at, value)
		case "example":
			g.refuse(at, value, "is not judged here: write examples")
		case "examples":
			g.each(at, value, g.referable("examples", g.example))
		default:
			g.unknown(at, value)
		}
	})
}

func (g *grammar) example(at string, n *yaml.Node) {
	g.members(at, n, func(key, at string, value *yaml.Node) {
		switch key {
		case "summary", "description", "value":
		default:
			g.unknown(at, value)
		}
	})
}

func (g *grammar) parameter(at string, n *yaml.Node) {
	in := member(n, "in")
	if in == nil || !slices.Contains([]string{"path", "query", "header"}, in.Value) {
		g.refuse(at, n, "is not judged here: only parameters in path, query and header are")
	}
	g.header(at, n)
}

// header visits a header, and what a parameter has in common with one.
func (g *grammar) header(at string, n *yaml.Node) {
	if member(n, "schema") == nil {
		g.refuse(at, n, "must have a schema")
	}
	g.members(at, n, func(key, at string, value *yaml.Node) {
		switch key {
		case "name", "in", "description", "required", "deprecated", "example":
		case "examples":
			g.each(at, value, g.referable("examples", g.example))
		case "schema":
			g.schema(at, value)
			g.textSchema(at, value)
		default:
			g.unknown(at, value)
		}
	})
}
