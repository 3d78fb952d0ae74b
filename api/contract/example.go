package contract

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v4"
)

// Example is a named body of the document. [Parse] has seen to it that it fits its schema.
type Example struct {
	Name    string // such as "ready-video"
	Summary string
	Body    []byte // compact JSON, its members in the order of the document

	pointer string
	line    int
}

// RequestExamples returns the examples of the request body, in the order of the document.
func (op *Operation) RequestExamples() []Example { return slices.Clone(op.request.examples) }

// ResponseExamples returns the examples for a status, in the order of the document: those of the default for an error
// that is not listed by number, none for another status that is not.
func (op *Operation) ResponseExamples(status int) []Example {
	if declared := op.response(status); declared != nil {
		return slices.Clone(declared.examples)
	}
	return nil
}

// examples reads those of a request body or response at a pointer. They come from the text, since kin-openapi's model of it
// has no order.
func (b *builder) examples(at string) []Example {
	message := b.resolve(at)
	var examples []Example
	for name, node := range membersOf(member(message, "content", mediaTypeJSON, "examples")) {
		node = b.follow(node)
		if value := member(node, "value"); value != nil {
			examples = append(examples, newExample(name.Value, node, value, at))
		}
	}
	return examples
}

func newExample(name string, node, value *yaml.Node, at string) Example {
	example := Example{Name: name, Body: appendJSON(nil, value), line: value.Line}
	example.pointer = pointerTo(pointerTo(at, "content"), mediaTypeJSON) + pointerTo("/examples", name)
	if summary := member(node, "summary"); summary != nil {
		example.Summary = summary.Value
	}
	return example
}

func (b *builder) resolve(at string) *yaml.Node { return b.follow(lookup(b.root, "#"+at)) }

func (b *builder) follow(n *yaml.Node) *yaml.Node {
	for member(n, "$ref") != nil {
		n = lookup(b.root, member(n, "$ref").Value)
	}
	return n
}

// appendJSON writes a YAML value as JSON and keeps the order of members.
func appendJSON(to []byte, n *yaml.Node) []byte {
	switch n.Kind {
	case yaml.MappingNode:
		to = append(to, '{')
		separator := ""
		for key, value := range membersOf(n) {
			to = appendString(append(to, separator...), key.Value)
			to = appendJSON(append(to, ':'), value)
			separator = ","
		}
		return append(to, '}')
	case yaml.SequenceNode:
		to = append(to, '[')
		for i, item := range n.Content {
			if i > 0 {
				to = append(to, ',')
			}
			to = appendJSON(to, item)
		}
		return append(to, ']')
	}
	return appendScalar(to, n)
}

func appendScalar(to []byte, n *yaml.Node) []byte {
	switch n.Tag {
	case "!!null":
		return append(to, "null"...)
	case "!!bool":
		return strconv.AppendBool(to, strings.EqualFold(n.Value, "true"))
	case "!!int", "!!float":
		if json.Valid([]byte(n.Value)) {
			return append(to, n.Value...)
		}
	}
	return appendString(to, n.Value)
}

func appendString(to []byte, s string) []byte {
	to, _ = jsontext.AppendQuote(to, s) // YAML is valid UTF-8: it cannot fail
	return to
}

// unfitExamples validates every example as the body that it stands for.
func (c *Contract) unfitExamples() []Problem {
	var problems []Problem
	check := func(op *Operation, s *schema, examples []Example) {
		for _, example := range examples {
			c := &collector{validator: op.validator}
			c.json(s, example.Body, false)
			for _, v := range c.violations {
				problems = append(problems, Problem{Pointer: example.pointer + "/value" + v.Pointer, Line: example.line, Reason: v.Reason})
			}
		}
	}
	for _, op := range c.operations {
		check(op, op.request.schema, op.request.examples)
		for _, status := range slices.Sorted(maps.Keys(op.responses)) {
			check(op, op.responses[status].schema, op.responses[status].examples)
		}
		if op.fallback != nil {
			check(op, op.fallback.schema, op.fallback.examples)
		}
	}
	return problems
}
