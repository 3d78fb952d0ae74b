package stub

import (
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/stub/fault"
	"github.com/medialink-go/medialink/api/stub/journal"
	"github.com/medialink-go/medialink/gen"
)

// Scope is one world, or all of them. A world is what one principal has: media, scenarios, faults, a journal and a clock. What is set
// for all worlds is for those that have nothing of their own set, worlds to come included. A world that is not there, or was forgotten,
// has nothing in it. Any number of goroutines may use a Scope.
type Scope struct {
	store *store
	key   journal.Key // of the world
	all   bool
}

// World returns the world of a principal: the client id of a token that the stub has issued, or the name that [WithWorlds] gives the
// world of this client, else the text of the bearer token. Requests without a token that is accepted are in the world of "".
func (s *Stub) World(principal string) Scope { return Scope{store: s.store, key: keyOf(principal)} }

// view calls f with the controls and the time that their clock follows. It neither makes a world nor keeps it from being forgotten.
func (s Scope) view(f func(c *controls, base time.Time)) {
	s.with(func(key journal.Key) *world {
		if w, ok := s.store.worlds.Peek(key); ok {
			return w
		}
		return s.store.newWorld(key)
	}, f)
}

func (s Scope) change(f func(c *controls, base time.Time)) { s.with(s.store.world, f) }

func (s Scope) with(world func(journal.Key) *world, f func(c *controls, base time.Time)) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	if s.all {
		f(&s.store.common, s.store.settings.now())
		return
	}
	f(&world(s.key).controls, s.store.baseTime())
}

// keys returns those of the worlds.
func (s Scope) keys() []journal.Key {
	if !s.all {
		return []journal.Key{s.key}
	}
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	return s.store.worlds.Keys()
}

// Now returns the time of the clock; for all worlds that of a world whose clock was not set.
func (s Scope) Now() (now time.Time) {
	s.view(func(c *controls, base time.Time) { now = c.clock.at(base).UTC().Truncate(time.Microsecond) })
	return now
}

// ErrTooFar is the error for a clock that would be put back, or more than 100 years ahead.
var ErrTooFar = errors.New("the clock cannot be put back, nor more than 100 years ahead")

// Advance puts the clock forward, also a frozen one. A world whose own clock is frozen does not follow that of all worlds. It fails with
// [ErrTooFar], and then changes nothing.
func (s Scope) Advance(d time.Duration) (err error) {
	s.change(func(c *controls, base time.Time) {
		if !c.clock.advance(d, base) {
			err = ErrTooFar
		}
	})
	return err
}

// Freeze stops the clock.
func (s Scope) Freeze() { s.change(func(c *controls, base time.Time) { c.clock.freeze(base) }) }

// Thaw lets the clock go on from where it stands. That of one world stands as long as that of all worlds is frozen.
func (s Scope) Thaw() { s.change(func(c *controls, base time.Time) { c.clock.thaw(base) }) }

// Frozen reports whether the clock stands, by itself or because that of all worlds does.
func (s Scope) Frozen() (frozen bool) {
	s.view(func(c *controls, _ time.Time) { frozen = c.clock.frozen || s.store.common.clock.frozen })
	return frozen
}

// Scenarios returns those in force.
func (s Scope) Scenarios() (scenarios []string) {
	s.view(func(c *controls, _ time.Time) { scenarios = slices.Clone(s.store.scenariosOf(c).scenarios) })
	return scenarios
}

// SetScenarios replaces the scenarios, which [WithScenarios] has set. They apply to media that are uploaded from then on. It fails for one
// that is not among the forms of scenario.Forms.
func (s Scope) SetScenarios(scenarios ...string) error {
	b, err := s.store.settings.newInForce(scenarios)
	if err == nil {
		s.change(func(c *controls, _ time.Time) { c.inForce = b })
	}
	return err
}

// Faults returns those in force, each with a count of the requests that it has applied to; for all worlds those of worlds that have none
// of their own.
func (s Scope) Faults() (counts []fault.Count) {
	s.view(func(c *controls, _ time.Time) {
		counts = slices.Clone(c.faults)
		for _, w := range s.store.worlds.Values() {
			for i := range w.faults {
				if s.all && !w.ownFaults {
					counts[i].Count += w.faults[i].Count
				}
			}
		}
	})
	return counts
}

// SetFaults replaces the faults, which [WithFaults] has set. Their counts begin anew.
func (s Scope) SetFaults(faults ...fault.Fault) error {
	if err := fault.Check(faults...); err != nil {
		return err
	}
	s.change(func(c *controls, _ time.Time) {
		c.faults, c.ownFaults = fault.NewSet(faults), !s.all
		for _, w := range s.store.worlds.Values() {
			if s.all && !w.ownFaults {
				w.faults = fault.NewSet(faults)
			}
		}
	})
	return nil
}

// Media returns the records, oldest first. Their files are below publicURL, such as "http://127.0.0.1:8080", unless [WithPublicURL] says
// otherwise. Do not change what a record refers to.
func (s Scope) Media(publicURL string) []gen.Media {
	records, _ := s.ListMedia(publicURL, "", 0)
	return slices.Collect(records)
}

// ListMedia yields the records of [Scope.Media] that have a status, "" for any, without the first offset of them, and counts them all.
// Each record is made when it is asked for, and is as it was at the call.
func (s Scope) ListMedia(publicURL string, status gen.MediaStatus, offset int) (records iter.Seq[gen.Media], count int) {
	return s.store.list(publicURL, status, offset, s.keys())
}

// SetStatus gives a media the status that it would have got later; processing keeps it from getting one. It fails with [ErrFinal] for a
// media whose status is final, with [ErrMediaNotFound], and with [ErrNoStatus].
func (s Scope) SetStatus(id uuid.UUID, status gen.MediaStatus, publicURL string) (gen.Media, error) {
	if !status.Valid() {
		return gen.Media{}, ErrNoStatus
	}
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	m, w := s.store.find(id)
	if m == nil || !s.all && w.key != s.key {
		return gen.Media{}, ErrMediaNotFound
	}
	now := s.store.timeIn(w)
	err := m.setStatus(status, now, s.store.settings.isFinal(status))
	return m.at(now, s.store.settings.publicURLOr(publicURL)), err
}

// Exchanges returns copies of the exchanges in the journal, oldest first.
func (s Scope) Exchanges() []journal.Exchange {
	var all []journal.Exchange
	for x := range s.Journal() {
		all = append(all, *x)
	}
	return slices.Clip(all)
}

// Journal yields the exchanges as they are at the call, oldest first. They are the journal's own: do not change them.
func (s Scope) Journal() iter.Seq[*journal.Exchange] { return slices.Values(s.recorded()) }

func (s Scope) recorded() []*journal.Exchange {
	if s.all {
		return s.store.journal.All()
	}
	return s.store.journal.Of(s.key)
}

// ClearExchanges empties the journal, and returns how many exchanges were in it.
func (s Scope) ClearExchanges() int {
	if s.all {
		return s.store.journal.ForgetAll()
	}
	return s.store.journal.Forget(s.key)
}

// Follow begins to read the exchanges that the filter accepts as they come: see [journal.Journal.Follow].
func (s Scope) Follow(filter func(*journal.Exchange) bool, after *uint64) (*journal.Follower, error) {
	if s.all {
		return s.store.journal.Follow(nil, filter, after)
	}
	return s.store.journal.Follow(&s.key, filter, after)
}

// Verify returns nil if the journal meets each expectation, in any order: see [journal.Verify].
func (s Scope) Verify(expectations ...journal.Expectation) error {
	return journal.Verify(s.recorded(), fault.Operations(s.store.settings.library), false, expectations...)
}

// VerifyInOrder is [Scope.Verify] with expectations that are met one after the other.
func (s Scope) VerifyInOrder(expectations ...journal.Expectation) error {
	return journal.Verify(s.recorded(), fault.Operations(s.store.settings.library), true, expectations...)
}

// Reset restores the start: no media, no exchanges, and the scenarios, faults and clock of the options. Media to come have the same ids
// again.
func (s Scope) Reset() {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	if s.all {
		s.store.journal.Reset()
		s.store.begin()
		return
	}
	s.store.journal.Forget(s.key)
	if w, ok := s.store.worlds.Peek(s.key); ok {
		w.media.Purge()
		s.store.worlds.Add(s.key, s.store.newWorld(s.key))
	}
}
