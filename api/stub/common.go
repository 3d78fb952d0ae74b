package stub

import (
	"iter"
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

// media counts the records of worlds with a status, or with any, and yields those behind the first, oldest first. Each is written when it
// is asked for.
func (st *store) media(publicURL string, status gen.MediaStatus, offset int, worlds ...worldKey) (records iter.Seq[gen.Media], count int) {
	seen := slices.DeleteFunc(st.mediaOf(worlds), func(m seenMedia) bool { return status != "" && m.statusAt(m.when) != status })
	slices.SortStableFunc(seen, func(a, b seenMedia) int { return a.created.Compare(b.created) })
	return func(yield func(gen.Media) bool) {
		for i := min(offset, len(seen)); i < len(seen); i++ {
			if !yield(seen[i].at(seen[i].when, st.settings.publicURLOr(publicURL))) {
				return
			}
		}
	}, len(seen)
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
