package contract

import (
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"
)

// plain refuses what YAML has beyond JSON and what would be read in two ways, here and by kin-openapi: merge keys, names
// that are aliases, and an alias within its own anchor, which has no end. Within are the places around n.
func (g *grammar) plain(at string, n *yaml.Node, within []*yaml.Node) {
	if n.Kind == yaml.AliasNode {
		if slices.Contains(within, n.Alias) {
			g.refuse(at, n, "must not be within what it stands for: write a component and $ref")
		}
		return
	}
	within = append(within, n)
	switch n.Kind {
	case yaml.SequenceNode:
		for i, item := range n.Content {
			g.plain(pointerTo(at, strconv.Itoa(i)), item, within)
		}
	case yaml.MappingNode:
		for pair := range slices.Chunk(n.Content, 2) {
			name := pair[0]
			if name.Kind != yaml.ScalarNode || name.Tag == "!!merge" {
				g.refuse(pointerTo(at, name.Value), name, "must be a plain name: write out what is merged or aliased")
			}
			g.plain(pointerTo(at, name.Value), pair[1], within)
		}
	}
}
