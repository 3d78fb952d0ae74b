package contract

import (
	"iter"
	"slices"
	"strings"

	"github.com/go-openapi/jsonpointer"
	"go.yaml.in/yaml/v4"
)

func resolveAlias(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// membersOf yields names and values of an object, in the order of the document.
func membersOf(n *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(key, value *yaml.Node) bool) {
		if n == nil || n.Kind != yaml.MappingNode {
			return
		}
		for pair := range slices.Chunk(n.Content, 2) {
			if !yield(pair[0], resolveAlias(pair[1])) {
				return
			}
		}
	}
}

// member returns the value of a member of an object, or nil.
func member(n *yaml.Node, name string) *yaml.Node {
	for key, value := range membersOf(n) {
		if key.Value == name {
			return value
		}
	}
	return nil
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

// lookup resolves a local reference such as "#/components/schemas/Media", or returns nil.
func lookup(root *yaml.Node, ref string) *yaml.Node {
	path, local := strings.CutPrefix(ref, "#/")
	if !local {
		return nil
	}
	n := root
	for name := range strings.SplitSeq(path, "/") {
		n = member(n, jsonpointer.Unescape(name))
	}
	return n
}
