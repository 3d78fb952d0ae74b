package journal

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Verify returns nil if the exchanges, oldest first, meet each expectation: one after the other if inOrder, else in any order. In order an
// expectation counts only requests behind those that met the one before it; its maximum counts all requests. operations are the known names.
//
// The error is a *VerifyError that has what is not met and what comes nearest to it, or an *ExpectationError.
func Verify(exchanges []*Exchange, operations []string, inOrder bool, expectations ...Expectation) error {
	matchers := make([]matcher, len(expectations))
	for i, e := range expectations {
		var err error
		if matchers[i], err = newMatcher(i, e, operations); err != nil {
			return err
		}
	}
	for at, x := range exchanges {
		body := sync.OnceValues(x.requestBody)
		for i := range matchers {
			matchers[i].add(at, x, body)
		}
	}
	failed := &VerifyError{Expected: len(expectations)}
	first := 0
	for i := range matchers {
		unmet, next := matchers[i].check(exchanges, first)
		if unmet != nil {
			unmet.Index = i
			failed.Unmet = append(failed.Unmet, *unmet)
		}
		if inOrder {
			first = next
		}
	}
	if len(failed.Unmet) == 0 {
		return nil
	}
	return failed
}

// add compares an exchange. Of several that come equally near, the latest is the nearest.
func (m *matcher) add(at int, x *Exchange, body func() (any, string)) {
	const otherOperation = 1 << 20 // is farther away than any difference within the operation
	differences := m.compare(x, body)
	if len(differences) == 0 {
		m.met = append(m.met, at)
		return
	}
	distance := len(differences)
	if differences[0].Part == DifferenceOperation {
		distance = otherOperation
	}
	if m.nearest.Exchange == nil || distance <= m.distance {
		m.nearest, m.distance = NearMiss{Exchange: x, Differences: differences}, distance
	}
}

// check counts the exchanges from first on that meet the expectation. next is the index behind the one that completes it.
func (m *matcher) check(exchanges []*Exchange, first int) (unmet *Unmet, next int) {
	early, _ := slices.BinarySearch(m.met, first)
	met := m.met[early:]
	switch {
	case len(m.met) > m.Times.most:
		surplus := exchanges[m.met[m.Times.most]]
		return m.unmet(len(m.met), surplus, Difference{Part: DifferenceTimes, Reason: "is exceeded by this request"}), first
	case len(met) >= m.Times.least:
		if m.Times.least > 0 {
			first = met[m.Times.least-1] + 1
		}
		return nil, first
	case early > 0:
		reason := fmt.Sprintf("is wrong: it came before request %d, which met the expectation before", exchanges[first-1].Number)
		return m.unmet(len(met), exchanges[m.met[early-1]], Difference{Part: DifferenceOrder, Reason: reason}), first
	}
	return m.unmet(len(met), m.nearest.Exchange, m.nearest.Differences...), first
}

func (m *matcher) unmet(found int, nearest *Exchange, differences ...Difference) *Unmet {
	u := &Unmet{Found: found, Reason: fmt.Sprintf("found %d, want %v", found, m.Times)}
	for i := range differences {
		differences[i].explain()
	}
	if nearest != nil {
		u.Nearest = &NearMiss{Exchange: nearest, Differences: differences}
	}
	return u
}

// VerifyError is a journal that does not meet what is expected of it. It holds values of requests, with credentials redacted.
type VerifyError struct {
	Expected int     // how many expectations there are
	Unmet    []Unmet // at least one
}

// Unmet is an expectation that is not met.
type Unmet struct {
	Index   int       // among the expectations, from 0
	Found   int       // how many requests meet it
	Reason  string    // such as "found 1, want exactly 2"
	Nearest *NearMiss // nil if there is none
}

// NearMiss is the exchange that comes nearest to an expectation, or the first one too many.
type NearMiss struct {
	Exchange    *Exchange // the journal's own: do not change it
	Differences []Difference
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
		separator := " "
		for _, d := range u.Nearest.Differences {
			text.WriteString(separator + d.String())
			separator = "; "
		}
	}
	return text.String()
}

// Summary says how many expectations are not met.
func (e *VerifyError) Summary() string {
	return fmt.Sprintf("the journal does not meet %d of %d expectations", len(e.Unmet), e.Expected)
}
