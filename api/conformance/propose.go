package conformance

import (
	"bytes"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/go-openapi/jsonpointer"
	"go.yaml.in/yaml/v4"
)

// action is one of an OpenAPI Overlay, version 1.0.
type action struct {
	Target string `yaml:"target"` // JSONPath
	Update any    `yaml:"update,omitempty"`
	Remove bool   `yaml:"remove,omitempty"`
}

// Propose writes an OpenAPI Overlay (version 1.0, in YAML) with the changes to the document that the exchanges suggest, and returns how many
// actions it has:
//
//   - What is marked x-origin: assumed or inferred, and was seen, becomes observed, with x-observed: {first, last, count, upstream}.
//   - Members and statuses of responses that are not declared get a schema with the types and formats seen.
//   - What responses contradict is relaxed: null, fractions and absent members become valid. With [WithPayloads] new values join an enum.
//
// The overlay holds names of members, and no value without WithPayloads.
func (w *Watch) Propose(to io.Writer) (int, error) {
	text, actions, err := w.overlay()
	if err == nil {
		_, err = to.Write(text)
	}
	return actions, err
}

// overlay encodes under the lock: the actions share what exchanges change.
func (w *Watch) overlay() ([]byte, int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	actions := w.model.observed()
	for _, key := range slices.Sorted(maps.Keys(w.unseen.all)) {
		actions = append(actions, w.unseen.all[key].act(w.unseen.all[key])...)
	}
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	err := encoder.Encode(struct {
		Overlay, Extends string
		Info             map[string]string
		Actions          []action
	}{"1.0.0", "openapi.yaml", map[string]string{"title": "What traffic shows", "version": w.contract.Version()}, actions})
	return text.Bytes(), len(actions), err
}

// observed are the actions for what was assumed or inferred.
func (m *model) observed() []action {
	actions := []action{}
	for _, p := range m.places {
		if origin := m.lookup(p.at).is["x-origin"]; p.count > 0 && p.kind != "value" && (origin == "assumed" || origin == "inferred") {
			actions = append(actions, update(p.at, p.statement(map[string]any{})))
		}
	}
	return actions
}

// statement adds to a place of the document that it was observed.
func (s seen) statement(to map[string]any) map[string]any {
	to["x-origin"] = "observed"
	to["x-observed"] = map[string]any{
		"first": s.first.UTC().Format(time.RFC3339), "last": s.last.UTC().Format(time.RFC3339), "count": s.count, "upstream": s.upstream,
	}
	return to
}

// declare adds a member to a schema.
func (n node) declare(name string) func(*change) []action {
	return func(c *change) []action {
		property := c.statement(c.schema.schema())
		property["description"] = "Seen in responses, and not documented."
		return []action{update(n.at, map[string]any{"properties": map[string]any{name: property}})}
	}
}

// respond adds a status to an operation: like its default if that fits, else with what the bodies have in common.
func (m *model) respond(op node, status string) func(*change) []action {
	return func(c *change) []action {
		r := c.statement(map[string]any{"description": "Seen, and not documented."})
		schema := object(m.get(op, "responses", "default", "content", mediaTypeJSON).is["schema"])
		if !c.fits || schema == nil {
			schema = c.schema.schema()
		}
		if len(c.schema.types) > 0 {
			r["content"] = map[string]any{mediaTypeJSON: map[string]any{"schema": schema}}
		}
		return []action{update(op.at+"/responses", map[string]any{status: r})}
	}
}

// relax makes members of a schema optional.
func (n node) relax(c *change) []action {
	return n.replace("required", slices.DeleteFunc(texts(n.is["required"]), func(name string) bool { return slices.Contains(c.names, name) }))
}

func (n node) extend(c *change) []action {
	return []action{update(n.at, map[string]any{"enum": c.names})}
}

// retype allows more types for a member. A reference to anything but an object is replaced by a copy of the component: others refer to it too.
func (m *model) retype(in node, name string, property node) func(*change) []action {
	return func(c *change) []action {
		at := pointerTo(in.at, "properties", name)
		types := append(slices.DeleteFunc(property.types(), func(known string) bool {
			return known == "integer" && slices.Contains(c.names, "number")
		}), c.names...)
		if property.at == at || slices.Contains(types, "object") {
			actions := property.replace("type", types)
			if property.is["enum"] != nil {
				actions = append(actions, update(property.at, map[string]any{"enum": []any{nil}}))
			}
			if slices.Contains(c.names, "number") && property.is["format"] != nil {
				actions = append(actions, property.replace("format", nil)...) // it is one of integers
			}
			return actions
		}
		own := map[string]any{"type": types}
		for _, keyword := range []string{"enum", "format", "minLength", "pattern"} {
			if value := property.is[keyword]; value != nil {
				own[keyword] = value
			}
		}
		if enum := list(own["enum"]); enum != nil {
			own["enum"] = append(slices.Clone(enum), nil)
		}
		return []action{{Target: jsonPath(at + "/$ref"), Remove: true}, update(at, own)}
	}
}

// replace replaces a list, to which an update alone would append.
func (n node) replace(name string, items []string) []action {
	actions := []action{{Target: jsonPath(n.at + "/" + name), Remove: true}}
	if len(items) == 0 {
		return actions
	}
	return append(actions, update(n.at, map[string]any{name: typesOf(items)}))
}

func update(at string, value any) action { return action{Target: jsonPath(at), Update: value} }

// jsonPath writes a JSON pointer as JSONPath (RFC 9535).
func jsonPath(at string) string {
	names := strings.Split(strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(at), "/")[1:]
	for i, name := range names {
		names[i] = "['" + jsonpointer.Unescape(name) + "']"
	}
	return "$" + strings.Join(names, "")
}
