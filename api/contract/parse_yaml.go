package contract

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

func parseYAML(document []byte) (*yaml.Node, error) {
	var node yaml.Node
	if err := yaml.Unmarshal(document, &node); err != nil {
		return nil, specError("is no YAML: %v", err)
	}
	if len(node.Content) == 0 {
		return nil, specError("is empty")
	}
	return node.Content[0], nil
}

// resolveAliases replaces aliases by what they stand for, and makes names, times, << and what has a tag of its own the strings that JSON
// has for them. It refuses what else YAML has beyond JSON: merge keys, names that are null or aliases, infinity, and an alias within its
// own anchor, which has no end. Around are n and what it is in.
func (p *parser) resolveAliases(at string, around ...*yaml.Node) {
	n := around[len(around)-1]
	for i, item := range n.Content {
		name := strconv.Itoa(i)
		if n.Kind == yaml.MappingNode {
			key := n.Content[i&^1]
			name = key.Value
			if item == key {
				if key.Kind != yaml.ScalarNode || key.Tag == "!!merge" || key.Tag == "!!null" {
					p.refuse(pointerTo(at, name), key, "must be a plain name: write out what is merged or aliased")
				}
				key.Tag = "!!str"
				continue
			}
		}
		switch {
		case item.Kind == yaml.ScalarNode:
			p.resolveScalar(pointerTo(at, name), item)
		case item.Kind != yaml.AliasNode:
			p.resolveAliases(pointerTo(at, name), append(around, item)...)
		case slices.Contains(around, item.Alias):
			p.refuse(pointerTo(at, name), item, "must not be within what it stands for: write a component and $ref")
		default:
			n.Content[i] = item.Alias
		}
	}
}

func (p *parser) resolveScalar(at string, n *yaml.Node) {
	isOwnTag := strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!")
	if isOwnTag || n.Tag == "!!timestamp" || n.Tag == "!!merge" {
		n.Tag = "!!str"
	}
	if n.Tag == "!!float" && slices.Contains([]string{".inf", ".nan"}, strings.ToLower(strings.TrimLeft(n.Value, "+-"))) {
		p.refuse(at, n, "must be a number that JSON has")
	}
}
