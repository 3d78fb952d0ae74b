package stub

import (
	"iter"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/medialink-go/medialink/api/stub/fault"
	"github.com/medialink-go/medialink/api/stub/journal"
	"github.com/medialink-go/medialink/api/stub/scenario"
	"github.com/medialink-go/medialink/gen"
)

// store holds the worlds in memory, within the limits of the settings. What a request reads or changes goes through one of its methods.
type store struct {
	settings settings
	journal  *journal.Journal

	mu        sync.Mutex
	worlds    *simplelru.LRU[journal.Key, *world] // by last use
	owners    map[uuid.UUID]*world                // by media
	bytes     int64                               // of all media
	common    controls                            // for worlds that have none of their own; their clocks follow this one
	forgotten int                                 // worlds so far
}

func newStore(s settings) *store {
	st := &store{settings: s, journal: journal.New(s.maxExchanges, s.maxJournalBytes)}
	st.begin()
	return st
}

// begin sets the state that a stub has at its start.
func (st *store) begin() {
	st.owners, st.bytes, st.forgotten = map[uuid.UUID]*world{}, 0, 0
	st.common = controls{inForce: st.settings.inForce, faults: fault.NewSet(st.settings.faults)}
	st.worlds = newLRU(st.settings.maxPrincipals, func(key journal.Key, w *world) {
		st.bytes -= w.bytes
		for _, id := range w.media.Keys() {
			delete(st.owners, id)
		}
		st.journal.MakeRoom(key)
		st.forgotten++
		if isPowerOfTen(st.forgotten) {
			st.settings.logger.Warn("forgot the world of the principal that was silent for longest",
				slog.Int("media", w.media.Len()), slog.Int("forgotten", st.forgotten))
		}
	})
}

// isPowerOfTen keeps the log short where thousands of worlds are forgotten.
func isPowerOfTen(n int) bool {
	for n%10 == 0 && n > 0 {
		n /= 10
	}
	return n == 1
}

// newLRU takes a size that settings.check has checked: simplelru fails for no other reason.
func newLRU[K comparable, V any](size int, evicted func(K, V)) *simplelru.LRU[K, V] {
	lru, err := simplelru.NewLRU(size, evicted)
	if err != nil {
		panic(err)
	}
	return lru
}

// world returns the world, which it makes if it is not there.
func (st *store) world(key journal.Key) *world {
	w, ok := st.worlds.Get(key)
	if !ok {
		w = st.newWorld(key)
		st.worlds.Add(key, w)
	}
	return w
}

// timeIn is in microseconds, as the service writes times.
func (st *store) timeIn(w *world) time.Time {
	return w.clock.at(st.baseTime()).UTC().Truncate(time.Microsecond)
}

// baseTime is what the clocks of worlds follow.
func (st *store) baseTime() time.Time { return st.common.clock.at(st.settings.now()) }

// arrive returns the time of a request, and the faults that apply to it.
func (st *store) arrive(key journal.Key, operation string) (time.Time, fault.Selection) {
	st.mu.Lock()
	defer st.mu.Unlock()
	w := st.world(key)
	return st.timeIn(w), w.faults.Select(operation, w.random)
}

// behaviorIn returns the behavior of media that are uploaded now.
func (st *store) behaviorIn(key journal.Key) (b *scenario.Behavior) {
	Scope{store: st, key: key}.view(func(c *controls, _ time.Time) { b = &st.scenariosOf(c).Behavior })
	return b
}

// add gives the media an owner and an id, keeps it, and returns its record, which is processing.
func (st *store) add(key journal.Key, m *media) gen.Media {
	st.mu.Lock()
	defer st.mu.Unlock()
	w := st.world(key)
	m.userID = w.userID
	m.id = derivedID(w.userID, "media", w.made)
	m.begin(st.timeIn(w))
	w.made++
	w.media.Add(m.id, m)
	st.owners[m.id] = w
	w.bytes += m.size()
	st.bytes += m.size()
	st.shrink(w)
	return m.at(time.Time{}, "")
}

// shrink makes room: it removes other worlds first, then the oldest media of this one.
func (st *store) shrink(current *world) {
	for st.bytes > st.settings.maxBytes && st.worlds.Len() > 1 {
		st.worlds.RemoveOldest()
	}
	for st.bytes > st.settings.maxBytes && current.media.Len() > 1 {
		current.media.RemoveOldest()
	}
}

// poll counts a GET of a media, and returns what it finds.
func (st *store) poll(key journal.Key, id uuid.UUID, publicURL string) (p polled, ok bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	m, w := st.find(id)
	if m == nil || w.key != key {
		return polled{}, false
	}
	now := st.timeIn(w)
	p = m.poll(now)
	if m.last != nil && m.last.status == m.statusAt(now) && m.last.publicURL == publicURL {
		p.again = m.last
	} else {
		p.record = m.at(now, publicURL)
	}
	return p, true
}

// remember keeps the response to a GET, in place of the last one.
func (st *store) remember(key journal.Key, id uuid.UUID, r *response) {
	st.mu.Lock()
	defer st.mu.Unlock()
	m, w := st.find(id)
	if m == nil || w.key != key {
		return
	}
	before := m.size()
	m.last = r
	w.bytes += m.size() - before
	st.bytes += m.size() - before
	st.shrink(w)
}

// find returns a media, and its world, or nil. The caller holds mu.
func (st *store) find(id uuid.UUID) (*media, *world) {
	w := st.owners[id]
	if w == nil {
		return nil, nil
	}
	m, _ := w.media.Peek(id)
	return m, w
}

// seenMedia is a media as it was at a time.
type seenMedia struct {
	media
	when time.Time
}

// list counts the media of worlds that have a status, or any, and yields their records without the first ones, oldest first. A record is
// made when it is asked for, so that requests do not wait for long lists.
func (st *store) list(publicURL string, status gen.MediaStatus, offset int, keys []journal.Key) (records iter.Seq[gen.Media], count int) {
	seen := slices.DeleteFunc(st.copies(keys), func(m seenMedia) bool { return status != "" && m.statusAt(m.when) != status })
	slices.SortStableFunc(seen, func(a, b seenMedia) int { return a.created.Compare(b.created) })
	return func(yield func(gen.Media) bool) {
		for _, m := range seen[min(offset, len(seen)):] {
			if !yield(m.at(m.when, st.settings.publicURLOr(publicURL))) {
				return
			}
		}
	}, len(seen)
}

func (st *store) copies(keys []journal.Key) (seen []seenMedia) {
	st.mu.Lock()
	defer st.mu.Unlock()
	for _, key := range keys {
		if w, ok := st.worlds.Peek(key); ok {
			now := st.timeIn(w)
			for _, m := range w.media.Values() {
				seen = append(seen, seenMedia{media: *m, when: now})
			}
		}
	}
	return seen
}
