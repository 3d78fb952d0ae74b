package stub

import (
	"container/list"
	"iter"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
	"unsafe"

	"github.com/medialink-go/medialink/api/contract"
)

// The bounds of the journal.
const (
	DefaultMaxExchanges    = 1_000    // of one world
	DefaultMaxJournalBytes = 32 << 20 // of all worlds
	maxJournalBody         = 4 << 10  // of one request or answer
)

// Exchange is a request and its answer, as the journal has them: without credentials, in fields, paths and bodies. An authentication scheme
// stays ("Bearer REDACTED"). Do not change what it refers to.
type Exchange struct {
	Number    uint64    // in the order of the answers, from 1
	Time      time.Time // of the request, by the clock of the world
	Operation string    // the operationId; "token" for the token endpoint, "" without a route
	Method    string
	Path      string // as it is on the wire, without the query

	RequestHeader http.Header
	RequestBody   []byte // the first 4 KiB of what was read; none of the token endpoint's
	RequestSize   int64  // bytes that were read

	Status         int // 0 if there was no answer
	ResponseHeader http.Header
	ResponseBody   []byte // the first 4 KiB; none of an answer that holds a token
	ResponseSize   int64  // bytes

	// Violations is what in the request broke the contract, and Warnings what is legal and looks like a mistake. Both are empty
	// where a fault, or a token that is not accepted, came before the check. Pointers are cut behind 4 KiB.
	Violations []contract.Violation
	Warnings   []contract.Violation
	// Faults are those that were injected, in the words of Fault.String, and ResponseViolations how the answer broke the
	// contract for them.
	Faults             []string
	ResponseViolations []contract.Violation

	Duration time.Duration // from the request until the answer was made, which a fault may deliver later; by real time
	Checked  bool          // whether the request was judged: not if a fault, or a token that is not accepted, came before, or without a route
}

// Verdict says in a word how a request stands to the contract.
type Verdict string

// The verdicts.
const (
	VerdictOK        Verdict = "ok"        // it conforms
	VerdictWarning   Verdict = "warning"   // it conforms, and looks like a mistake
	VerdictViolation Verdict = "violation" // it breaks the contract
	VerdictUnchecked Verdict = "unchecked" // it was not judged
)

// Verdict returns that of the exchange's request.
func (x *Exchange) Verdict() Verdict {
	switch {
	case len(x.Violations) > 0:
		return VerdictViolation
	case len(x.Warnings) > 0:
		return VerdictWarning
	case x.Checked:
		return VerdictOK
	}
	return VerdictUnchecked
}

// bytes is about what the exchange takes in memory.
func (x *Exchange) bytes() int64 {
	const listEntries, text = 512, 32
	n := int64(unsafe.Sizeof(*x)) + listEntries + int64(len(x.Path)+len(x.RequestBody)+len(x.ResponseBody))
	for _, list := range [][]contract.Violation{x.Violations, x.Warnings, x.ResponseViolations} {
		for _, v := range list {
			n += int64(unsafe.Sizeof(v)) + int64(len(v.Operation)+len(v.Pointer)+len(v.Reason))
		}
	}
	for _, fault := range x.Faults {
		n += text + int64(len(fault))
	}
	return n + headerBytes(x.RequestHeader) + headerBytes(x.ResponseHeader)
}

// noted is a list of violations as the journal keeps it: a pointer can be as long as the body that it points into.
func noted(list []contract.Violation) []contract.Violation {
	for i, v := range list {
		if len(v.Pointer) > maxJournalBody {
			list = slices.Clone(list)
			list[i].Pointer = strings.ToValidUTF8(strings.Clone(v.Pointer[:maxJournalBody]), "")
		}
	}
	return list
}

func headerBytes(header http.Header) int64 {
	const entry = 96 // of a map, with its list of values
	var n int64
	for name, values := range header {
		n += entry + int64(len(name))
		for _, value := range values {
			n += int64(len(value))
		}
	}
	return n
}

// journal keeps the latest exchanges of each world, and the latest of all, within its bounds.
type journal struct {
	maxExchanges int
	maxBytes     int64

	mu      sync.Mutex
	number  uint64
	bytes   int64
	entries *list.List              // of *entry, oldest first
	worlds  map[worldKey]*list.List // of the elements of entries
}

type entry struct {
	exchange *Exchange
	world    worldKey
	inWorld  *list.Element
	bytes    int64
}

func newJournal(s settings) *journal {
	return &journal{
		maxExchanges: s.maxExchanges,
		maxBytes:     s.maxJournalBytes,
		entries:      list.New(),
		worlds:       map[worldKey]*list.List{},
	}
}

func (j *journal) add(world worldKey, x *Exchange) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.number++
	x.Number = j.number
	exchanges := j.worlds[world]
	if exchanges == nil {
		exchanges = list.New()
		j.worlds[world] = exchanges
	}
	e := &entry{exchange: x, world: world, bytes: x.bytes()}
	e.inWorld = exchanges.PushBack(j.entries.PushBack(e))
	j.bytes += e.bytes
	for exchanges.Len() > j.maxExchanges {
		j.remove(exchanges.Front().Value.(*list.Element))
	}
	for j.bytes > j.maxBytes && j.entries.Len() > 1 {
		j.remove(j.entries.Front())
	}
}

func (j *journal) remove(element *list.Element) {
	e := j.entries.Remove(element).(*entry)
	j.bytes -= e.bytes
	exchanges := j.worlds[e.world]
	exchanges.Remove(e.inWorld)
	if exchanges.Len() == 0 {
		delete(j.worlds, e.world)
	}
}

// forget drops what a world did, and returns how much that was.
func (j *journal) forget(world worldKey) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	before := j.entries.Len()
	for j.worlds[world] != nil {
		j.remove(j.worlds[world].Front().Value.(*list.Element))
	}
	return before - j.entries.Len()
}

func (j *journal) forgetAll() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	forgotten := j.entries.Len()
	j.entries.Init()
	clear(j.worlds)
	j.bytes = 0
	return forgotten
}

// reset also begins to number anew.
func (j *journal) reset() {
	j.forgetAll()
	j.mu.Lock()
	defer j.mu.Unlock()
	j.number = 0
}

func (j *journal) of(world worldKey) []*Exchange {
	j.mu.Lock()
	defer j.mu.Unlock()
	exchanges := j.worlds[world]
	if exchanges == nil {
		return nil
	}
	return exchangesOf(exchanges, func(element *list.Element) *entry { return element.Value.(*list.Element).Value.(*entry) })
}

func (j *journal) all() []*Exchange {
	j.mu.Lock()
	defer j.mu.Unlock()
	return exchangesOf(j.entries, func(element *list.Element) *entry { return element.Value.(*entry) })
}

func exchangesOf(l *list.List, entryOf func(*list.Element) *entry) []*Exchange {
	exchanges := make([]*Exchange, 0, l.Len())
	for element := l.Front(); element != nil; element = element.Next() {
		exchanges = append(exchanges, entryOf(element).exchange)
	}
	return exchanges
}

func copies(exchanges iter.Seq[*Exchange]) []Exchange {
	var all []Exchange
	for x := range exchanges {
		all = append(all, *x)
	}
	return slices.Clip(all)
}
