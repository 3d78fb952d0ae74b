package conformance

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/medialink-go/medialink/api/contract"
)

// maxRecords is how many records a History remembers: those that it has seen last.
const maxRecords = 10_000

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
	values         map[string]string // by the names of fields
	returnedTo     string            // the caller that the link was returned to
	returned       bool
}

// NewHistory returns an empty history.
func NewHistory(c *contract.Contract) *History { return newHistory(newModel(c)) }

func newHistory(m *model) *History {
	records, _ := lru.New[string, record](maxRecords) // it only fails for a size below 1
	return &History{model: m, records: records}
}

// Observe compares the decoded body of a response, whose members conform to their schemas, with those before it, and returns the rules
// that it breaks.
func (h *History) Observe(x *contract.Exchange, match contract.Match, body any) []contract.Violation {
	declared := h.model.responseTo(match.Operation, x.Response.StatusCode)
	id, returned := h.idOf(match, declared, body)
	if id == "" {
		return nil
	}
	known, ok := h.records.Get(id)
	if s := x.Response.StatusCode; s == http.StatusNotFound || s == http.StatusGone {
		if ok && known.returned && known.returnedTo == x.Caller && !known.ended.After(x.Started) {
			return []contract.Violation{violationOf(match, contract.PartStatus, "", RuleUnreadable, "must be readable: a response has returned its id before")}
		}
		return nil
	}
	object, isObject := body.(map[string]any)
	if !isObject || declared == nil {
		return nil
	}
	next := record{started: x.Started, ended: x.Ended, values: declared.body.statesOf(object), returned: returned, returnedTo: strings.Clone(x.Caller)}
	if !ok {
		h.records.Add(strings.Clone(id), next)
		return nil
	}
	return h.follow(id, match, declared, known, next)
}

// follow compares two states of a record, and keeps the later one.
func (h *History) follow(id string, match contract.Match, declared *response, known, next record) []contract.Violation {
	before, after := known, next
	if next.started.Before(known.started) {
		before, after = next, known
	}
	if known.returned {
		after.returned, after.returnedTo = true, known.returnedTo
	} else if next.returned {
		after.returned, after.returnedTo = true, next.returnedTo
	}
	h.records.Add(strings.Clone(id), after)
	if before.ended.After(after.started) {
		return nil
	}
	return declared.body.compare(match, before.values, after.values)
}

// idOf returns the id of the record that an exchange is about, and whether the response returned it.
func (h *History) idOf(match contract.Match, declared *response, body any) (id string, returned bool) {
	if declared != nil && declared.link.member != "" {
		object, _ := body.(map[string]any)
		id, returned = object[declared.link.member].(string)
		return id, returned
	}
	for _, p := range match.Parameters {
		if p.Name == h.model.reads[match.Operation.ID()] {
			return p.Value, false
		}
	}
	return "", false
}

// statesOf returns the values that rules are about.
func (s *shape) statesOf(object map[string]any) map[string]string {
	values := map[string]string{}
	for name, f := range s.fields {
		if text, ok := object[name].(string); ok && (f.changes != "" || f.terminal != nil) {
			values[name] = strings.Clone(text)
		}
	}
	return values
}

func (s *shape) compare(match contract.Match, before, after map[string]string) (broken []contract.Violation) {
	for name, was := range before {
		f, is := s.fields[name], after[name]
		if f == nil || is == "" || is == was {
			continue
		}
		if rule, reason := f.brokenBy(was, is); rule != "" {
			broken = append(broken, violationOf(match, contract.PartBody, "/"+name, rule, reason))
		}
	}
	slices.SortFunc(broken, func(a, b contract.Violation) int { return strings.Compare(a.Pointer, b.Pointer) })
	return broken
}

func (f *field) brokenBy(was, is string) (contract.Rule, string) {
	from, err1 := time.Parse(time.RFC3339, strings.ToUpper(was))
	to, err2 := time.Parse(time.RFC3339, strings.ToUpper(is))
	areTimes := err1 == nil && err2 == nil
	switch {
	case slices.Contains(f.terminal, was):
		return RuleFinal, "must stay " + was + ", which is final"
	case f.changes == "never" && (!areTimes || !from.Equal(to)):
		return RuleConstant, "must never change"
	case f.changes == "forward" && areTimes && to.Before(from):
		return RuleForward, "must not go back"
	}
	return "", ""
}

func violationOf(match contract.Match, part contract.Part, pointer string, rule contract.Rule, reason string) contract.Violation {
	return contract.Violation{Operation: match.Operation.String(), Direction: contract.DirectionResponse, Part: part, Pointer: pointer, Rule: rule, Reason: reason}
}

// responseTo returns what is declared for a status: its own, or the default for an error.
func (m *model) responseTo(op *contract.Operation, status int) *response {
	declared := m.operations[op.ID()].responses
	if own := declared[strconv.Itoa(status)]; own != nil {
		return own
	}
	if status >= 400 {
		return declared["default"]
	}
	return nil
}
