package journal_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub/journal"
)

var a, b, c = journal.Key{1}, journal.Key{2}, journal.Key{3}

// numbers are those of exchanges, in their order.
func numbers(exchanges []*journal.Exchange) string {
	var text []string
	for _, x := range exchanges {
		text = append(text, fmt.Sprint(x.Number))
	}
	return strings.Join(text, " ")
}

func add(j *journal.Journal, keys ...journal.Key) {
	for _, key := range keys {
		j.Add(key, &journal.Exchange{})
	}
}

func TestAWorldKeepsItsLatestExchanges(t *testing.T) {
	j := journal.New(2, 1<<20)
	add(j, a, b, a, a, b, a, c)
	for key, want := range map[journal.Key]string{a: "4 6", b: "2 5", c: "7", {}: ""} {
		if got := numbers(j.Of(key)); got != want {
			t.Errorf("world %d has %q, want %q", key[0], got, want)
		}
	}
	if got := numbers(j.All()); got != "2 4 5 6 7" {
		t.Errorf("all are %q", got)
	}
}

// The bytes are those of one exchange of 4 KiB and of its lists.
func TestTheOldestExchangesOfAllWorldsMakeRoom(t *testing.T) {
	j := journal.New(100, 16<<10)
	for n := range 9 {
		j.Add([]journal.Key{a, b, c}[n%3], &journal.Exchange{RequestBody: make([]byte, 4<<10)})
	}
	if got := numbers(j.All()); got != "7 8 9" {
		t.Errorf("all are %q, want the three that fit", got)
	}
	j.Add(a, &journal.Exchange{RequestBody: make([]byte, 32<<10)})
	if got := numbers(j.All()); got != "10" {
		t.Errorf("all are %q, want the latest, although it is larger than the bound", got)
	}
	if left := len(j.Of(b)) + len(j.Of(c)); left != 0 {
		t.Errorf("%d exchanges are left in worlds b and c", left)
	}
}

func TestAForgottenWorldLeavesRoomForOthers(t *testing.T) {
	j := journal.New(100, 16<<10)
	for range 3 {
		j.Add(a, &journal.Exchange{RequestBody: make([]byte, 4<<10)})
	}
	if n := j.Forget(a); n != 3 {
		t.Errorf("%d were forgotten, want 3", n)
	}
	if n := j.Forget(a); n != 0 {
		t.Errorf("%d were forgotten once more", n)
	}
	for range 3 {
		j.Add(b, &journal.Exchange{RequestBody: make([]byte, 4<<10)})
	}
	if got := numbers(j.All()); got != "4 5 6" {
		t.Errorf("all are %q", got)
	}
	if n := j.ForgetAll(); n != 3 {
		t.Errorf("%d were forgotten, want all 3", n)
	}
	add(j, a)
	if got := numbers(j.All()); got != "7" {
		t.Errorf("all are %q: numbers must go on", got)
	}
	j.Reset()
	add(j, b)
	if got := numbers(j.All()); got != "1" {
		t.Errorf("all are %q: numbers must begin anew", got)
	}
}

func TestForgettingAWorldKeepsTheOrderOfTheOthers(t *testing.T) {
	j := journal.New(3, 1<<20)
	add(j, a, b, c, a, b, c, a)
	j.Forget(b)
	add(j, b, c, c)
	if got := numbers(j.All()); got != "1 4 6 7 8 9 10" {
		t.Errorf("all are %q", got)
	}
}

// What a list refers to counts as well.
func TestEachPartOfAnExchangeTakesRoom(t *testing.T) {
	long := strings.Repeat("x", 3000)
	for name, x := range map[string]journal.Exchange{
		"a path":                   {Path: long},
		"a body of a request":      {RequestBody: []byte(long)},
		"a body of a response":     {ResponseBody: []byte(long)},
		"a field of a request":     {RequestHeader: map[string][]string{"A": {"", long}}},
		"a name of a field":        {ResponseHeader: map[string][]string{long: {}}},
		"a pointer of a violation": {Violations: []contract.Violation{{Pointer: long}}},
		"a reason of a warning":    {Warnings: []contract.Violation{{Reason: long}}},
		"an operation":             {ResponseViolations: []contract.Violation{{Operation: long}}},
		"a fault":                  {Faults: []string{long}},
	} {
		j := journal.New(100, 10_000)
		for range 9 {
			j.Add(a, &x)
		}
		if n := len(j.All()); n != 2 {
			t.Errorf("%s: %d exchanges in 10,000 bytes, want 2", name, n)
		}
	}
}

func TestAJournalTakesManyWriters(t *testing.T) {
	j := journal.New(10, 1<<20)
	var writers sync.WaitGroup
	for _, key := range []journal.Key{a, b, c} {
		writers.Go(func() {
			for range 100 {
				add(j, key)
				j.Of(key)
			}
		})
	}
	writers.Wait()
	if n := len(j.All()); n != 30 {
		t.Errorf("%d exchanges, want 10 of each", n)
	}
}

func TestLongPointersAreCut(t *testing.T) {
	j := journal.New(10, 1<<20)
	long := []contract.Violation{{Pointer: "/a"}, {Pointer: "/" + strings.Repeat("é", 3000)}}
	j.Add(a, &journal.Exchange{Violations: long, Warnings: long})
	x := j.Of(a)[0]
	want := "/" + strings.Repeat("é", 2047)
	for name, list := range map[string][]contract.Violation{"violations": x.Violations, "warnings": x.Warnings} {
		if diff := cmp.Diff([]string{"/a", want}, []string{list[0].Pointer, list[1].Pointer}); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if len(long[1].Pointer) != 6001 {
		t.Errorf("the caller's own list has changed")
	}
}
