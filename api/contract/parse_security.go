package contract

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

func (g *grammar) securityRequirement(at string, n *yaml.Node) {
	schemes := member(member(g.root, "components"), "securitySchemes")
	g.each(at, n, func(key *yaml.Node, at string, _ *yaml.Node) {
		if member(schemes, key.Value) == nil {
			g.refuse(at, key, "must be one of components/securitySchemes%s", didYouMean(key.Value, namesOf(schemes)))
		}
	})
}

func (g *grammar) securityScheme(at string, n *yaml.Node) {
	scheme := member(n, "scheme")
	if kind := member(n, "type"); kind == nil || kind.Value != "http" || scheme == nil || !strings.EqualFold(scheme.Value, "bearer") {
		g.refuse(at, n, "is not supported: only type http with scheme bearer is")
	}
	g.object(at, n, visitors{"type": anything, "scheme": anything, "bearerFormat": anything, "description": anything})
}
