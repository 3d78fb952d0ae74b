package stub

import (
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub/journal"
	"github.com/medialink-go/medialink/gen"
)

// World is what one principal has: media, scenarios, faults, a journal and a clock. What it was not told itself it shares with all
// worlds. A world that is not there, or was forgotten, is one with nothing in it. Any number of goroutines may use it.
type World struct {
	store     *store
	library   *contract.Contract
	principal string
}

// World returns that of a principal: the client id of a token that the stub has issued, or what [WithWorlds] calls the world of this
// client, else the text of the bearer token. Requests without a token that is accepted are in the world of "".
func (s *Stub) World(principal string) World {
	return World{store: s.store, library: s.library, principal: principal}
}

// Now tells the time in the world.
func (w World) Now() time.Time { return w.store.now(w.principal) }

// ErrTooFar is a clock that would be put back, or more than 100 years ahead.
var ErrTooFar = errors.New("the clock cannot be put back, nor more than 100 years ahead")

// Advance puts the clock of the world forward. It changes nothing where [World.CanAdvance] says no.
func (w World) Advance(d time.Duration) {
	w.store.changeClock(w.principal, func(c *clock, base time.Time) { c.advance(d, base) })
}

// CanAdvance is nil, or else ErrTooFar.
func (w World) CanAdvance(d time.Duration) (err error) {
	w.store.look(w.principal, func(state *world) { err = tooFar(state.clock.canAdvance(d, w.store.baseTime())) })
	return err
}

func tooFar(can bool) error {
	if can {
		return nil
	}
	return ErrTooFar
}

// Freeze stops the clock of the world. Advance moves it all the same.
func (w World) Freeze() { w.store.changeClock(w.principal, (*clock).freeze) }

// Thaw lets the clock of the world go on from where it stands, unless that of all worlds is frozen.
func (w World) Thaw() { w.store.changeClock(w.principal, (*clock).thaw) }

// Frozen reports whether the clock of the world stands, by itself or because that of all worlds does.
func (w World) Frozen() (frozen bool) {
	w.store.look(w.principal, func(state *world) { frozen = state.clock.frozen || w.store.clock.frozen })
	return frozen
}

// Scenarios returns those in force.
func (w World) Scenarios() []string { return slices.Clone(w.store.plan(w.principal).scenarios) }

// SetScenarios replaces those of the world, which [WithScenarios] has set. It changes media that are uploaded from then on, and fails
// for one that is not among [Scenarios].
func (w World) SetScenarios(scenarios ...string) error {
	plan, err := w.store.settings.newPlan(scenarios, w.library)
	if err != nil {
		return err
	}
	w.store.change(w.principal, func(state *world) { state.plan = plan })
	return nil
}

// Faults returns those in force, and how many requests each has befallen.
func (w World) Faults() (faults []FaultCount) {
	w.store.look(w.principal, func(state *world) { faults = state.faults.counts() })
	return faults
}

// SetFaults replaces the faults of the world, which [WithFaults] has set. Their counts begin anew.
func (w World) SetFaults(faults ...Fault) error {
	if err := checkFaults(faults); err != nil {
		return err
	}
	w.store.change(w.principal, func(state *world) { state.faults, state.ownFaults = newFaultSet(faults), true })
	return nil
}

// Media returns the records of the world, oldest first. Their files are below publicURL, such as "http://127.0.0.1:8080", unless
// [WithPublicURL] says otherwise. Do not change what a record refers to.
func (w World) Media(publicURL string) []gen.Media {
	records, _ := w.ListMedia(publicURL, "", 0)
	return slices.Collect(records)
}

// ListMedia yields the records of [World.Media] that have a status, "" for any, without the first offset of them, and counts them all. Each
// record is made when it is asked for, and is as it was at the call.
func (w World) ListMedia(publicURL string, status gen.MediaStatus, offset int) (records iter.Seq[gen.Media], count int) {
	return w.store.media(publicURL, status, offset, keyOf(w.principal))
}

// SetStatus makes a media what it would have become by itself, at once; processing keeps it from that. A status that is final does
// not change any more: see ErrFinal. For a media that is not there it fails with ErrMediaNotFound.
func (w World) SetStatus(id uuid.UUID, status gen.MediaStatus, publicURL string) (gen.Media, error) {
	return w.store.setStatus(id, status, publicURL, keyOf(w.principal))
}

// Exchanges returns the journal of the world, oldest first.
func (w World) Exchanges() []journal.Exchange { return copies(w.Journal()) }

// Journal yields the exchanges of the world as they are at the call, oldest first. They are the journal's own: do not change them.
func (w World) Journal() iter.Seq[*journal.Exchange] {
	return slices.Values(w.store.journal.Of(journal.Key(keyOf(w.principal))))
}

// ClearExchanges empties the journal of the world, and returns how many exchanges were in it.
func (w World) ClearExchanges() int { return w.store.journal.Forget(journal.Key(keyOf(w.principal))) }

// Reset makes the world what it was at the start: no media, no exchanges, the scenarios and faults of the options, and the clock of all
// worlds. Its media to come have the same ids again.
func (w World) Reset() { w.store.reset(w.principal) }
