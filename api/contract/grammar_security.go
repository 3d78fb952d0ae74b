package contract

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

func (g *grammar) securityRequirement(at string, n *yaml.Node) {
	g.members(at, n, func(key, at string, value *yaml.Node) {
		if lookup(g.root, "#/components/securitySchemes/"+key) == nil {
			g.refuse(at, value, "must be one of components/securitySchemes")
		}
	})
}

func (g *grammar) securityScheme(at string, n *yaml.Node) {
	scheme := member(n, "scheme")
	if kind := member(n, "type"); kind == nil || kind.Value != "http" || scheme == nil || !strings.EqualFold(scheme.Value, "bearer") {
		g.refuse(at, n, "is not judged here: only type http with scheme bearer is")
	}
	g.members(at, n, func(key, at string, value *yaml.Node) {
		switch key {
		case "type", "scheme", "bearerFormat", "description":
		default:
			g.unknown(at, value)
		}
	})
}
