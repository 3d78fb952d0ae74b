package journal

import (
	"container/list"
	"sync"

	"github.com/medialink-go/medialink/api/internal/redact"
)

// The bounds of a journal unless other ones are set.
const (
	DefaultMaxExchanges = 1_000    // of one world
	DefaultMaxBytes     = 32 << 20 // of all worlds
)

// Journal keeps the latest exchanges of each world, and the latest of all, within its bounds. Any number of goroutines may use it.
type Journal struct {
	maxExchanges int
	maxBytes     int64

	requestHeaders, responseHeaders redact.Headers

	mu      sync.Mutex
	number  uint64
	bytes   int64
	entries list.List               // of *entry, oldest first
	worlds  map[Key][]*list.Element // of entries, oldest first

	followers []*Follower
}

type entry struct {
	exchange *Exchange
	key      Key
	bytes    int64
}

// New makes an empty journal that keeps so many exchanges of each world, and so many bytes of all. Both are at least 1.
func New(maxExchanges int, maxBytes int64) *Journal {
	return &Journal{maxExchanges: maxExchanges, maxBytes: maxBytes, worlds: map[Key][]*list.Element{}}
}

// Add numbers an exchange and keeps it as the latest of a world. The oldest ones make room for it.
func (j *Journal) Add(key Key, x *Exchange) {
	x.Violations, x.Warnings = cutPointers(x.Violations), cutPointers(x.Warnings)
	e := &entry{exchange: x, key: key, bytes: x.memory()}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.number++
	x.Number = j.number
	j.bytes += e.bytes
	element := j.entries.PushBack(e)
	j.worlds[key] = append(j.worlds[key], element)
	for _, f := range j.followers {
		f.added(element)
	}
	if len(j.worlds[key]) > j.maxExchanges {
		j.removeOldest(key)
	}
	for j.bytes > j.maxBytes && j.entries.Len() > 1 {
		j.removeOldest(j.entries.Front().Value.(*entry).key)
	}
}

// removeOldest removes the oldest exchange of a world that has one.
func (j *Journal) removeOldest(key Key) {
	elements := j.worlds[key]
	for _, f := range j.followers {
		f.removing(elements[0])
	}
	j.bytes -= j.entries.Remove(elements[0]).(*entry).bytes
	elements[0] = nil
	if j.worlds[key] = elements[1:]; len(elements) == 1 {
		delete(j.worlds, key)
	}
}

// Of returns the exchanges of a world, oldest first. They are the journal's own: do not change them.
func (j *Journal) Of(key Key) []*Exchange {
	j.mu.Lock()
	defer j.mu.Unlock()
	exchanges := make([]*Exchange, len(j.worlds[key]))
	for i, element := range j.worlds[key] {
		exchanges[i] = element.Value.(*entry).exchange
	}
	return exchanges
}

// All returns what is left of the exchanges of all worlds, as [Journal.Of] does.
func (j *Journal) All() []*Exchange {
	j.mu.Lock()
	defer j.mu.Unlock()
	exchanges := make([]*Exchange, 0, j.entries.Len())
	for element := j.entries.Front(); element != nil; element = element.Next() {
		exchanges = append(exchanges, element.Value.(*entry).exchange)
	}
	return exchanges
}

// Size returns how many exchanges there are, and about how many bytes they take.
func (j *Journal) Size() (exchanges int, bytes int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.entries.Len(), j.bytes
}

// Forget removes the exchanges of a world, and returns how many they were. It tells each [Follower].
func (j *Journal) Forget(key Key) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	forgotten := j.remove(key)
	j.clearFollowers(func(f *Follower) bool { return f.isAbout(key) })
	return forgotten
}

// MakeRoom removes the exchanges of a world as Add does. Those that a [Follower] has not read are lost to it.
func (j *Journal) MakeRoom(key Key) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.remove(key)
}

func (j *Journal) remove(key Key) int {
	forgotten := len(j.worlds[key])
	for range forgotten {
		j.removeOldest(key)
	}
	return forgotten
}

// ForgetAll removes all exchanges, and returns how many they were.
func (j *Journal) ForgetAll() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.clear()
}

// Reset removes all exchanges. The next one has the number 1.
func (j *Journal) Reset() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.clear()
	j.number = 0
}

func (j *Journal) clear() int {
	forgotten := j.entries.Len()
	j.entries.Init()
	clear(j.worlds)
	j.bytes = 0
	for _, f := range j.followers {
		f.next = nil
	}
	j.clearFollowers(func(*Follower) bool { return true })
	return forgotten
}
