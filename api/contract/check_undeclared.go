package contract

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"
)

// Undeclared returns the members of a request's body that the document does not declare and does not refuse either: as a rule they
// are misspelt. There are at most [MaxViolations], sorted within each object, with the rule additionalProperties. Objects that
// declare no property, and those that declare what other members look like, are free in form. Reason and Expected.Name suggest a
// declared member with a similar name, if there is one.
func (op *Operation) Undeclared(body any) []Violation {
	return op.undeclared(DirectionRequest, &op.request, body)
}

// UndeclaredResponse returns the same for the body of a response with a status.
func (op *Operation) UndeclaredResponse(status int, body any) []Violation {
	return op.undeclared(DirectionResponse, cmp.Or(op.response(status), &message{}), body)
}

func (op *Operation) undeclared(direction Direction, m *message, body any) []Violation {
	s := cmp.Or(m.schema, unknown)
	if s.declares(body) {
		return nil
	}
	c := op.newCollector(direction)
	c.undeclared(s, body, "")
	return c.violations
}

// UndeclaredQuery returns the parameters of a query that the document does not declare, sorted, with the rule additionalProperties. Those
// that are declared are for [Operation.CheckRequest] to check.
func (op *Operation) UndeclaredQuery(query url.Values) []Violation {
	c := op.newCollector(DirectionRequest)
	var declared []string
	for _, p := range op.parameters {
		if p.part == PartQuery {
			declared = append(declared, p.name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if !slices.Contains(declared, name) {
			c.add(PartQuery, undeclaredName(pointerTo("", name), name, declared))
		}
	}
	return c.violations
}

// declares reports whether the schema declares all members of a value. It is quicker than to list those that it does not.
func (s *schema) declares(value any) bool {
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			if property, declared := s.properties[name]; !declared && !s.free || declared && !property.declares(member) {
				return false
			}
		}
	case []any:
		return !slices.ContainsFunc(value, func(item any) bool { return !s.items.declares(item) })
	}
	return true
}

func (c *collector) undeclared(s *schema, value any, at string) {
	if c.full() {
		return
	}
	switch value := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			to := pointerTo(at, name)
			if property, declared := s.properties[name]; declared {
				c.undeclared(property, value[name], to)
			} else if !s.free && !c.full() {
				c.add(PartBody, undeclaredName(to, name, s.names))
			}
		}
	case []any:
		for i, item := range value {
			c.undeclared(s.items, item, pointerTo(at, strconv.Itoa(i)))
		}
	}
}
