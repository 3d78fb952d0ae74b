package stub

import (
	"crypto/sha256"
	"encoding/binary"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/medialink-go/medialink/api/stub/journal"
	"github.com/medialink-go/medialink/gen"
)

// store holds the worlds, within the limits of the settings.
type store struct {
	settings settings
	journal  *journal.Journal

	mu     sync.Mutex
	worlds *simplelru.LRU[worldKey, *world] // by last use
	bytes  int64                            // of all media
	clock  clock                            // that those of the worlds follow
	common *plan                            // of worlds without one of their own
	faults []Fault                          // of worlds without any of their own

	forgotten int // worlds so far
}

// worldKey stands for a principal, whose text may be a secret and of any length.
type worldKey [sha256.Size]byte

func keyOf(principal string) worldKey { return sha256.Sum256([]byte(principal)) }

// world is the state behind a [World].
type world struct {
	userID    uuid.UUID
	media     *simplelru.LRU[uuid.UUID, *media] // by age, since none is ever touched
	made      uint64                            // number of media so far, forgotten ones included
	bytes     int64
	clock     clock
	plan      *plan // nil for that of all worlds
	faults    faultSet
	ownFaults bool // else they are those of all worlds
	random    *rand.Rand
}

func newStore(s settings) *store {
	st := &store{settings: s, journal: journal.New(s.maxExchanges, s.maxJournalBytes)}
	st.begin()
	return st
}

// begin makes the state that a stub has at its start.
func (st *store) begin() {
	st.bytes, st.forgotten, st.clock = 0, 0, clock{}
	st.common, st.faults = st.settings.plan, st.settings.faults
	st.worlds = newLRU(st.settings.maxPrincipals, func(key worldKey, w *world) {
		st.bytes -= w.bytes
		st.journal.Forget(journal.Key(key))
		st.forgotten++
		if isPowerOfTen(st.forgotten) {
			st.settings.logger.Warn("forgot the world of the principal that was silent for longest",
				slog.Int("media", w.media.Len()), slog.Int("forgotten", st.forgotten))
		}
	})
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

// resetAll also forgets how many exchanges there were.
func (st *store) resetAll() {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.journal.Reset()
	st.begin()
}

func (st *store) reset(principal string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	key := keyOf(principal)
	st.journal.Forget(journal.Key(key))
	if w, ok := st.worlds.Peek(key); ok {
		w.media.Purge()
		st.worlds.Add(key, st.newWorld(key))
	}
}

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
	w, ok := st.worlds.Get(keyOf(principal))
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

// plan is that of media which the principal uploads.
func (st *store) plan(principal string) (plan *plan) {
	st.look(principal, func(w *world) {
		if plan = w.plan; plan == nil {
			plan = st.common
		}
	})
	return plan
}

// draw returns the faults that befall a request.
func (st *store) draw(principal, operation string) []drawn {
	st.mu.Lock()
	defer st.mu.Unlock()
	w := st.world(principal)
	return w.faults.draw(operation, w.random)
}

func (st *store) now(principal string) (now time.Time) {
	st.look(principal, func(w *world) { now = st.timeIn(w) })
	return now
}

// timeIn is in microseconds, which is what the service's language keeps of a time.
func (st *store) timeIn(w *world) time.Time {
	return w.clock.at(st.baseTime()).UTC().Truncate(time.Microsecond)
}

// baseTime is what the clocks of worlds follow.
func (st *store) baseTime() time.Time { return st.clock.at(st.settings.now()) }

// look shows a world that is not there as it would be. Whoever only looks neither makes it nor keeps it from being forgotten.
func (st *store) look(principal string, look func(*world)) {
	st.mu.Lock()
	defer st.mu.Unlock()
	key := keyOf(principal)
	w, ok := st.worlds.Peek(key)
	if !ok {
		w = st.newWorld(key)
	}
	look(w)
}

func (st *store) change(principal string, change func(*world)) {
	st.mu.Lock()
	defer st.mu.Unlock()
	change(st.world(principal))
}

func (st *store) changeClock(principal string, change func(c *clock, base time.Time)) {
	st.change(principal, func(w *world) { change(&w.clock, st.baseTime()) })
}

func (st *store) changeBaseClock(change func(c *clock, base time.Time)) {
	st.mu.Lock()
	defer st.mu.Unlock()
	change(&st.clock, st.settings.now())
}

func (st *store) world(principal string) *world {
	key := keyOf(principal)
	if w, ok := st.worlds.Get(key); ok {
		return w
	}
	w := st.newWorld(key)
	st.worlds.Add(key, w)
	return w
}

func (st *store) newWorld(key worldKey) *world {
	seed := st.settings.seed
	w := &world{
		userID: derivedID(uuid.UUID(key[:16]), "user", seed),
		faults: newFaultSet(st.faults),
		random: rand.New(rand.NewPCG(seed, binary.BigEndian.Uint64(key[:8]))),
	}
	if named, ok := st.settings.worlds[key]; ok {
		named.furnish(w)
	}
	w.media = newLRU(st.settings.maxMedia, func(_ uuid.UUID, m *media) {
		w.bytes -= m.bytes()
		st.bytes -= m.bytes()
	})
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
