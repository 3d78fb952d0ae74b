package conformance

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// shape is a schema.
type shape struct {
	node
	members  map[string]*member
	items    *shape
	branches []*shape // allOf, anyOf and oneOf
}

type member struct {
	*place
	*shape
	values map[string]*place // of an enum
	rule   rule
}

func (m *model) shape(n node) *shape {
	if n.is == nil {
		return nil
	}
	if known, ok := m.shapes[n.at]; ok {
		return known
	}
	s := &shape{node: n, members: map[string]*member{}}
	m.shapes[n.at] = s
	for _, name := range slices.Sorted(maps.Keys(object(n.is["properties"]))) {
		s.members[name] = m.member(n, name)
	}
	s.items = m.shape(m.get(n, "items"))
	for _, keyword := range []string{"allOf", "anyOf", "oneOf"} {
		for i, branch := range list(n.is[keyword]) {
			s.branches = append(s.branches, m.shape(m.follow(node{pointerTo(n.at, keyword, strconv.Itoa(i)), object(branch)})))
		}
	}
	return s
}

func (m *model) member(n node, name string) *member {
	at, label := pointerTo(n.at, "properties", name), strings.TrimPrefix(n.at, "/components/schemas/")+"."+name
	f := &member{place: m.place("field", label, at), values: map[string]*place{}}
	for _, value := range list(m.get(n, "properties", name).is["enum"]) {
		if text, ok := value.(string); ok {
			f.values[text] = m.place("value", label+" "+text, at)
		}
	}
	f.shape = m.shape(m.get(n, "properties", name))
	f.rule.terminal = texts(object(f.is["x-states"])["terminal"])
	f.rule.changes, _ = m.lookup(at).is["x-changes"].(string)
	return f
}

// walk calls see for each place that a value shows. Null shows nothing.
func (s *shape) walk(value any, see func(*place)) {
	if s == nil {
		return
	}
	switch value := value.(type) {
	case map[string]any:
		for name, is := range value {
			f := s.members[name]
			if f == nil || is == nil {
				continue
			}
			see(f.place)
			if text, ok := is.(string); ok && f.values[text] != nil {
				see(f.values[text])
			}
			f.walk(is, see)
		}
	case []any:
		for _, item := range value {
			s.items.walk(item, see)
		}
	}
	for _, branch := range s.branches {
		branch.walk(value, see)
	}
}

// find follows names and indexes into a value, and returns the schema that the last name is a member of.
func (s *shape) find(path []string) (in *shape) {
	for _, name := range path {
		if in = s; s == nil {
			return nil
		}
		if f := s.members[name]; f != nil {
			s = f.shape
		} else {
			s = s.items
		}
	}
	return in
}

// types are those of JSON Schema that a schema names.
func (n node) types() []string {
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
