package journal

import (
	"container/list"
	"errors"
	"slices"
)

// MaxFollowers is how many may follow a journal at the same time.
const MaxFollowers = 64

// ErrTooManyFollowers is the error for one more than [MaxFollowers].
var ErrTooManyFollowers = errors.New("too many follow the journal at the same time")

// Follower reads a journal as it grows. It holds a position and no exchange, so that a slow one takes no memory. One goroutine may use it.
type Follower struct {
	journal *Journal
	key     *Key // of the world; nil for all
	filter  func(*Exchange) bool
	grown   chan struct{}

	// These are under the lock of the journal.
	next    *list.Element // the first that has not been read; nil at the end
	lost    int
	cleared bool
}

// Event is what has happened in a journal. One of its fields is set.
type Event struct {
	Cleared  bool      // exchanges have been removed on demand, or the follower does not continue where it should: what was read before is void
	Lost     int       // how many exchanges were removed before they could be read
	Exchange *Exchange // the journal's own: do not change it
}

// Follow begins to read the exchanges of a world, or of all if key is nil, that the filter accepts. It begins with the one behind the exchange
// that has the number after, with the oldest if that is 0, and with the next one to come if it is nil. Close it after use. It fails with
// [ErrTooManyFollowers]. The filter must not use the journal.
func (j *Journal) Follow(key *Key, filter func(*Exchange) bool, after *uint64) (*Follower, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.followers) == MaxFollowers {
		return nil, ErrTooManyFollowers
	}
	f := &Follower{journal: j, key: key, filter: filter, grown: make(chan struct{}, 1)}
	if after != nil {
		f.start(*after)
		f.wake()
	}
	j.followers = append(j.followers, f)
	return f, nil
}

func (f *Follower) start(after uint64) {
	if after == 0 {
		f.next = f.journal.entries.Front()
		return
	}
	for element := f.journal.entries.Back(); element != nil; element = element.Prev() {
		if e := element.Value.(*entry); e.exchange.Number == after && f.isAbout(e.key) {
			f.next = element.Next()
			return
		}
	}
	f.cleared = true
}

// Close ends following.
func (f *Follower) Close() {
	f.journal.mu.Lock()
	defer f.journal.mu.Unlock()
	f.journal.followers = slices.DeleteFunc(f.journal.followers, func(other *Follower) bool { return other == f })
}

// Grown receives when there may be more to read. Read with Next until there is no more before you wait again.
func (f *Follower) Grown() <-chan struct{} { return f.grown }

// Next returns the next event; ok is false if there is none yet.
func (f *Follower) Next() (event Event, ok bool) {
	f.journal.mu.Lock()
	defer f.journal.mu.Unlock()
	switch {
	case f.cleared:
		f.cleared = false
		return Event{Cleared: true}, true
	case f.lost > 0:
		event.Lost, f.lost = f.lost, 0
		return event, true
	}
	for f.next != nil {
		e := f.next.Value.(*entry)
		if f.next = f.next.Next(); f.accepts(e) {
			return Event{Exchange: e.exchange}, true
		}
	}
	return Event{}, false
}

func (f *Follower) isAbout(key Key) bool { return f.key == nil || *f.key == key }

func (f *Follower) accepts(e *entry) bool { return f.isAbout(e.key) && f.filter(e.exchange) }

func (f *Follower) wake() {
	select {
	case f.grown <- struct{}{}:
	default: // it has not seen the last one yet
	}
}

// added is called with each entry that is new.
func (f *Follower) added(element *list.Element) {
	if f.next == nil && f.accepts(element.Value.(*entry)) {
		f.next = element
		f.wake()
	}
}

// removing is called with each entry that is about to be removed.
func (f *Follower) removing(element *list.Element) {
	e := element.Value.(*entry)
	if f.next == nil || e.exchange.Number < f.next.Value.(*entry).exchange.Number {
		return
	}
	if f.accepts(e) {
		f.lost++
		f.wake()
	}
	if f.next == element {
		f.next = element.Next()
	}
}

// clearFollowers tells the followers that what they have read is void.
func (j *Journal) clearFollowers(about func(*Follower) bool) {
	for _, f := range j.followers {
		if about(f) {
			f.cleared, f.lost = true, 0
			f.wake()
		}
	}
}
