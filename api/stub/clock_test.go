package stub_test

import (
	"errors"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/stub"
)

const century = 100 * 365 * 24 * time.Hour

func TestAClockIsAtMostAHundredYearsAhead(t *testing.T) {
	for _, row := range []struct {
		name    string
		before  []time.Duration
		advance time.Duration
		moves   bool
	}{
		{"a hundred years at once", nil, century, true},
		{"a hundred years and a nanosecond", nil, century + 1, false},
		{"the last of a hundred years", []time.Duration{century - time.Hour}, time.Hour, true},
		{"more than what is left of a hundred years", []time.Duration{century - time.Hour}, time.Hour + 1, false},
		{"nothing at the end of a hundred years", []time.Duration{century}, 0, true},
		{"backwards", []time.Duration{time.Hour}, -1, false},
		{"the longest duration there is", nil, 1<<63 - 1, false},
	} {
		st, _ := newStub(t)
		clocks := map[string]stub.Scope{"a world": st.World("a"), "all worlds": st.Scope, "a frozen world": st.World("b")}
		st.World("b").Freeze()
		for _, name := range []string{"a world", "a frozen world", "all worlds"} {
			clock := clocks[name]
			for _, d := range row.before {
				must(t, clock.Advance(d))
			}
			began := clock.Now()
			if err := clock.Advance(row.advance); (err == nil) != row.moves || err != nil && !errors.Is(err, stub.ErrTooFar) {
				t.Errorf("%s, %s: %v", row.name, name, err)
			}
			want := time.Duration(0)
			if row.moves {
				want = row.advance
			}
			if moved := clock.Now().Sub(began); moved != want.Truncate(time.Microsecond) {
				t.Errorf("%s, %s: moved by %v, want %v", row.name, name, moved, want)
			}
		}
	}
}

func TestAFrozenClockMayCatchUp(t *testing.T) {
	st, s := newStub(t)
	w := st.World("a")
	w.Freeze()
	s.now = s.now.Add(time.Hour)
	if err := w.Advance(century + 1); err == nil {
		t.Error("a clock can be put forward by more than a hundred years at once")
	}
	if err := w.Advance(century); err != nil {
		t.Errorf("a clock an hour behind cannot be put forward by a hundred years: %v", err)
	}
	if err := w.Advance(time.Hour + 1); err == nil {
		t.Error("the clock can be more than a hundred years ahead")
	}
}
