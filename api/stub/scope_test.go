package stub_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/fault"
	"github.com/medialink-go/medialink/gen"
)

// counts writes faults with their counts.
func counts(all []fault.Count) string {
	text := ""
	for _, f := range all {
		text += fmt.Sprintf("%v:%d ", f.Fault, f.Count)
	}
	return text
}

func parsed(t *testing.T, texts ...string) []fault.Fault {
	t.Helper()
	all := []fault.Fault{}
	for _, text := range texts {
		f, err := fault.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, f)
	}
	return all
}

func TestAWorldKeepsWhatWasSetForIt(t *testing.T) {
	st, s := newStub(t, stub.WithScenarios("failed-after-0s"))
	must(t, st.World("own").SetFaults(parsed(t, "500,first=1")...))
	must(t, st.World("own").SetScenarios("never-ready"))
	s.do("other", http.MethodGet, someMedia, "") // a world that is there before
	must(t, st.SetFaults(parsed(t, "503,first=2")...))
	must(t, st.SetScenarios())

	for token, want := range map[string]string{"own": "500 404 404", "other": "503 503 404", "new": "503 503 404"} {
		got := fmt.Sprint(s.do(token, "GET", someMedia, "").Code, s.do(token, "GET", someMedia, "").Code, s.do(token, "GET", someMedia, "").Code)
		if got != want {
			t.Errorf("%s: %s, want %s", token, got, want)
		}
	}
	if got := counts(st.World("own").Faults()); got != "500,first=1:1 " {
		t.Errorf("own faults: %s", got)
	}
	if got := counts(st.Faults()); got != "503,first=2:4 " {
		t.Errorf("faults of all: %s", got)
	}
	got := []string{fmt.Sprint(st.World("own").Scenarios()), fmt.Sprint(st.World("other").Scenarios()), fmt.Sprint(st.Scenarios())}
	if diff := cmp.Diff([]string{"[never-ready]", "[]", "[]"}, got); diff != "" {
		t.Error(diff)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAClockCanBePutForwardAndStopped(t *testing.T) {
	st, s := newStub(t)
	start := s.now
	w := st.World("a")
	seen := func() string {
		return fmt.Sprint(w.Now().Sub(start), " ", st.World("b").Now().Sub(start), " ", st.Now().Sub(start))
	}
	for _, step := range []struct {
		name string
		do   func()
		want string
	}{
		{"time passes", func() { s.now = s.now.Add(time.Second) }, "1s 1s 1s"},
		{"one is put forward", func() { must(t, w.Advance(time.Minute)) }, "1m1s 1s 1s"},
		{"one is stopped", func() { w.Freeze(); s.now = s.now.Add(time.Second) }, "1m1s 2s 2s"},
		{"and put forward", func() { must(t, w.Advance(time.Minute)) }, "2m1s 2s 2s"},
		{"all are put forward", func() { must(t, st.Advance(time.Hour)) }, "2m1s 1h0m2s 1h0m2s"},
		{"all are stopped", func() { st.Freeze(); s.now = s.now.Add(time.Second) }, "2m1s 1h0m2s 1h0m2s"},
		{"stopped once more", func() { st.Freeze(); w.Freeze() }, "2m1s 1h0m2s 1h0m2s"},
		{"one goes on, where all stand", func() { w.Thaw(); s.now = s.now.Add(time.Second) }, "2m1s 1h0m2s 1h0m2s"},
		{"all go on", func() { st.Thaw(); s.now = s.now.Add(time.Second) }, "2m2s 1h0m3s 1h0m3s"},
		{"none goes back", func() { _, _ = w.Advance(-time.Second), st.Advance(-time.Second) }, "2m2s 1h0m3s 1h0m3s"},
		{"none goes too far", func() { _, _ = w.Advance(1<<62), st.Advance(1<<62) }, "2m2s 1h0m3s 1h0m3s"},
		{"one is what it was", func() { w.Reset() }, "1h0m3s 1h0m3s 1h0m3s"},
		{"all are what they were", func() { st.Reset() }, "5s 5s 5s"},
	} {
		step.do()
		if got := seen(); got != step.want {
			t.Fatalf("%s: %s, want %s", step.name, got, step.want)
		}
	}
	if st.Frozen() || w.Frozen() || !errors.Is(w.Advance(-1), stub.ErrTooFar) || !errors.Is(st.Advance(1<<62), stub.ErrTooFar) || w.Advance(1) != nil {
		t.Error("it is frozen, or can go where it cannot")
	}
}

func TestAStatusCanBeSet(t *testing.T) {
	st, s := newStub(t, stub.WithReadyAfter("3polls"))
	m := s.upload("a", link(1))
	set := func(w interface {
		SetStatus(uuid.UUID, gen.MediaStatus, string) (gen.Media, error)
	}, status gen.MediaStatus) string {
		record, err := w.SetStatus(m.ID, status, "http://h.example")
		return fmt.Sprint(record.Status, " ", err)
	}
	for _, step := range []struct {
		name string
		do   func() string
		want string
	}{
		{"it is held", func() string { return set(st.World("a"), gen.MediaStatusProcessing) }, "processing <nil>"},
		{"and stays so", func() string { s.get("a", m); s.get("a", m); s.get("a", m); return string(s.get("a", m).Status) }, "processing"},
		{"no such status", func() string { return set(st, "done") }, " " + stub.ErrNoStatus.Error()},
		{"not in this world", func() string { return set(st.World("b"), gen.MediaStatusReady) }, " " + stub.ErrMediaNotFound.Error()},
		{"it is ready", func() string { return set(st, gen.MediaStatusReady) }, "ready <nil>"},
		{"everyone sees it", func() string { return string(s.get("a", m).Status) }, "ready"},
		{"once more is no change", func() string { return set(st, gen.MediaStatusReady) }, "ready <nil>"},
		{"what is final stays", func() string { return set(st, gen.MediaStatusFailed) }, "ready " + stub.ErrFinal.Error()},
		{"nor does it go back", func() string { return set(st, gen.MediaStatusProcessing) }, "ready " + stub.ErrFinal.Error()},
	} {
		if got := step.do(); got != step.want {
			t.Errorf("%s: %s, want %s", step.name, got, step.want)
		}
	}
}

func TestTheMediaAreListed(t *testing.T) {
	st, s := newStub(t, stub.WithReadyAfter("1s"))
	b := s.upload("b", link(1))
	s.now = s.now.Add(time.Minute)
	a := s.upload("a", link(2))
	var all []uuid.UUID
	for _, m := range st.Media("http://h.example") {
		all = append(all, m.ID)
	}
	if diff := cmp.Diff([]uuid.UUID{b.ID, a.ID}, all); diff != "" {
		t.Error(diff)
	}
	if of := st.World("b").Media("http://h.example"); len(of) != 1 || *of[0].URL != "http://h.example/files/"+b.ID.String()+"/1.mp4" {
		t.Errorf("%+v", of)
	}
	if of := st.World("b").Media(""); *of[0].URL != "https://storage.medialink.invalid/files/"+b.ID.String()+"/1.mp4" {
		t.Errorf("%+v", of)
	}
	if none := st.World("c").Media(""); len(none) != 0 {
		t.Errorf("%+v", none)
	}
}

func TestAResetMakesThingsAsTheyWere(t *testing.T) {
	st, s := newStub(t)
	first, other := s.upload("a", link(1)), s.upload("b", link(1))
	must(t, st.World("a").SetFaults(parsed(t, "500")...))
	must(t, st.World("a").SetScenarios("failed"))
	st.World("a").Reset()
	if w := st.World("a"); len(w.Media("")) != 0 || len(w.Exchanges()) != 0 || len(w.Faults()) != 0 || len(w.Scenarios()) != 0 {
		t.Errorf("something is left of it")
	}
	if len(st.Media("")) != 1 || len(st.Exchanges()) != 1 {
		t.Error("another world is gone with it")
	}
	if again := s.upload("a", link(1)); again.ID != first.ID {
		t.Errorf("id %v, then %v", first.ID, again.ID)
	}
	must(t, st.SetFaults(parsed(t, "500")...))
	st.Reset()
	if len(st.Media("")) != 0 || len(st.Exchanges()) != 0 || len(st.Faults()) != 0 {
		t.Error("something is left")
	}
	if again := s.upload("b", link(1)); again.ID != other.ID || st.Exchanges()[0].Number != 1 {
		t.Errorf("id %v, then %v, exchange %d", other.ID, again.ID, st.Exchanges()[0].Number)
	}
	if n := st.World("b").ClearExchanges(); n != 1 || len(st.Exchanges()) != 0 || len(st.Media("")) != 1 {
		t.Errorf("%d exchanges were cleared", n)
	}
	s.upload("c", link(1))
	if n := st.ClearExchanges(); n != 1 || len(st.World("c").Exchanges()) != 0 {
		t.Errorf("%d exchanges were cleared", n)
	}
}

func TestWhoOnlyLooksMakesNoWorld(t *testing.T) {
	st, s := newStub(t, stub.WithLimits(10, 1, 1<<20))
	m := s.upload("a", link(1))
	b := st.World("b")
	if len(b.Scenarios())+len(b.Faults())+len(b.Media(""))+len(b.Exchanges()) != 0 || b.Frozen() || !b.Now().Equal(s.now) {
		t.Error("there is something in it")
	}
	b.Reset()
	s.get("a", m) // which there is room for still
	b.Freeze()
	if got := s.do("a", http.MethodGet, mediaPath+m.ID.String(), "").Code; got != http.StatusNotFound {
		t.Errorf("the other world is there: %d", got)
	}
}
