package stub_test

import (
	"testing"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/journal"
)

func TestAScopeIsFollowed(t *testing.T) {
	st, s := newStub(t, stub.WithLimits(10, 1, 1<<20))
	everything := func(*journal.Exchange) bool { return true }
	all, err := st.Follow(everything, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer all.Close()
	ofB, err := st.World("b").Follow(everything, new(uint64(0)))
	if err != nil {
		t.Fatal(err)
	}
	defer ofB.Close()
	s.upload("a", link(1))
	s.upload("b", link(2)) // in the place of world a
	for _, row := range []struct {
		name string
		from *journal.Follower
		want journal.Event
	}{
		{"what world a took with it", all, journal.Event{Lost: 1}},
		{"what is in world b", all, journal.Event{Exchange: &journal.Exchange{Number: 2}}},
		{"what is in world b, alone", ofB, journal.Event{Exchange: &journal.Exchange{Number: 2}}},
	} {
		event, ok := row.from.Next()
		if !ok || event.Lost != row.want.Lost || (event.Exchange == nil) != (row.want.Exchange == nil) {
			t.Errorf("%s: %+v, %v", row.name, event, ok)
			continue
		}
		if event.Exchange != nil && event.Exchange.Number != row.want.Exchange.Number {
			t.Errorf("%s: number %d", row.name, event.Exchange.Number)
		}
	}
	for name, clear := range map[string]func(){
		"the exchanges of the world": func() { st.World("b").ClearExchanges() }, "all exchanges": func() { st.ClearExchanges() },
		"the world": st.World("b").Reset, "all worlds": st.Reset,
	} {
		clear()
		for _, f := range []*journal.Follower{all, ofB} {
			if event, ok := f.Next(); !ok || !event.Cleared {
				t.Errorf("%s: %+v, %v", name, event, ok)
			}
		}
	}
}
