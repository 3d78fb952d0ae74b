package conformance

import (
	"sync"
	"time"

	"github.com/medialink-go/medialink/api/contract"
)

// Watch validates exchanges. Any number of goroutines may use it, and its memory is bounded.
type Watch struct {
	contract *contract.Contract
	payloads bool

	mu       sync.Mutex // of all below
	report   Report     // what is counted
	model    *model
	history  *History
	findings findings
	unseen   changes
}

// Option changes [NewWatch].
type Option interface{ apply(*Watch) }

type option func(*Watch)

func (o option) apply(w *Watch) { o(w) }

// WithPayloads puts values of messages into findings and proposals, with their credentials redacted. By default there are none.
func WithPayloads() Option { return option(func(w *Watch) { w.payloads = true }) }

// NewWatch returns a watch for a contract.
func NewWatch(c *contract.Contract, opts ...Option) *Watch {
	m := newModel(c)
	w := &Watch{contract: c, model: m, history: newHistory(m), findings: newFindings(), unseen: newChanges()}
	w.report.Contract = c.Version()
	for _, opt := range opts {
		opt.apply(w)
	}
	return w
}

// Observe validates an exchange and returns the level of its worst finding. It keeps nothing of the exchange's memory.
func (w *Watch) Observe(x *contract.Exchange) Level {
	match, err := matchOf(w.contract, x)
	o := &observation{Exchange: x, Match: match, model: w.model}
	if err == nil && x.Outcome != contract.OutcomeUnreached {
		o.check(func() { w.record(o) })
		return o.worst()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.report.count(x.Started)
	if x.Outcome == contract.OutcomeUnreached {
		w.report.Unreached++
	} else {
		w.report.Undescribed++
	}
	return LevelNone
}

func (w *Watch) record(o *observation) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.report.count(o.Started)
	o.compare(w.history)
	if o.checked {
		w.report.Checked++
	}
	for _, reason := range o.unchecked {
		w.report.uncheck(reason)
	}
	for _, d := range o.deviations {
		w.findings.add(d, o.Started, w.payloads)
		w.unseen.addDeviation(o, d, w.payloads)
	}
	upstream := o.upstream()
	o.see(func(p *place) { p.add(o.Started, upstream) })
}

// Report returns what was found so far.
func (w *Watch) Report() *Report {
	w.mu.Lock()
	defer w.mu.Unlock()
	report := w.report
	report.Unchecked = append([]Count{}, w.report.Unchecked...)
	report.Findings, report.More, report.MoreLevel = w.findings.list()
	for _, p := range w.model.places {
		if p.kind != "" {
			report.Coverage = append(report.Coverage, Covered{Kind: p.kind, Place: p.name, Count: p.count})
		}
	}
	return &report
}

func (r *Report) count(started time.Time) {
	r.Exchanges++
	if r.First.IsZero() || started.Before(r.First) {
		r.First = started
	}
	if started.After(r.Last) {
		r.Last = started
	}
}

// uncheck takes reasons of this module alone, of which there are few.
func (r *Report) uncheck(reason string) {
	for i := range r.Unchecked {
		if r.Unchecked[i].Reason == reason {
			r.Unchecked[i].Count++
			return
		}
	}
	r.Unchecked = append(r.Unchecked, Count{reason, 1})
}
