package contract

import (
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

func (g *grammar) paths(at string, n *yaml.Node) {
	g.members(at, n, func(path *yaml.Node, at string, item *yaml.Node) {
		g.pathTemplate(at, path)
		g.pathItem(at, item)
	})
}

var templateSegment = regexp.MustCompile(`^(\{[^{}/]+\}|[^{}/?#%]*)$`)

func (g *grammar) pathTemplate(at string, path *yaml.Node) {
	if !strings.HasPrefix(path.Value, "/") {
		g.refuse(at, path, "must start with a slash")
	}
	for segment := range strings.SplitSeq(path.Value, "/") {
		if !templateSegment.MatchString(segment) {
			g.refuse(at, path, "is not supported: a segment must be a parameter and nothing else, or text without ?, # and %%")
		}
	}
}

func (g *grammar) pathItem(at string, n *yaml.Node) {
	g.object(at, n, visitors{
		"summary": anything, "description": anything,
		"parameters": g.listOf(g.referable("parameters", g.parameter)),
		"get":        g.operation, "put": g.operation, "post": g.operation, "delete": g.operation, "patch": g.operation,
	})
}

func (g *grammar) operation(at string, n *yaml.Node) {
	g.operationID(at, n)
	if member(n, "security") == nil && member(g.root, "security") == nil {
		g.refuse(at, n, "must have security, or the document must: [] lets anyone call it")
	}
	g.object(at, n, visitors{
		"operationId": anything, "tags": anything, "summary": anything, "description": anything, "externalDocs": anything, "deprecated": anything,
		"security":    g.listOf(g.securityRequirement),
		"parameters":  g.listOf(g.referable("parameters", g.parameter)),
		"requestBody": g.referable("requestBodies", g.requestBody),
		"responses":   g.responses,
	})
}

func (g *grammar) operationID(at string, n *yaml.Node) {
	id := member(n, "operationId")
	if id == nil || id.Value == "" {
		g.refuse(at, n, "must have an operationId")
		return
	}
	if first, taken := g.operationIDs[id.Value]; taken {
		g.refuse(pointerTo(at, "operationId"), id, "%q is also the operationId in line %d", id.Value, first.Line)
		return
	}
	g.operationIDs[id.Value] = id
}

func (g *grammar) responses(at string, n *yaml.Node) {
	g.members(at, n, func(key *yaml.Node, at string, value *yaml.Node) {
		status, err := strconv.Atoi(key.Value)
		if key.Value != "default" && (err != nil || len(key.Value) != len("200") || status < 200 || status > 599) {
			g.refuse(at, key, "must be a status from 200 to 599, or default: list the statuses of a range")
		}
		g.referable("responses", g.response)(at, value)
	})
}

func (g *grammar) requestBody(at string, n *yaml.Node) {
	if member(member(n, "content"), mediaTypeJSON) == nil {
		g.refuse(at, n, "must have content in %s", mediaTypeJSON)
	}
	g.object(at, n, visitors{"description": anything, "required": anything, "content": g.content})
}

func (g *grammar) response(at string, n *yaml.Node) {
	g.object(at, n, visitors{
		"description": anything,
		"headers":     g.mapOf(g.referable("headers", g.header)),
		"content":     g.content,
	})
}

func (g *grammar) content(at string, n *yaml.Node) {
	g.members(at, n, func(key *yaml.Node, at string, value *yaml.Node) {
		if key.Value != mediaTypeJSON {
			g.refuse(at, key, "is not supported: only %s is", mediaTypeJSON)
		}
		g.mediaType(at, value)
	})
}

func (g *grammar) mediaType(at string, n *yaml.Node) {
	if member(n, "schema") == nil {
		g.refuse(at, n, "must have a schema")
	}
	g.object(at, n, visitors{
		"schema":   g.schema,
		"example":  func(at string, n *yaml.Node) { g.refuse(at, n, "is not supported: write examples") },
		"examples": g.mapOf(g.referable("examples", g.example)),
	})
}

func (g *grammar) example(at string, n *yaml.Node) {
	g.object(at, n, visitors{"summary": anything, "description": anything, "value": anything})
}
