package journal_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/stub/journal"
)

func everything(*journal.Exchange) bool { return true }

// follow begins to read; after is -1 for new exchanges only.
func follow(t *testing.T, j *journal.Journal, key *journal.Key, after int) *journal.Follower {
	t.Helper()
	var from *uint64
	if after >= 0 {
		from = new(uint64(after))
	}
	f, err := j.Follow(key, everything, from)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

// read returns what there is to read: numbers, "cleared" and "3 lost".
func read(f *journal.Follower) string {
	var text []string
	for event, ok := f.Next(); ok; event, ok = f.Next() {
		switch {
		case event.Cleared:
			text = append(text, "cleared")
		case event.Exchange == nil:
			text = append(text, fmt.Sprint(event.Lost, " lost"))
		default:
			text = append(text, fmt.Sprint(event.Exchange.Number))
		}
	}
	return strings.Join(text, ", ")
}

// woken reports whether a follower has been told that there is more.
func woken(f *journal.Follower) bool {
	select {
	case <-f.Grown():
		return true
	default:
		return false
	}
}

func TestAFollowerBeginsWhereItSays(t *testing.T) {
	for _, row := range []struct {
		name  string
		key   *journal.Key
		after int
		want  string // of what is there: 1, 3 and 5 of a, 2 and 4 of b
	}{
		{"at the end", nil, -1, ""},
		{"at the start", nil, 0, "1, 2, 3, 4, 5"},
		{"behind one", nil, 3, "4, 5"},
		{"behind the last", nil, 5, ""},
		{"behind one that is to come", nil, 6, "cleared"},
		{"at the start of a world", &a, 0, "1, 3, 5"},
		{"behind one of a world", &a, 1, "3, 5"},
		{"behind one of another world", &a, 2, "cleared"},
	} {
		j := journal.New(9, 1<<20)
		add(j, a, b, a, b, a)
		f := follow(t, j, row.key, row.after)
		if got := read(f); got != row.want {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
		add(j, a, b)
		want := map[bool]string{true: "6, 7", false: "6"}[row.key == nil]
		if got := read(f); got != want {
			t.Errorf("%s, and then: %q, want %q", row.name, got, want)
		}
	}
}

func TestAFollowerIsWokenWhenThereIsSomethingForIt(t *testing.T) {
	j := journal.New(2, 1<<20)
	f := follow(t, j, &a, -1)
	if woken(f) {
		t.Error("it is woken before anything happens")
	}
	for _, row := range []struct {
		name string
		do   func()
		want bool
	}{
		{"an exchange of another world", func() { add(j, b) }, false},
		{"another world is forgotten", func() { j.Forget(b) }, false},
		{"an exchange", func() { add(j, a) }, true},
		{"another one, before it has read", func() { add(j, a) }, false},
		{"one that is lost", func() { add(j, a) }, true},
		{"room is made", func() { j.MakeRoom(a) }, true},
		{"its world is forgotten", func() { j.Forget(a) }, true},
		{"all worlds are", func() { j.ForgetAll() }, true},
		{"a new start", func() { j.Reset() }, true},
	} {
		row.do()
		if got := woken(f); got != row.want {
			t.Errorf("%s: woken %v, want %v", row.name, got, row.want)
		}
	}
	if f := follow(t, j, nil, 0); !woken(f) {
		t.Error("one who begins at the start is not told to read")
	}
}

// Each case begins with 1 of a, 2 of b and 3 of a, of which the follower has read the first.
func TestAFollowerLearnsWhatWasRemoved(t *testing.T) {
	for _, row := range []struct {
		name string
		do   func(*journal.Journal)
		want string // of all worlds, and of a
		ofA  string
	}{
		{"nothing", func(*journal.Journal) {}, "2, 3", "3"},
		{"what it has read", func(j *journal.Journal) { add(j, a) }, "2, 3, 4", "3, 4"},
		{"what it has not read", func(j *journal.Journal) { add(j, a, a) }, "1 lost, 2, 4, 5", "1 lost, 4, 5"},
		{"a world, for room", func(j *journal.Journal) { j.MakeRoom(b) }, "1 lost, 3", "3"},
		{"another one, for room", func(j *journal.Journal) { j.MakeRoom(a) }, "1 lost, 2", "1 lost"},
		{"a world, on demand", func(j *journal.Journal) { j.Forget(b) }, "cleared, 3", "3"},
		{"another one, on demand", func(j *journal.Journal) { j.Forget(a) }, "cleared, 2", "cleared"},
		{"all", func(j *journal.Journal) { j.ForgetAll(); add(j, a) }, "cleared, 4", "cleared, 4"},
		{"all, and the numbers", func(j *journal.Journal) { j.Reset(); add(j, a) }, "cleared, 1", "cleared, 1"},
		{"some, and then all", func(j *journal.Journal) { add(j, a, a); j.Reset() }, "cleared", "cleared"},
		{"all, and then some", func(j *journal.Journal) { j.Reset(); add(j, a, a, a) }, "cleared, 1 lost, 2, 3", "cleared, 1 lost, 2, 3"},
	} {
		j := journal.New(2, 1<<20)
		all, ofA := follow(t, j, nil, 0), follow(t, j, &a, 0)
		add(j, a)
		read(all)
		read(ofA)
		add(j, b, a)
		row.do(j)
		if got := read(all); got != row.want {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
		if got := read(ofA); got != row.ofA {
			t.Errorf("%s, of one world: %q, want %q", row.name, got, row.ofA)
		}
	}
}

// What the filter does not accept is neither read nor lost.
func TestAFollowerSeesNothingButWhatItAsksFor(t *testing.T) {
	j := journal.New(2, 1<<20)
	f, err := j.Follow(nil, func(x *journal.Exchange) bool { return x.Status == 422 }, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, status := range []int{200, 422, 200, 200, 422} {
		j.Add(a, &journal.Exchange{Status: status})
	}
	if got := read(f); got != "1 lost, 5" {
		t.Errorf("%q", got)
	}
}

func TestTheNumberOfFollowersIsBounded(t *testing.T) {
	j := journal.New(2, 1<<20)
	var first *journal.Follower
	for i := range journal.MaxFollowers {
		if f := follow(t, j, nil, -1); i == 0 {
			first = f
		}
	}
	if _, err := j.Follow(nil, everything, nil); !errors.Is(err, journal.ErrTooManyFollowers) {
		t.Errorf("one more: %v", err)
	}
	first.Close()
	follow(t, j, nil, -1)
	add(j, a)
	if woken(first) || read(first) != "" {
		t.Error("one that is closed still follows")
	}
}
