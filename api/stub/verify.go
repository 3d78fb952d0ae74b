package stub

import (
	"iter"
	"slices"

	"github.com/medialink-go/medialink/api/stub/journal"
)

// Verify returns nil if the journal of the world meets each expectation, in any order: see [journal.Verify].
func (w World) Verify(expectations ...journal.Expectation) error {
	return journal.Verify(w.store.journal.Of(journal.Key(keyOf(w.principal))), operationNames(w.library), false, expectations...)
}

// VerifyInOrder is [World.Verify] with expectations that are met one after the other.
func (w World) VerifyInOrder(expectations ...journal.Expectation) error {
	return journal.Verify(w.store.journal.Of(journal.Key(keyOf(w.principal))), operationNames(w.library), true, expectations...)
}

// Verify is [World.Verify] in the journals of all worlds.
func (s *Stub) Verify(expectations ...journal.Expectation) error {
	return journal.Verify(s.store.journal.All(), s.Operations(), false, expectations...)
}

// VerifyInOrder is [World.VerifyInOrder] in the journals of all worlds.
func (s *Stub) VerifyInOrder(expectations ...journal.Expectation) error {
	return journal.Verify(s.store.journal.All(), s.Operations(), true, expectations...)
}

// copies returns exchanges that stay as they are.
func copies(exchanges iter.Seq[*journal.Exchange]) []journal.Exchange {
	var all []journal.Exchange
	for x := range exchanges {
		all = append(all, *x)
	}
	return slices.Clip(all)
}
