package contract

import (
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
	if op.body == nil {
		return nil
	}
	f := &collector{operation: op, direction: DirectionRequest}
	undeclared(op.body.schema, body, "", func(found finding) bool {
		f.add(PartBody, found)
		return len(f.violations) != MaxViolations
	})
	return f.violations
}

// UndeclaredQuery returns the parameters of a query that the document does not declare, sorted, with the rule additionalProperties. Those
// that are declared are for [Operation.CheckRequest] to check.
func (op *Operation) UndeclaredQuery(query url.Values) []Violation {
	f := &collector{operation: op, direction: DirectionRequest}
	var declared []string
	for _, p := range op.parameters {
		if p.part == PartQuery {
			declared = append(declared, p.name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if !slices.Contains(declared, name) {
			f.add(PartQuery, undeclaredName(pointerTo("", name), name, slices.Values(declared)))
		}
	}
	return f.violations
}

// undeclared calls found until it returns false, and reports whether to go on.
func undeclared(s *schema, value any, at string, found func(finding) bool) bool {
	switch value := value.(type) {
	case map[string]any:
		for _, name := range sortedNames(value) {
			if !undeclaredMember(s, name, value[name], pointerTo(at, name), found) {
				return false
			}
		}
	case []any:
		for i, item := range value {
			if s.items != nil && !undeclared(s.items, item, pointerTo(at, strconv.Itoa(i)), found) {
				return false
			}
		}
	}
	return true
}

func undeclaredMember(s *schema, name string, value any, at string, found func(finding) bool) bool {
	property, declared := s.properties[name]
	if declared {
		return undeclared(property, value, at, found)
	}
	if len(s.properties) > 0 && s.whole.AdditionalProperties.Has == nil && s.additional == nil {
		return found(undeclaredName(at, name, slices.Values(s.names)))
	}
	return true
}

func sortedNames(object map[string]any) []string { return slices.Sorted(maps.Keys(object)) }
