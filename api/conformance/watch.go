package conformance

import (
	"github.com/medialink-go/medialink/api/contract"
)

// Watch validates exchanges. Any number of goroutines may use it, and its memory is bounded.
type Watch struct{}

// Option changes [NewWatch].
type Option interface{ apply(*Watch) }

type option func(*Watch)

func (o option) apply(w *Watch) { o(w) }

// WithPayloads puts values of messages into findings, with their credentials redacted. By default there are none.
func WithPayloads() Option { return option(func(w *Watch) {}) }

// NewWatch returns a watch for a contract.
func NewWatch(c *contract.Contract, opts ...Option) *Watch { return &Watch{} }

// Observe validates an exchange and returns the level of its worst finding. It keeps nothing of the exchange's memory.
func (w *Watch) Observe(x *contract.Exchange) Level { return LevelNone }

// Report returns what was found so far.
func (w *Watch) Report() *Report { return &Report{} }
