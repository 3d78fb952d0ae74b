package conformance

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/internal/document"
)

// model is what a document declares, with the places where it does.
type model struct {
	root       *yaml.Node
	places     []*place // in the order of the document
	operations map[string]*operation
	shapes     map[*yaml.Node]*shape
	reads      map[string]string // operations that links lead to, with the parameter that is the id
}

// place is a part of the document that messages can show.
type place struct {
	kind, name string
	at         []string // the names that lead to it
	origin     string   // x-origin
	seen
}

// seen says how often something was seen, and when.
type seen struct {
	count       int
	first, last time.Time
}

func (s *seen) add(at time.Time) {
	s.count++
	if s.first.IsZero() || at.Before(s.first) {
		s.first = at
	}
	if at.After(s.last) {
		s.last = at
	}
}

type operation struct {
	*place
	parameters []*parameter
	request    *shape
	responses  map[string]*response // by status, and "default"
}

type parameter struct {
	*place
	in, parameter string
}

type response struct {
	*place
	body *shape
	link link // to the operation that reads what this one made, if there is one
}

// link says that a value in a response is a parameter of an operation.
type link struct{ operationID, parameter, member string }

// shape is what a schema declares of a value.
type shape struct {
	at     []string
	node   *yaml.Node
	fields map[string]*field
	items  *shape
	all    []*shape // allOf, anyOf and oneOf
}

type field struct {
	*place
	shape    *shape
	values   map[string]*place
	terminal []string // values that are final
	changes  string   // "never" or "forward", "" for any
}

func newModel(c *contract.Contract) *model {
	var root yaml.Node
	_ = yaml.Unmarshal(c.Document(), &root) // the contract has parsed it
	m := &model{root: root.Content[0], operations: map[string]*operation{}, shapes: map[*yaml.Node]*shape{}, reads: map[string]string{}}
	for path, item := range document.Members(document.At(m.root, "paths")) {
		shared, at := document.At(item, "parameters"), []string{"paths", path.Value}
		for method, node := range document.Members(item) {
			if id := document.At(node, "operationId"); id != nil {
				m.operations[id.Value] = m.operation(id.Value, with(at, method.Value), node, shared)
			}
		}
	}
	return m
}

func (m *model) operation(id string, at []string, n, shared *yaml.Node) *operation {
	op := &operation{place: m.place("operation", id, at, n), responses: map[string]*response{}}
	for _, p := range slices.Concat(sequence(document.At(n, "parameters")), sequence(shared)) {
		_, p = m.follow(nil, p)
		name, in := document.Text(document.At(p, "name")), document.Text(document.At(p, "in"))
		if !slices.ContainsFunc(op.parameters, func(own *parameter) bool { return own.parameter == name && own.in == in }) {
			op.parameters = append(op.parameters, &parameter{m.place("parameter", id+" "+name, nil, p), in, name})
		}
	}
	op.request = m.body(with(at, "requestBody"), document.At(n, "requestBody"))
	for status, declared := range document.Members(document.At(n, "responses")) {
		to, node := m.follow(with(at, "responses", status.Value), declared)
		op.responses[status.Value] = &response{place: m.place("status", id+" "+status.Value, to, node), body: m.body(to, node), link: linkIn(node)}
		if l := op.responses[status.Value].link; l.member != "" {
			m.reads[l.operationID] = l.parameter
		}
	}
	return op
}

// linkIn returns the first link of a response that passes on a member of its body.
func linkIn(n *yaml.Node) (found link) {
	for _, l := range document.Members(document.At(n, "links")) {
		for parameter, value := range document.Members(document.At(l, "parameters")) {
			member := strings.TrimPrefix(value.Value, "$response.body#/")
			return link{document.Text(document.At(l, "operationId")), parameter.Value, member}
		}
	}
	return found
}

// body returns the shape of a message's body, nil for one without.
func (m *model) body(at []string, n *yaml.Node) *shape {
	at, n = m.follow(at, n)
	const json = "application/json"
	return m.shape(with(at, "content", json, "schema"), document.At(n, "content", json, "schema"))
}

func (m *model) shape(at []string, n *yaml.Node) *shape {
	if n == nil {
		return nil
	}
	at, n = m.follow(at, n)
	if known, ok := m.shapes[n]; ok {
		return known
	}
	s := &shape{at: at, node: n, fields: map[string]*field{}}
	m.shapes[n] = s
	for name, property := range document.Members(document.At(n, "properties")) {
		s.fields[name.Value] = m.field(s, name.Value, property)
	}
	s.items = m.shape(with(at, "items"), document.At(n, "items"))
	for _, keyword := range []string{"allOf", "anyOf", "oneOf"} {
		for i, branch := range sequence(document.At(n, keyword)) {
			s.all = append(s.all, m.shape(with(at, keyword, strconv.Itoa(i)), branch))
		}
	}
	return s
}

func (m *model) field(s *shape, name string, property *yaml.Node) *field {
	at := with(s.at, "properties", name)
	label := strings.TrimPrefix(strings.Join(s.at, "/"), "components/schemas/") + "." + name
	f := &field{place: m.place("field", label, at, property), values: map[string]*place{}, changes: document.Text(document.At(property, "x-changes"))}
	f.shape = m.shape(at, property)
	f.terminal = document.Texts(document.At(f.shape.node, "x-states", "terminal"))
	for _, value := range sequence(document.At(f.shape.node, "enum")) {
		if value.Tag != "!!null" {
			f.values[value.Value] = m.place("value", label+" "+value.Value, nil, nil)
		}
	}
	return f
}

func (m *model) place(kind, name string, at []string, n *yaml.Node) *place {
	p := &place{kind: kind, name: name, at: slices.Clone(at), origin: document.Text(document.At(n, "x-origin"))}
	m.places = append(m.places, p)
	return p
}

// follow returns what a reference refers to, and where that is.
func (m *model) follow(at []string, n *yaml.Node) ([]string, *yaml.Node) {
	for ref := document.At(n, "$ref"); ref != nil; ref = document.At(n, "$ref") {
		at, n = strings.Split(strings.TrimPrefix(ref.Value, "#/"), "/"), document.Lookup(m.root, ref.Value)
	}
	return at, n
}

// walk calls see for each place that a value shows. Null shows nothing.
func (s *shape) walk(value any, see func(*place)) {
	if s == nil {
		return
	}
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			if f := s.fields[name]; f != nil && member != nil {
				f.walk(member, see)
			}
		}
	case []any:
		for _, item := range value {
			s.items.walk(item, see)
		}
	}
	for _, branch := range s.all {
		branch.walk(value, see)
	}
}

func (f *field) walk(value any, see func(*place)) {
	see(f.place)
	if text, ok := value.(string); ok && f.values[text] != nil {
		see(f.values[text])
	}
	f.shape.walk(value, see)
}

func with(at []string, names ...string) []string { return append(slices.Clone(at), names...) }

// sequence returns the items of a list.
func sequence(n *yaml.Node) []*yaml.Node {
	if n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	return n.Content
}
