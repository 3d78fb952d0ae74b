package stub

import (
	"crypto/sha256"
	"log/slog"
	"sync"

	"github.com/google/uuid"
	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/medialink-go/medialink/gen"
)

// store holds the media of all principals, within the limits of the settings.
type store struct {
	settings settings

	mu     sync.Mutex
	worlds *simplelru.LRU[principalID, *world] // by last use
	bytes  int64
}

// principalID stands for a principal, whose text may be a secret and of any length.
type principalID [sha256.Size]byte

// world is what one principal has.
type world struct {
	userID uuid.UUID
	media  *simplelru.LRU[uuid.UUID, media] // by age, since none is ever touched
	made   uint64                           // number of media so far, forgotten ones included
	bytes  int64
}

func newStore(s settings) *store {
	st := &store{settings: s}
	st.worlds = newLRU(s.maxPrincipals, func(_ principalID, w *world) {
		st.bytes -= w.bytes
		s.logger.Warn("forgot the principal that was silent for longest", slog.Int("media", w.media.Len()))
	})
	return st
}

// newLRU takes a size that settings.check has seen: simplelru fails for no other reason.
func newLRU[K comparable, V any](size int, evicted func(K, V)) *simplelru.LRU[K, V] {
	lru, err := simplelru.NewLRU(size, evicted)
	if err != nil {
		panic(err)
	}
	return lru
}

// add gives the media an owner and an id, keeps it, and returns its record.
func (st *store) add(principal string, m media) gen.Media {
	st.mu.Lock()
	defer st.mu.Unlock()
	w := st.world(principal)
	m.userID = w.userID
	m.id = derivedID(w.userID, "media", w.made)
	w.made++
	w.media.Add(m.id, m)
	w.bytes += m.bytes()
	st.bytes += m.bytes()
	st.shrink(w)
	return m.processing()
}

func (st *store) get(principal string, id uuid.UUID) (media, bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	w, ok := st.worlds.Get(sha256.Sum256([]byte(principal)))
	if !ok {
		return media{}, false
	}
	return w.media.Peek(id)
}

func (st *store) world(principal string) *world {
	id := principalID(sha256.Sum256([]byte(principal)))
	if w, ok := st.worlds.Get(id); ok {
		return w
	}
	w := &world{userID: derivedID(uuid.UUID(id[:16]), "user", st.settings.seed)}
	w.media = newLRU(st.settings.maxMedia, func(_ uuid.UUID, m media) {
		w.bytes -= m.bytes()
		st.bytes -= m.bytes()
	})
	st.worlds.Add(id, w)
	return w
}

// shrink makes room: other principals go first, then the oldest media of this one.
func (st *store) shrink(current *world) {
	for st.bytes > st.settings.maxBytes && st.worlds.Len() > 1 {
		st.worlds.RemoveOldest()
	}
	for st.bytes > st.settings.maxBytes && current.media.Len() > 1 {
		current.media.RemoveOldest()
	}
}
