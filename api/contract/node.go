package contract

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

func resolveAlias(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// member returns the value of a member of an object, or nil.
func member(n *yaml.Node, name string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return resolveAlias(n.Content[i+1])
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
	for i := 0; n != nil && i+1 < len(n.Content); i += 2 {
		names = append(names, n.Content[i].Value)
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
		n = member(n, pointerUnescaper.Replace(name))
	}
	return n
}
