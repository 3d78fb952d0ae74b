package stub

import (
	"github.com/medialink-go/medialink/api/stub/journal"
	"github.com/medialink-go/medialink/gen"
)

// Usage is what a stub holds.
type Usage struct {
	Worlds       int
	Media        map[gen.MediaStatus]int // statuses of which there are none are left out
	MediaBytes   int64                   // of all records
	Exchanges    int                     // in the journal
	JournalBytes int64
}

// Usage counts what the stub holds now. It looks at one world after the other, so that requests do not wait for all of them.
func (s *Stub) Usage() Usage {
	u := Usage{Media: map[gen.MediaStatus]int{}}
	u.Exchanges, u.JournalBytes = s.store.journal.Size()
	keys := s.keys()
	u.Worlds, u.MediaBytes = len(keys), s.store.mediaBytes()
	for _, key := range keys {
		for status, n := range s.store.statuses(key) {
			u.Media[status] += n
		}
	}
	return u
}

func (st *store) mediaBytes() int64 {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.bytes
}

// statuses counts the media of a world by status.
func (st *store) statuses(key journal.Key) map[gen.MediaStatus]int {
	counts := map[gen.MediaStatus]int{}
	st.mu.Lock()
	defer st.mu.Unlock()
	if w, ok := st.worlds.Peek(key); ok {
		now := st.timeIn(w)
		for _, m := range w.media.Values() {
			counts[m.statusAt(now)]++
		}
	}
	return counts
}
