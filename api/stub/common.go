package stub

import (
	"slices"

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
	st.mu.Lock()
	defer st.mu.Unlock()
	var records []gen.Media
	for _, key := range worlds {
		w, ok := st.worlds.Peek(key)
		if !ok {
			continue
		}
		now := st.timeIn(w)
		for _, m := range w.media.Values() {
			records = append(records, m.at(now, st.settings.publicURLOr(publicURL)))
		}
	}
	slices.SortStableFunc(records, func(a, b gen.Media) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return records
}
