package stub

import (
	"slices"
	"time"

	"github.com/medialink-go/medialink/gen"
)

// setFaults changes them for worlds that have none of their own.
func (st *store) setFaults(faults []Fault) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.faults = slices.Clone(faults)
	for _, w := range st.worlds.Values() {
		if !w.ownFaults {
			w.faults = newFaultSet(faults)
		}
	}
}

func (st *store) commonFaults() []FaultCount {
	st.mu.Lock()
	defer st.mu.Unlock()
	counts := newFaultSet(st.faults).counts()
	for _, w := range st.worlds.Values() {
		if w.ownFaults {
			continue
		}
		for i, f := range w.faults {
			counts[i].Count += f.count
		}
	}
	return counts
}

// keys are those of all worlds.
func (st *store) keys() []worldKey {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.worlds.Keys()
}

// media returns the records of worlds, oldest first.
func (st *store) media(publicURL string, worlds ...worldKey) []gen.Media {
	seen := st.mediaOf(worlds)
	slices.SortStableFunc(seen, func(a, b seenMedia) int { return a.created.Compare(b.created) })
	records := make([]gen.Media, len(seen))
	for i := range seen {
		records[i] = seen[i].at(seen[i].when, st.settings.publicURLOr(publicURL))
	}
	return records
}

// seenMedia is a media as it was at a time.
type seenMedia struct {
	media
	when time.Time
}

// mediaOf only copies, so that requests do not wait for long lists to be written.
func (st *store) mediaOf(worlds []worldKey) (seen []seenMedia) {
	st.mu.Lock()
	defer st.mu.Unlock()
	for _, key := range worlds {
		w, ok := st.worlds.Peek(key)
		if !ok {
			continue
		}
		now := st.timeIn(w)
		for _, m := range w.media.Values() {
			seen = append(seen, seenMedia{media: *m, when: now})
		}
	}
	return seen
}
