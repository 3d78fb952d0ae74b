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
	operations map[string]node // by operationId
	places     []*place        // in the order of their kinds and names
	byPointer  map[string]*place
	schemas    map[string]bool   // whose members are in places
	reads      map[string]string // operations that links lead to, and the parameter that is the id
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

func newModel(c *contract.Contract) *model {
	m := &model{root: node{is: c.Document()}, operations: map[string]node{}, byPointer: map[string]*place{}, reads: map[string]string{}, schemas: map[string]bool{}}
	for _, op := range c.Operations() {
		n := m.get(m.root, "paths", op.Path(), strings.ToLower(op.Method()))
		m.operations[op.ID()] = n
		m.addPlace("operation", op.ID(), n.at)
		m.addFields(m.body(m.get(n, "requestBody")))
		for _, status := range slices.Sorted(maps.Keys(object(n.is["responses"]))) {
			r := m.get(n, "responses", status)
			m.addPlace("status", op.ID()+" "+status, n.at+"/responses/"+status)
			m.addPlace("", "", r.at) // which may be a component of several statuses
			m.addFields(m.body(r))
			for name := range object(r.is["links"]) {
				link := m.get(r, "links", name).is
				for parameter := range object(link["parameters"]) {
					m.reads[link["operationId"].(string)] = parameter
				}
			}
		}
	}
	return m
}

func (m *model) addPlace(kind, name, at string) {
	if m.byPointer[at] == nil {
		m.byPointer[at] = &place{kind: kind, name: name, at: at}
		m.places = append(m.places, m.byPointer[at])
	}
}

// addFields adds the members of a schema and their values, and those within them.
func (m *model) addFields(n node) {
	if n.is == nil || m.schemas[n.at] {
		return
	}
	m.schemas[n.at] = true
	for _, name := range slices.Sorted(maps.Keys(object(n.is["properties"]))) {
		at, label := pointerTo(n.at, "properties", name), strings.TrimPrefix(n.at, "/components/schemas/")+"."+name
		m.addPlace("field", label, at)
		property := m.get(n, "properties", name)
		for _, value := range list(property.is["enum"]) {
			if text, ok := value.(string); ok {
				m.addPlace("value", label+" "+text, at+" "+text)
			}
		}
		m.addFields(property)
	}
	for _, branch := range m.branches(n) {
		m.addFields(branch)
	}
	m.addFields(m.get(n, "items"))
}

// branches are the other schemas that apply to a value.
func (m *model) branches(n node) (branches []node) {
	for _, keyword := range []string{"allOf", "anyOf", "oneOf"} {
		for i, branch := range list(n.is[keyword]) {
			branches = append(branches, m.follow(node{pointerTo(n.at, keyword, strconv.Itoa(i)), object(branch)}))
		}
	}
	return branches
}

// get follows names, and references. Its node is nil where there is nothing.
func (m *model) get(n node, names ...string) node {
	for _, name := range names {
		n = m.follow(node{pointerTo(n.at, name), object(n.is[name])})
	}
	return n
}

func (m *model) follow(n node) node {
	for {
		ref, ok := n.is["$ref"].(string)
		if !ok {
			return n
		}
		n = m.lookup(strings.TrimPrefix(ref, "#"))
	}
}

// lookup returns the object at a pointer. It follows no reference.
func (m *model) lookup(at string) node {
	is := m.root.is
	for _, name := range strings.Split(at, "/")[1:] {
		is = object(is[jsonpointer.Unescape(name)])
	}
	return node{at, is}
}

// body returns the schema of a message's body.
func (m *model) body(n node) node { return m.get(n, "content", mediaTypeJSON, "schema") }

// responseTo returns what is declared for a status, its own or for an error the default, and the place of that.
func (m *model) responseTo(op *contract.Operation, status int) (declared node, at string) {
	name := strconv.Itoa(status)
	if !op.Lists(status) {
		name = "default"
	}
	n := m.operations[op.ID()]
	return m.get(n, "responses", name), pointerTo(n.at, "responses", name)
}

// walk calls see with the pointer of each place that a value shows. Null shows nothing.
func (m *model) walk(n node, value any, see func(at string)) {
	switch value := value.(type) {
	case map[string]any:
		properties := object(n.is["properties"])
		for name, member := range value {
			if properties[name] == nil || member == nil {
				continue
			}
			at := pointerTo(n.at, "properties", name)
			see(at)
			if text, ok := member.(string); ok {
				see(at + " " + text)
			}
			m.walk(m.follow(node{at, object(properties[name])}), member, see)
		}
	case []any:
		items := m.get(n, "items")
		for _, item := range value {
			m.walk(items, item, see)
		}
	}
	for _, branch := range m.branches(n) {
		m.walk(branch, value, see)
	}
}

// find follows names and indexes into a value. It returns the schema that the last name is a member of.
func (m *model) find(n node, path []string) (in node) {
	for _, name := range path {
		in = n
		if object(n.is["properties"])[name] != nil {
			n = m.get(n, "properties", name)
		} else {
			n = m.get(n, "items")
		}
	}
	return in
}

// types are those of JSON Schema that a schema names.
func (n node) types() (names []string) {
	if name, ok := n.is["type"].(string); ok {
		return []string{name}
	}
	return texts(n.is["type"])
}

func object(value any) map[string]any {
	is, _ := value.(map[string]any)
	return is
}

func list(value any) []any {
	is, _ := value.([]any)
	return is
}

func texts(value any) (all []string) {
	for _, item := range list(value) {
		if text, ok := item.(string); ok {
			all = append(all, text)
		}
	}
	return all
}

func pointerTo(at string, names ...string) string {
	for _, name := range names {
		at += "/" + jsonpointer.Escape(name)
	}
	return at
}
