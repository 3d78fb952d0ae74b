package stub

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/medialink-go/medialink/api/contract"
)

// Verify is nil if the journal of the world meets each expectation, in any order. Otherwise it is a *VerifyError that says which are not
// met, and what comes nearest to them; or an *ExpectationError for one that makes no sense, such as for an unknown operation.
func (w World) Verify(expectations ...Expectation) error {
	return verify(w.library, w.Journal(), false, expectations)
}

// VerifyInOrder does as [World.Verify], and asks besides that expectations be met one after the other: each counts only requests behind
// those that met the one before it. How often at most, it may be met in the whole journal.
func (w World) VerifyInOrder(expectations ...Expectation) error {
	return verify(w.library, w.Journal(), true, expectations)
}

// Verify does as [World.Verify] in the journals of all worlds.
func (s *Stub) Verify(expectations ...Expectation) error {
	return verify(s.library, s.Journal(), false, expectations)
}

// VerifyInOrder does as [World.VerifyInOrder] in the journals of all worlds.
func (s *Stub) VerifyInOrder(expectations ...Expectation) error {
	return verify(s.library, s.Journal(), true, expectations)
}

// VerifyError is a journal that does not meet what is expected of it. It holds values of requests, with credentials redacted.
type VerifyError struct {
	Expected int     // how many expectations there are
	Unmet    []Unmet // at least one
}

// Unmet is an expectation that is not met.
type Unmet struct {
	Index   int    // among the expectations, from 0
	Found   int    // how many requests meet it
	Reason  string // such as "found 1, want exactly 2"
	Nearest *NearMiss
}

// NearMiss is the exchange that comes nearest to an expectation, or the first one too many.
type NearMiss struct {
	Exchange    *Exchange // the journal's own: do not change it
	Differences []Difference
}

// The parts of an exchange that an expectation can differ from.
const (
	DifferenceOperation = "operation"
	DifferenceStatus    = "status"
	DifferenceBody      = "body"
	DifferenceOrder     = "order" // all fits, but it came too early
	DifferenceTimes     = "times" // all fits, but it is one too many
)

// Difference is one place where an exchange differs from an expectation.
type Difference struct {
	Part    string
	Pointer string // within the body (RFC 6901)
	Want    any    // as encoding/json decodes it; nil too where there is nothing to compare, or more than 512 bytes
	Got     any    // likewise
	Reason  string // such as "is \"audio\", want \"video\""
}

// Error has a line for each expectation that is not met, and one for what comes nearest to it.
func (e *VerifyError) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "stub: %s", e.Summary())
	for _, u := range e.Unmet {
		fmt.Fprintf(&text, "\n  expectation %d: %s", u.Index, u.Reason)
		if u.Nearest == nil {
			continue
		}
		x := u.Nearest.Exchange
		fmt.Fprintf(&text, "\n    nearest is request %d, %s %s, status %d:", x.Number, x.Method, x.Path, x.Status)
		for _, d := range u.Nearest.Differences {
			fmt.Fprintf(&text, " %s;", d)
		}
	}
	return strings.TrimSuffix(text.String(), ";")
}

// Summary says how many expectations are not met.
func (e *VerifyError) Summary() string {
	return fmt.Sprintf("the journal does not meet %d of %d expectations", len(e.Unmet), e.Expected)
}

// String writes the place and what is wrong there: "body /kind is \"audio\", want \"video\"".
func (d Difference) String() string { return strings.TrimSpace(d.Part+" "+d.Pointer) + " " + d.Reason }

// tally is what a journal has for one expectation.
type tally struct {
	met      []int // indexes of exchanges
	near     int   // index of the exchange that comes nearest; of several the latest
	distance int   // of that one; 0 if there is none
}

func (t *tally) add(index int, found []mismatch) {
	const otherOperation = 1 << 20 // is farther away than any difference within the operation
	distance := len(found)
	if distance > 0 && found[0].part == DifferenceOperation {
		distance = otherOperation
	}
	switch {
	case distance == 0:
		t.met = append(t.met, index)
	case t.distance == 0 || distance <= t.distance:
		t.near, t.distance = index, distance
	}
}

func verify(library *contract.Contract, journal iter.Seq[*Exchange], inOrder bool, expectations []Expectation) error {
	matchers, err := newMatchers(library, expectations)
	if err != nil {
		return err
	}
	exchanges := slices.Collect(journal)
	tallies := make([]tally, len(matchers))
	for at, x := range exchanges {
		body := sync.OnceValue(x.decodedBody)
		for i := range matchers {
			tallies[i].add(at, matchers[i].compare(x, body))
		}
	}
	v := verification{exchanges: exchanges, inOrder: inOrder}
	failed := &VerifyError{Expected: len(expectations)}
	for i := range matchers {
		if unmet, ok := v.check(&matchers[i], &tallies[i]); !ok {
			unmet.Index = i
			failed.Unmet = append(failed.Unmet, unmet)
		}
	}
	if len(failed.Unmet) == 0 {
		return nil
	}
	return failed
}

// verification goes from expectation to expectation.
type verification struct {
	exchanges []*Exchange
	inOrder   bool
	next      int // index of the first exchange that may meet the next expectation
}

func (v *verification) check(m *matcher, t *tally) (Unmet, bool) {
	usable := t.met
	if v.inOrder {
		early, _ := slices.BinarySearch(t.met, v.next)
		usable = t.met[early:]
	}
	switch least := m.Times.minimum(); {
	case m.Times.exceededBy(len(t.met)):
		surplus := Difference{Part: DifferenceTimes, Reason: "is exceeded by this request"}
		return m.unmet(len(t.met), &NearMiss{v.exchanges[t.met[m.Times.most]], []Difference{surplus}}), false
	case len(usable) < least:
		return m.unmet(len(usable), v.nearest(m, t, len(t.met)-len(usable))), false
	case least > 0:
		v.next = usable[least-1] + 1
	}
	return Unmet{}, true
}

func (m *matcher) unmet(found int, nearest *NearMiss) Unmet {
	return Unmet{Found: found, Reason: fmt.Sprintf("found %d, want %v", found, m.Times), Nearest: nearest}
}

// nearest is an exchange that only came too early, if there is one, or else the one that differs least.
func (v *verification) nearest(m *matcher, t *tally, early int) *NearMiss {
	switch {
	case early > 0:
		reason := fmt.Sprintf("is wrong: it came before request %d, which met the expectation before", v.exchanges[v.next-1].Number)
		return &NearMiss{v.exchanges[t.met[early-1]], []Difference{{Part: DifferenceOrder, Reason: reason}}}
	case t.distance == 0:
		return nil
	}
	x := v.exchanges[t.near]
	near := &NearMiss{Exchange: x}
	for _, found := range m.compare(x, x.decodedBody) {
		near.Differences = append(near.Differences, m.difference(found))
	}
	return near
}

func (m *matcher) difference(found mismatch) Difference {
	d := Difference{Part: found.part, Reason: found.problem}
	switch {
	case found.body != nil:
		d.Pointer, d.Want = found.body.text, found.body.want
	case found.part == DifferenceOperation:
		d.Want = m.Operation
	case found.part == DifferenceStatus:
		d.Want = *m.Status
	}
	if d.Reason == "" {
		d.Got = found.got
		d.Reason = fmt.Sprintf("is %s, want %s", shown(&d.Got), shown(&d.Want))
	} else if found.body != nil {
		d.Reason += ", want " + shown(&d.Want)
	}
	return d
}

// shown writes a value, and removes one that is too long to be of use.
func shown(value *any) string {
	const longest = 512
	text := strings.TrimSpace(string(encoded(*value)))
	if len(text) > longest {
		*value = nil
		return fmt.Sprintf("%d bytes of JSON", len(text))
	}
	return text
}
