package conformance

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/medialink-go/medialink/api/contract"
)

// maxChanges bounds what is kept of what the document does not say.
const maxChanges = 1000

// changes are what responses show that the document does not say.
type changes struct {
	all  map[string]*change // by kind and place
	room int                // for values of which a schema is inferred
}

func newChanges() changes { return changes{map[string]*change{}, maxInferred} }

// change is one place of the document, and what has to become of it.
type change struct {
	seen
	schema inferred // of what is new
	names  []string // of members that are not required, of types, or new values of an enum
	fits   bool     // a new status fits the default
	act    func(*change) []action
}

// change returns the one for a place, which act makes actions of, or nil if there is no room.
func (c *changes) change(o *observation, key string, act func(*change) []action) *change {
	known := c.all[key]
	if known == nil && len(c.all) < maxChanges && len(key) < 4*maxPointer {
		known = &change{act: act}
		c.all[strings.Clone(key)] = known
	}
	if known != nil {
		known.add(o.Started, o.upstream())
	}
	return known
}

// addDeviation takes what a response shows. Of requests nobody knows whether the server reads what it accepts.
func (c *changes) addDeviation(o *observation, d deviation, payloads bool) {
	declared := o.model.responseTo(o.Operation, o.status())
	switch {
	case d.Direction != contract.DirectionResponse:
	case d.Rule == RuleUnlisted || d.Rule == contract.RuleStatus:
		c.addStatus(o, o.model)
	case d.Part == contract.PartBody && d.Pointer != "" && declared != nil:
		path := d.Path()
		in := declared.body.find(path)
		if in != nil {
			c.addMember(o, d, in, strings.Clone(path[len(path)-1]), payloads)
		}
	}
}

// addMember takes a member of an object in a response.
func (c *changes) addMember(o *observation, d deviation, in *shape, name string, payloads bool) {
	value, property := d.ValueIn(d.body), o.model.get(in.node, "properties", name)
	text, isText := value.(string)
	_, isNumber := value.(json.Number)
	switch key := " " + pointerTo(in.at, name); {
	case d.Rule == RuleUndeclared:
		if change := c.change(o, "member"+key, in.declare(name)); change != nil {
			change.schema.add(value, &c.room)
		}
	case d.Rule == contract.RuleRequired:
		if change := c.change(o, "required "+in.at, in.relax); change != nil {
			change.include(name)
		}
	case property.is == nil:
	case value == nil, d.Rule == contract.RuleType && isNumber && slices.Contains(property.types(), "integer"):
		if change := c.change(o, "type"+key, o.model.retype(in.node, name, property)); change != nil {
			change.include(typeOf(value))
		}
	case d.Rule == contract.RuleEnum && isText && payloads && len(text) <= maxValue:
		if change := c.change(o, "enum "+property.at, property.extend); change != nil {
			change.include(strings.Clone(text))
		}
	}
}

// include keeps a bounded number of names.
func (c *change) include(name string) {
	if !slices.Contains(c.names, name) && len(c.names) < maxInferredMembers {
		c.names = append(c.names, name)
	}
}

// addStatus takes a status whose response is JSON or empty. Anything else is a page of something before the server, as a rule.
func (c *changes) addStatus(o *observation, m *model) {
	body, header, missing := decoded(o.Response.Header, o.ResponseBody.Data)
	isJSON := strings.Contains(header.Get("Content-Type"), "json")
	if o.ResponseBody.Missing != "" || missing != "" || !isJSON && len(body) > 0 || o.Request.Method == http.MethodHead {
		return
	}
	op, status := m.operations[o.Operation.ID()], strconv.Itoa(o.status())
	change := c.change(o, "status "+op.node.at+" "+status, m.respond(op.node, status))
	if change == nil {
		return
	}
	change.fits = len(o.response.Violations) == 0 && (change.count == 1 || change.fits)
	var value any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if decoder.Decode(&value) == nil {
		change.schema.add(value, &c.room)
	}
}
