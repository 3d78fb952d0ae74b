package stub

import (
	"crypto/sha256"
	"encoding/binary"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/medialink-go/medialink/gen"
)

// store holds the worlds, within the limits of the settings.
type store struct {
	settings settings
	journal  *journal

	mu     sync.Mutex
	worlds *simplelru.LRU[worldKey, *world] // by last use
	bytes  int64                            // of all media
	offset time.Duration                    // of all clocks
	faults []Fault                          // of worlds to come

	forgotten int // worlds so far
}

// worldKey stands for a principal, whose text may be a secret and of any length.
type worldKey [sha256.Size]byte

// world is the state behind a [World].
type world struct {
	userID uuid.UUID
	media  *simplelru.LRU[uuid.UUID, *media] // by age, since none is ever touched
	made   uint64                            // number of media so far, forgotten ones included
	bytes  int64
	offset time.Duration // of the clock
	course course
	faults faultSet
	random *rand.Rand
}

func newStore(s settings) *store {
	st := &store{settings: s, journal: newJournal(s), faults: s.faults}
	st.worlds = newLRU(s.maxPrincipals, func(key worldKey, w *world) {
		st.bytes -= w.bytes
		st.journal.forget(key)
		st.forgotten++
		if isPowerOfTen(st.forgotten) {
			s.logger.Warn("forgot the world of the principal that was silent for longest",
				slog.Int("media", w.media.Len()), slog.Int("forgotten", st.forgotten))
		}
	})
	return st
}

// isPowerOfTen keeps the log short where worlds come and go by the thousand.
func isPowerOfTen(n int) bool {
	for n%10 == 0 && n > 0 {
		n /= 10
	}
	return n == 1
}

// newLRU takes a size that settings.check has seen: simplelru fails for no other reason.
func newLRU[K comparable, V any](size int, evicted func(K, V)) *simplelru.LRU[K, V] {
	lru, err := simplelru.NewLRU(size, evicted)
	if err != nil {
		panic(err)
	}
	return lru
}

func (st *store) key(principal string) worldKey { return sha256.Sum256([]byte(principal)) }

// add gives the media an owner and an id, keeps it, and returns its record.
func (st *store) add(principal string, m *media) gen.Media {
	st.mu.Lock()
	defer st.mu.Unlock()
	w := st.world(principal)
	m.userID = w.userID
	m.id = derivedID(w.userID, "media", w.made)
	m.begin(st.timeIn(w))
	w.made++
	w.media.Add(m.id, m)
	w.bytes += m.bytes()
	st.bytes += m.bytes()
	st.shrink(w)
	return m.processing()
}

// poll returns a media as this GET finds it.
func (st *store) poll(principal string, id uuid.UUID, publicURL string) (record gen.Media, answer polled, ok bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	w, ok := st.worlds.Get(st.key(principal))
	if !ok {
		return gen.Media{}, polled{}, false
	}
	m, ok := w.media.Peek(id)
	if !ok {
		return gen.Media{}, polled{}, false
	}
	now := st.timeIn(w)
	answer = m.poll(now)
	return m.at(now, publicURL), answer, true
}

// course is that of media which the principal uploads.
func (st *store) course(principal string) course {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.world(principal).course
}

// draw returns the faults that befall a request.
func (st *store) draw(principal, operation string) []drawn {
	st.mu.Lock()
	defer st.mu.Unlock()
	w := st.world(principal)
	return w.faults.draw(operation, w.random)
}

func (st *store) now(principal string) time.Time {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.timeIn(st.world(principal))
}

// timeIn is in microseconds, which is what the service's language keeps of a time.
func (st *store) timeIn(w *world) time.Time {
	return st.settings.now().Add(st.offset + w.offset).UTC().Truncate(time.Microsecond)
}

func (st *store) change(principal string, change func(*world)) {
	st.mu.Lock()
	defer st.mu.Unlock()
	change(st.world(principal))
}

func (st *store) advance(d time.Duration) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.offset += d
}

func (st *store) setFaults(faults []Fault) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.faults = slices.Clone(faults)
	for _, w := range st.worlds.Values() {
		w.faults = newFaultSet(faults)
	}
}

func (st *store) world(principal string) *world {
	key := st.key(principal)
	if w, ok := st.worlds.Get(key); ok {
		return w
	}
	seed := st.settings.seed
	w := &world{
		userID: derivedID(uuid.UUID(key[:16]), "user", seed),
		course: st.settings.world,
		faults: newFaultSet(st.faults),
		random: rand.New(rand.NewPCG(seed, binary.BigEndian.Uint64(key[:8]))),
	}
	w.media = newLRU(st.settings.maxMedia, func(_ uuid.UUID, m *media) {
		w.bytes -= m.bytes()
		st.bytes -= m.bytes()
	})
	st.worlds.Add(key, w)
	return w
}

// shrink makes room: other worlds go first, then the oldest media of this one.
func (st *store) shrink(current *world) {
	for st.bytes > st.settings.maxBytes && st.worlds.Len() > 1 {
		st.worlds.RemoveOldest()
	}
	for st.bytes > st.settings.maxBytes && current.media.Len() > 1 {
		current.media.RemoveOldest()
	}
}
