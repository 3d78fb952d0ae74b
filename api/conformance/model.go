package conformance

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-openapi/jsonpointer"

	"github.com/medialink-go/medialink/api/contract"
)

const mediaTypeJSON = "application/json"

// model is a document, and what of it was seen.
type model struct {
	root       node
	operations map[string]*operation // by operationId
	places     []*place
	shapes     map[string]*shape // by pointer
}

// node is an object of the document, and its JSON pointer.
type node struct {
	at string
	is map[string]any
}

// place is a part of the document that messages can show.
type place struct {
	kind, name, at string
	seen
}

// seen says how often something was seen, and when.
type seen struct {
	count       int
	first, last time.Time
	upstream    string // the origin that it was seen at first
}

func (s *seen) add(at time.Time, upstream string) {
	if s.count++; s.count == 1 {
		s.first, s.last, s.upstream = at, at, strings.Clone(upstream)
	}
	if at.Before(s.first) {
		s.first = at
	}
	if at.After(s.last) {
		s.last = at
	}
}

type operation struct {
	node
	*place
	request   *shape
	responses map[int]*response // by status, 0 for the default
	id        string            // the parameter that a link fills
}

type response struct {
	node
	places []*place // the status, and the component that it refers to
	body   *shape
	link   string // the pointer in the body to the id that a link passes on
}

func newModel(c *contract.Contract) *model {
	m := &model{root: node{is: c.Document()}, operations: map[string]*operation{}, shapes: map[string]*shape{}}
	for _, op := range c.Operations() {
		n := m.get(m.root, "paths", op.Path(), strings.ToLower(op.Method()))
		o := &operation{node: n, place: m.place("operation", op.ID(), n.at), responses: map[int]*response{}}
		o.request = m.body(m.get(n, "requestBody"))
		m.operations[op.ID()] = o
		for _, status := range slices.Sorted(maps.Keys(object(n.is["responses"]))) {
			code, _ := strconv.Atoi(status) // 0 for the default
			o.responses[code] = m.response(op.ID(), status, n)
		}
	}
	m.link()
	return m
}

func (m *model) response(id, status string, operation node) *response {
	r := &response{node: m.get(operation, "responses", status)}
	r.places = []*place{m.place("status", id+" "+status, pointerTo(operation.at, "responses", status))}
	if r.at != r.places[0].at {
		i := slices.IndexFunc(m.places, func(p *place) bool { return p.at == r.at })
		if i < 0 {
			i, _ = len(m.places), m.place("", "", r.at)
		}
		r.places = append(r.places, m.places[i])
	}
	r.body = m.body(r.node)
	return r
}

// link notes which responses return the id of a record, and which operations take it.
func (m *model) link() {
	for _, o := range m.operations {
		for _, r := range o.responses {
			for _, name := range slices.Sorted(maps.Keys(object(r.is["links"]))) { // of several the last counts
				link := m.get(r.node, "links", name).is
				for parameter, value := range object(link["parameters"]) {
					r.link = strings.TrimPrefix(value.(string), "$response.body#")
					m.operations[link["operationId"].(string)].id = parameter
				}
			}
		}
	}
}

func (m *model) place(kind, name, at string) *place {
	p := &place{kind: kind, name: name, at: at}
	m.places = append(m.places, p)
	return p
}

// body returns the schema of a message's body, nil if there is none.
func (m *model) body(n node) *shape { return m.shape(m.get(n, "content", mediaTypeJSON, "schema")) }

// get follows names, and references. Its node is nil where there is nothing.
func (m *model) get(n node, names ...string) node {
	for _, name := range names {
		n = m.follow(node{pointerTo(n.at, name), object(n.is[name])})
	}
	return n
}

func (m *model) follow(n node) node {
	for ref, ok := n.is["$ref"].(string); ok; ref, ok = n.is["$ref"].(string) {
		n = m.lookup(strings.TrimPrefix(ref, "#"))
	}
	return n
}

// lookup returns the object at a pointer. It follows no reference.
func (m *model) lookup(at string) node {
	is := m.root.is
	for _, name := range strings.Split(at, "/")[1:] {
		is = object(is[jsonpointer.Unescape(name)])
	}
	return node{at, is}
}

// responseTo returns what is declared for a status, its own or for an error the default, nil if that is nothing.
func (m *model) responseTo(op *contract.Operation, status int) *response {
	responses := m.operations[op.ID()].responses
	if status >= 400 && responses[status] == nil {
		return responses[0]
	}
	return responses[status]
}

func pointerTo(at string, names ...string) string {
	for _, name := range names {
		at += "/" + jsonpointer.Escape(name)
	}
	return at
}
