package fault

import (
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub/internal/form"
)

// Set is the faults in force, each with a count of the requests that it has applied to. It is not safe for concurrent use.
type Set []Count

// Count is a fault in force, and how many requests it has applied to.
type Count struct {
	Fault
	Count int
}

// NewSet begins to count.
func NewSet(faults []Fault) Set {
	set := make(Set, len(faults))
	for i, f := range faults {
		set[i].Fault = f
	}
	return set
}

// Selection is the faults that apply to one request: any number of latencies, and the first of the others.
type Selection struct {
	Latency time.Duration // before the operation, of all latencies together
	Faults  []string      // as they are written

	fault Fault
	kind  *kind // of the fault; nil if there are only latencies
	delay time.Duration
}

// Select returns the faults that apply to a request for the operation, and counts them.
func (set Set) Select(operation string, random *rand.Rand) (s Selection) {
	for i := range set {
		f := &set[i]
		k := f.kind()
		if s.kind != nil && !k.delays || !f.applies(operation, random) {
			continue
		}
		f.Count++
		s.Faults = append(s.Faults, f.String())
		if delay := f.Delay.pick(random); k.delays {
			s.Latency += delay
		} else {
			s.fault, s.kind, s.delay = f.Fault, k, delay
		}
	}
	return s
}

func (c *Count) applies(operation string, random *rand.Rand) bool {
	switch {
	case c.Operation != "" && c.Operation != operation, c.Operation == "" && operation == form.Token:
		return false
	case c.First > 0 && c.Count >= c.First:
		return false
	}
	return c.Rate == 0 || random.Float64() < c.Rate
}

// Early returns the response that replaces the operation's, or nil.
func (s Selection) Early() *Early {
	if s.kind == nil || s.kind.early == nil {
		return nil
	}
	e := s.kind.early(s.fault)
	e.RetryAfter, e.After = s.fault.RetryAfter, s.fault.After
	return &e
}

// Corrupt changes the operation's response, and reports whether it did.
func (s Selection) Corrupt(res *contract.Response) bool {
	if s.kind == nil || s.kind.corrupt == nil {
		return false
	}
	s.kind.corrupt(res)
	return true
}

// Send sends the response. It panics with http.ErrAbortHandler to end the connection.
func (s Selection) Send(w http.ResponseWriter, r *http.Request, res *contract.Response) {
	if s.kind != nil && s.kind.send != nil {
		s.kind.send(w, r, res, s.delay)
		return
	}
	res.Send(w)
}
