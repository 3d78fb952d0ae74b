package contract

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/go-openapi/jsonpointer"
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

// membersOf yields names and values of an object, in the order of the document.
func membersOf(n *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(key, value *yaml.Node) bool) {
		if n == nil || n.Kind != yaml.MappingNode {
			return
		}
		for pair := range slices.Chunk(n.Content, 2) {
			if !yield(pair[0], pair[1]) {
				return
			}
		}
	}
}

// member follows the names of members, and returns nil where there is none.
func member(n *yaml.Node, names ...string) *yaml.Node {
next:
	for _, name := range names {
		for key, value := range membersOf(n) {
			if key.Value == name {
				n = value
				continue next
			}
		}
		return nil
	}
	return n
}

// lookup resolves a local reference such as "#/components/schemas/Media", or returns nil.
func lookup(root *yaml.Node, ref string) *yaml.Node {
	pointer, err := jsonpointer.New(strings.TrimPrefix(ref, "#"))
	if err != nil {
		return nil
	}
	return member(root, pointer.DecodedTokens()...)
}

// scalar returns the text of a scalar, and "" for anything else.
func scalar(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	return n.Value // which lists and objects don't have
}

// namesOf returns the names of an object's members, in the order of the document.
func namesOf(n *yaml.Node) []string {
	var names []string
	for key := range membersOf(n) {
		names = append(names, key.Value)
	}
	return names
}

// textsOf returns the texts of a list, or the one of a scalar.
func textsOf(n *yaml.Node) (texts []string) {
	if n == nil {
		return nil
	}
	if n.Kind == yaml.ScalarNode {
		return []string{n.Value}
	}
	for _, item := range n.Content {
		texts = append(texts, item.Value)
	}
	return texts
}
