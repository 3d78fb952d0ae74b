// Package document finds places in an OpenAPI document, in YAML or JSON, whose order and lines are kept.
package document

import (
	"iter"
	"slices"
	"strings"

	"github.com/go-openapi/jsonpointer"
	"go.yaml.in/yaml/v4"
)

// Members yields names and values of an object, in the order of the document.
func Members(n *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
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

// At follows the names of members, and returns nil where there is none.
func At(n *yaml.Node, names ...string) *yaml.Node {
next:
	for _, name := range names {
		for key, value := range Members(n) {
			if key.Value == name {
				n = value
				continue next
			}
		}
		return nil
	}
	return n
}

// Lookup resolves a local reference such as "#/components/schemas/Media", or returns nil.
func Lookup(root *yaml.Node, ref string) *yaml.Node {
	pointer, err := jsonpointer.New(strings.TrimPrefix(ref, "#"))
	if err != nil {
		return nil
	}
	return At(root, pointer.DecodedTokens()...)
}

// Text returns the text of a scalar, and "" for anything else.
func Text(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	return n.Value // which lists and objects don't have
}

// Names returns the names of an object's members, in the order of the document.
func Names(n *yaml.Node) []string {
	var names []string
	for key := range Members(n) {
		names = append(names, key.Value)
	}
	return names
}

// Texts returns the texts of a list, or the one of a scalar.
func Texts(n *yaml.Node) (texts []string) {
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
