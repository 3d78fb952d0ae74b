package main

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// compare finds what oasdiff does not: final states, token endpoints, properties that are not listed, servers, and the security
// that an operation has from the document.
func compare(base, document map[string]any) []change {
	var changes []change
	urls := func(d map[string]any) (found []string) {
		for _, s := range list(d["servers"]) {
			found = append(found, fmt.Sprint(object(s)["url"]))
		}
		return found
	}
	for _, url := range urls(base) {
		if !slices.Contains(urls(document), url) {
			changes = append(changes, change{"servers", "removed a server"})
		}
	}
	for path, item := range object(base["paths"]) {
		for method, operation := range object(item) {
			was, is := object(operation), object(at(document, "paths", path, method))
			if id, ok := was["operationId"].(string); ok && is != nil {
				changes = append(changes, security(id, effective(base, was), effective(document, is))...)
				changes = append(changes, keywords(id, was, is)...)
			}
		}
	}
	for kind, components := range object(base["components"]) {
		for name, component := range object(components) {
			if is := at(document, "components", kind, name); is != nil && kind != "examples" {
				changes = append(changes, keywords(name, component, is)...)
			}
		}
	}
	slices.SortFunc(changes, func(a, b change) int { return strings.Compare(a.place+a.text, b.place+b.text) })
	return changes
}

// security finds an alternative that is gone, and access without credentials that was not there.
func security(id string, was, is []string) (changes []change) {
	for _, alternative := range was {
		if !slices.Contains(is, alternative) {
			changes = append(changes, change{id, "removed the security requirement " + alternative})
		}
	}
	if slices.Contains(is, anonymous) && !slices.Contains(was, anonymous) {
		changes = append(changes, change{id, "added access without credentials"})
	}
	return changes
}

const anonymous = "{}"

// effective returns the alternatives of an operation's security, its own or else those of the document.
func effective(document, operation map[string]any) (alternatives []string) {
	requirements, own := operation["security"]
	if !own {
		requirements = document["security"]
	}
	for _, requirement := range list(requirements) {
		var schemes []string
		for _, scheme := range slices.Sorted(maps.Keys(object(requirement))) {
			schemes = append(schemes, fmt.Sprint(scheme, object(requirement)[scheme]))
		}
		alternatives = append(alternatives, "{"+strings.Join(schemes, " ")+"}")
	}
	if len(alternatives) == 0 {
		return []string{anonymous}
	}
	return alternatives
}

// keywords compares keywords of schemas and security schemes, at each place that both versions have.
func keywords(place string, was, is any) (changes []change) {
	switch was := was.(type) {
	case []any:
		for i := range min(len(was), len(list(is))) {
			changes = append(changes, keywords(place, was[i], list(is)[i])...)
		}
	case map[string]any:
		is, ok := is.(map[string]any)
		if !ok {
			return nil
		}
		for keyword, value := range map[string]func(map[string]any) any{
			"x-states": final, "x-changes": valueOf("x-changes", nil), "x-token-url": valueOf("x-token-url", nil),
			"additionalProperties": valueOf("additionalProperties", true),
		} {
			if !reflect.DeepEqual(value(was), value(is)) {
				changes = append(changes, change{place, "changed " + keyword})
			}
		}
		for key, child := range was {
			if key != "example" && key != "examples" {
				changes = append(changes, keywords(place, child, is[key])...)
			}
		}
	}
	return changes
}

func valueOf(keyword string, absent any) func(map[string]any) any {
	return func(schema map[string]any) any {
		if value, ok := schema[keyword]; ok {
			return value
		}
		return absent
	}
}

// final returns the final states of a schema, in any order.
func final(schema map[string]any) any {
	var states []string
	for _, state := range list(object(schema["x-states"])["terminal"]) {
		states = append(states, fmt.Sprint(state))
	}
	slices.Sort(states)
	return states
}

func at(v any, path ...string) any {
	for _, key := range path {
		v = object(v)[key]
	}
	return v
}

func object(v any) map[string]any { m, _ := v.(map[string]any); return m }

func list(v any) []any { l, _ := v.([]any); return l }
