package conformance

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/medialink-go/medialink/api/contract"
)

// maxRecords is how many records a History remembers: those that it has seen last.
const maxRecords = 10_000

// maxState is how long a text may be to be compared, in bytes: states and times are short.
const maxState = 128

// The rules that span exchanges.
const (
	RuleFinal      contract.Rule = "final state" // a state that x-states calls terminal has changed
	RuleConstant   contract.Rule = "constant"    // a value has changed that x-changes says never does
	RuleForward    contract.Rule = "forward"     // a date-time went back that x-changes says goes forward
	RuleUnreadable contract.Rule = "unreadable"  // what a response returned cannot be read by the operation that it links to
)

// History checks the rules that span exchanges, which the document has in x-states, x-changes and links. Two exchanges are compared only if
// one ended before the other started: the order of others is not known. It is not safe for concurrent use.
type History struct {
	model   *model
	records *lru.Cache[string, record]
}

// record is what is known of a record, from the exchange that started last.
type record struct {
	started, ended time.Time
	values         map[string]string // the texts that rules are about, by their names
	returned       bool              // a response has returned the id
	caller         string            // that it was returned to
}

// NewHistory returns an empty history.
func NewHistory(c *contract.Contract) *History { return newHistory(newModel(c)) }

func newHistory(m *model) *History {
	records, _ := lru.New[string, record](maxRecords) // it only fails for a size below 1
	return &History{model: m, records: records}
}

// Observe compares a response that conforms, and its decoded body, with those before it, and returns the rules that it breaks.
func (h *History) Observe(x *contract.Exchange, match contract.Match, body any) []contract.Violation {
	declared := h.model.responseTo(match.Operation, x.Response.StatusCode)
	id, returned := h.model.idOf(match, declared, body)
	if id == "" || len(id) > maxState {
		return nil
	}
	known, isKnown := h.records.Get(id)
	if x.Response.StatusCode/100 != 2 {
		isGone := x.Response.StatusCode == http.StatusNotFound || x.Response.StatusCode == http.StatusGone
		if isGone && isKnown && known.returned && known.caller == x.Caller && !known.ended.After(x.Started) {
			return []contract.Violation{violationOf(match, contract.PartStatus, "", RuleUnreadable, "must be readable: a response has returned its id before")}
		}
		return nil
	}
	if object(body) == nil || declared == nil || declared.body == nil {
		return nil // it is a response to HEAD, or its body was not checked
	}
	next := record{started: x.Started, ended: x.Ended, values: declared.body.states(object(body)), returned: returned, caller: strings.Clone(x.Caller)}
	before, after := known, next
	if isKnown && next.started.Before(known.started) {
		before, after = next, known
	}
	if known.returned {
		after.returned, after.caller = true, known.caller
	} else if returned {
		after.returned, after.caller = true, next.caller
	}
	h.records.Add(strings.Clone(id), after)
	if !isKnown || before.ended.After(after.started) {
		return nil
	}
	return declared.body.compare(match, before.values, after.values)
}

// idOf returns the id of the record that an exchange is about, by the links of the document, and whether the response returned it.
func (m *model) idOf(match contract.Match, declared *response, body any) (id string, returned bool) {
	if declared != nil && declared.link != "" {
		id, returned = contract.Violation{Pointer: declared.link}.ValueIn(body).(string)
		return id, returned
	}
	for _, p := range match.Parameters {
		if p.Name == m.operations[match.Operation.ID()].id {
			return p.Value, false
		}
	}
	return "", false
}

// rule is what must hold between two values of a member.
type rule struct {
	changes  string   // "never" or "forward", "" for any
	terminal []string // values that stay
}

// states returns the texts that rules are about.
func (s *shape) states(object map[string]any) map[string]string {
	values := map[string]string{}
	for name, f := range s.members {
		if f.rule.changes == "" && f.rule.terminal == nil {
			continue
		}
		if text, ok := object[name].(string); ok && len(text) <= maxState {
			values[name] = strings.Clone(text)
		}
	}
	return values
}

func (s *shape) compare(match contract.Match, before, after map[string]string) (broken []contract.Violation) {
	for _, name := range slices.Sorted(maps.Keys(before)) {
		was, is := before[name], after[name]
		if is == "" || is == was || s.members[name] == nil {
			continue
		}
		if rule, reason := s.members[name].rule.brokenBy(was, is); rule != "" {
			broken = append(broken, violationOf(match, contract.PartBody, pointerTo("", name), rule, reason))
		}
	}
	return broken
}

func (r rule) brokenBy(was, is string) (contract.Rule, string) {
	from, notTime := time.Parse(time.RFC3339, strings.ToUpper(was))
	to, err := time.Parse(time.RFC3339, strings.ToUpper(is))
	areTimes := notTime == nil && err == nil
	switch {
	case slices.Contains(r.terminal, was):
		return RuleFinal, "must stay " + was + ", which is final"
	case r.changes == "never" && (!areTimes || !from.Equal(to)):
		return RuleConstant, "must never change"
	case r.changes == "forward" && areTimes && to.Before(from):
		return RuleForward, "must not go back"
	}
	return "", ""
}

func violationOf(match contract.Match, part contract.Part, pointer string, rule contract.Rule, reason string) contract.Violation {
	return contract.Violation{Operation: match.Operation.String(), Direction: contract.DirectionResponse, Part: part, Pointer: pointer,
		Rule: rule, Reason: reason}
}
