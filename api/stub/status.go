package stub

import (
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/gen"
)

// The errors of SetStatus.
var (
	ErrMediaNotFound = errors.New("there is no media of this id")
	ErrFinal         = errors.New("the status is final, and so does not change any more")
	ErrNoStatus      = errors.New("there is no such status")
)

// setStatus looks for the media in the worlds, and returns its record.
func (st *store) setStatus(id uuid.UUID, status gen.MediaStatus, publicURL string, worlds ...worldKey) (gen.Media, error) {
	if !status.Valid() {
		return gen.Media{}, ErrNoStatus
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	for _, key := range worlds {
		w, ok := st.worlds.Peek(key)
		if !ok {
			continue
		}
		if m, ok := w.media.Peek(id); ok {
			now := st.timeIn(w)
			err := m.setStatus(status, now)
			return m.at(now, st.settings.publicURLOr(publicURL)), err
		}
	}
	return gen.Media{}, ErrMediaNotFound
}

func (m *media) setStatus(status gen.MediaStatus, now time.Time) error {
	if m.isSettled(now) {
		if status != m.course.outcome {
			return ErrFinal
		}
		return nil
	}
	m.course.outcome, m.course.polls, m.settled = status, 0, time.Time{}
	if isFinal(status) {
		m.settled = now
	}
	return nil
}

// isFinal asks the contract, which New has read.
func isFinal(status gen.MediaStatus) bool {
	library, err := contract.Library()
	return err == nil && slices.Contains(library.TerminalStates("MediaStatus"), string(status))
}
