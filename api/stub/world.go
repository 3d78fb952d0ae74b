package stub

import (
	"time"

	"github.com/medialink-go/medialink/api/contract"
)

// World is what one principal has: media, scenarios, faults, a journal and a clock. The methods make it if it is not there,
// so a world that was forgotten is one with nothing in it.
type World struct {
	store     *store
	library   *contract.Contract
	principal string
}

// World returns that of a principal: the client id of a token that the stub has issued, else the text of the bearer token.
// Requests without a token that is accepted are in the world of "".
func (s *Stub) World(principal string) World {
	return World{store: s.store, library: s.library, principal: principal}
}

// Now tells the time in the world.
func (w World) Now() time.Time { return w.store.now(w.principal) }

// Advance puts the clock of the world forward.
func (w World) Advance(d time.Duration) {
	w.store.change(w.principal, func(state *world) { state.offset += d })
}

// SetScenarios replaces those of the world, which [WithScenarios] has set. It changes media that are uploaded from then on, and fails
// for one that is not among [Scenarios].
func (w World) SetScenarios(scenarios ...string) error {
	course, err := w.store.settings.course.withAll(scenarios)
	if err != nil {
		return err
	}
	if err := course.check(w.library); err != nil {
		return err
	}
	w.store.change(w.principal, func(state *world) { state.course = course })
	return nil
}

// SetFaults replaces the faults of the world, which [WithFaults] has set. Their counts begin anew.
func (w World) SetFaults(faults ...Fault) error {
	if err := checkFaults(faults); err != nil {
		return err
	}
	w.store.change(w.principal, func(state *world) { state.faults = newFaultSet(faults) })
	return nil
}

// Exchanges returns the journal of the world, oldest first.
func (w World) Exchanges() []Exchange { return w.store.journal.of(w.store.key(w.principal)) }

// Advance puts the clocks of all worlds forward, those to come included.
func (s *Stub) Advance(d time.Duration) { s.store.advance(d) }

// SetFaults replaces the faults of all worlds, those to come included.
func (s *Stub) SetFaults(faults ...Fault) error {
	if err := checkFaults(faults); err != nil {
		return err
	}
	s.store.setFaults(faults)
	return nil
}

// Exchanges returns what is left of the journals of all worlds, oldest first.
func (s *Stub) Exchanges() []Exchange { return s.store.journal.all() }
