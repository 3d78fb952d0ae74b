package stub

import (
	"iter"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/stub/journal"
	"github.com/medialink-go/medialink/gen"
)

// Now tells the time in worlds that were not told another one.
func (s *Stub) Now() time.Time {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	return s.store.baseTime()
}

// Advance puts the clocks of all worlds forward, those to come included, but not one that is frozen by itself. It changes nothing where
// [Stub.CanAdvance] says no.
func (s *Stub) Advance(d time.Duration) {
	s.store.changeBaseClock(func(c *clock, base time.Time) { c.advance(d, base) })
}

// CanAdvance is nil, or else ErrTooFar.
func (s *Stub) CanAdvance(d time.Duration) (err error) {
	s.store.changeBaseClock(func(c *clock, base time.Time) { err = tooFar(c.canAdvance(d, base)) })
	return err
}

// Freeze stops the clocks of all worlds. Advance moves them all the same, that of one world or those of all.
func (s *Stub) Freeze() { s.store.changeBaseClock((*clock).freeze) }

// Thaw lets the clocks of all worlds go on from where they stand, but those that are frozen by themselves.
func (s *Stub) Thaw() { s.store.changeBaseClock((*clock).thaw) }

// Frozen reports whether the clocks of all worlds stand.
func (s *Stub) Frozen() (frozen bool) {
	s.store.changeBaseClock(func(c *clock, _ time.Time) { frozen = c.frozen })
	return frozen
}

// Scenarios returns those of worlds that have none of their own.
func (s *Stub) Scenarios() []string {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	return slices.Clone(s.store.common.scenarios)
}

// SetScenarios replaces those of all worlds that have none of their own, worlds to come included: see [World.SetScenarios].
func (s *Stub) SetScenarios(scenarios ...string) error {
	plan, err := s.settings.newPlan(scenarios, s.library)
	if err != nil {
		return err
	}
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	s.store.common = plan
	return nil
}

// Faults returns those of worlds that have none of their own, and how many requests each has befallen there.
func (s *Stub) Faults() []FaultCount { return s.store.commonFaults() }

// SetFaults replaces the faults of all worlds that have none of their own, worlds to come included. Their counts begin anew.
func (s *Stub) SetFaults(faults ...Fault) error {
	if err := checkFaults(faults); err != nil {
		return err
	}
	s.store.setFaults(faults)
	return nil
}

// Media returns the records of all worlds, oldest first: see [World.Media].
func (s *Stub) Media(publicURL string) []gen.Media {
	records, _ := s.ListMedia(publicURL, "", 0)
	return slices.Collect(records)
}

// ListMedia does as [World.ListMedia] with the records of all worlds.
func (s *Stub) ListMedia(publicURL string, status gen.MediaStatus, offset int) (records iter.Seq[gen.Media], count int) {
	return s.store.media(publicURL, status, offset, s.store.keys()...)
}

// SetStatus does as [World.SetStatus], in the world that has the media.
func (s *Stub) SetStatus(id uuid.UUID, status gen.MediaStatus, publicURL string) (gen.Media, error) {
	return s.store.setStatus(id, status, publicURL, s.store.keys()...)
}

// Exchanges returns what is left of the journals of all worlds, oldest first.
func (s *Stub) Exchanges() []journal.Exchange { return copies(s.Journal()) }

// Journal does as [World.Journal] with what is left of the journals of all worlds.
func (s *Stub) Journal() iter.Seq[*journal.Exchange] { return slices.Values(s.store.journal.All()) }

// ClearExchanges empties the journals of all worlds, and returns how many exchanges were in them.
func (s *Stub) ClearExchanges() int { return s.store.journal.ForgetAll() }

// Reset makes the stub what it was at the start: no media, no exchanges, scenarios, faults and clocks as the options have them.
func (s *Stub) Reset() { s.store.resetAll() }
