package conformance

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/medialink-go/medialink/api/contract"
)

// The limits of what is inferred.
const (
	maxInferred        = 10_000 // members and items, of all schemas
	maxInferredMembers = 100    // of an object
	maxInferredDepth   = 8      // of objects and lists within each other
)

// inferred is what the values at a place have in common. The zero value knows of none.
type inferred struct {
	depth   int
	types   []string // of JSON Schema, sorted
	formats []string // that all strings have, once there is one
	texts   bool     // there is a string
	members map[string]*inferred
	items   *inferred
}

// add takes one more value. Room is how many members and items may still be added to all schemas.
func (i *inferred) add(value any, room *int) {
	i.addType(value)
	switch value := value.(type) {
	case string:
		i.addText(value)
	case map[string]any:
		for name, member := range value {
			if i.member(name, room) {
				i.members[name].add(member, room)
			}
		}
	case []any:
		if i.items == nil && *room > 0 && i.depth < maxInferredDepth {
			i.items, *room = &inferred{depth: i.depth + 1}, *room-1
		}
		for _, item := range value[:min(len(value), maxInferredMembers)] {
			if i.items != nil {
				i.items.add(item, room)
			}
		}
	}
}

// member reports whether there is a member, or room for it.
func (i *inferred) member(name string, room *int) bool {
	if i.members[name] != nil {
		return true
	}
	if *room == 0 || i.depth == maxInferredDepth || len(i.members) == maxInferredMembers || len(name) > maxPointer {
		return false
	}
	if i.members == nil {
		i.members = map[string]*inferred{}
	}
	i.members[strings.Clone(name)] = &inferred{depth: i.depth + 1}
	*room--
	return true
}

func (i *inferred) addType(value any) {
	name := typeOf(value)
	if name == "integer" && slices.Contains(i.types, "number") {
		return
	}
	if name == "number" {
		i.types = slices.DeleteFunc(i.types, func(known string) bool { return known == "integer" })
	}
	if !slices.Contains(i.types, name) {
		i.types = append(i.types, name)
		slices.SortFunc(i.types, func(a, b string) int { return cmp.Or(cmp.Compare(nullLast[a], nullLast[b]), cmp.Compare(a, b)) })
	}
}

// nullLast is how people write it.
var nullLast = map[string]int{"null": 1}

func (i *inferred) addText(text string) {
	formats := contract.FormatsOf(text)
	if i.texts {
		formats = slices.DeleteFunc(i.formats, func(known string) bool { return !slices.Contains(formats, known) })
	}
	i.formats, i.texts = formats, true
}

func typeOf(value any) string {
	switch value := value.(type) {
	case bool:
		return "boolean"
	case string:
		return "string"
	case json.Number:
		if strings.ContainsAny(value.String(), ".eE") {
			return "number"
		}
		return "integer"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	}
	return "null"
}

// schema returns the schema of the values. One of which only null is known has no type.
func (i *inferred) schema() map[string]any {
	others := slices.DeleteFunc(slices.Clone(i.types), func(name string) bool { return name == "null" })
	if len(others) == 0 {
		return map[string]any{}
	}
	s := map[string]any{"type": typesOf(i.types)}
	if slices.Equal(others, []string{"string"}) && len(i.formats) > 0 {
		s["format"] = i.formats[0]
	}
	if len(i.members) > 0 {
		properties := map[string]any{}
		for name, member := range i.members {
			properties[name] = member.schema()
		}
		s["properties"] = properties
	}
	if i.items != nil {
		s["items"] = i.items.schema()
	}
	return s
}

// typesOf writes one type as a text.
func typesOf(names []string) any {
	if len(names) == 1 {
		return names[0]
	}
	return names
}
