package contract

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v4"
)

// readExamples reads those of a request body or response at a pointer, and checks that they fit. They come from the text, since
// kin-openapi's model of it has no order.
func (b *builder) readExamples(at string, s *schema) (examples []Example) {
	message := b.follow(lookup(b.root, "#"+at))
	for name, node := range membersOf(member(message, "content", mediaTypeJSON, "examples")) {
		node = b.follow(node)
		value := member(node, "value")
		if value == nil {
			continue
		}
		example := Example{Name: name.Value, Summary: scalar(member(node, "summary")), Body: appendJSON(nil, value)}
		examples = append(examples, example)
		c := collector{validator: b.validator}
		d := newDecoder(lent)
		c.checkJSON(d, s, example.Body)
		d.release()
		for _, v := range c.violations {
			to := pointerTo(at, "content", mediaTypeJSON, "examples", name.Value, "value") + v.Pointer
			b.problems = append(b.problems, Problem{Pointer: to, Line: value.Line, Reason: v.Reason})
		}
	}
	return examples
}

func (b *builder) follow(n *yaml.Node) *yaml.Node {
	for member(n, "$ref") != nil {
		n = lookup(b.root, member(n, "$ref").Value)
	}
	return n
}

// appendJSON writes a YAML value as JSON and keeps the order of members.
func appendJSON(to []byte, n *yaml.Node) []byte {
	switch {
	case n.Kind == yaml.MappingNode:
		to = append(to, '{')
		for key, value := range membersOf(n) {
			to, _ = jsontext.AppendQuote(to, key.Value)
			to = append(appendJSON(append(to, ':'), value), ',')
		}
		return append(bytes.TrimSuffix(to, []byte(",")), '}')
	case n.Kind == yaml.SequenceNode:
		to = append(to, '[')
		for _, item := range n.Content {
			to = append(appendJSON(to, item), ',')
		}
		return append(bytes.TrimSuffix(to, []byte(",")), ']')
	case n.Tag == "!!null":
		return append(to, "null"...)
	case n.Tag == "!!bool":
		return append(to, strings.ToLower(n.Value)...)
	case (n.Tag == "!!int" || n.Tag == "!!float") && json.Valid([]byte(n.Value)):
		return append(to, n.Value...)
	}
	to, _ = jsontext.AppendQuote(to, n.Value) // YAML is valid UTF-8: it cannot fail
	return to
}
