package stub_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/gen"
)

// getAt is a GET by a caller who finds the stub at host.
func (s *service) getAt(host string, m gen.Media) string {
	s.t.Helper()
	r := httptest.NewRequest(http.MethodGet, "http://"+host+mediaPath+m.ID.String(), nil)
	r.Header.Set("Authorization", "Bearer a")
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		s.t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	return w.Body.String()
}

// A response is kept with the record. It must be that of another stub, which has none to send again.
func TestAResponseIsSentAgainOnlyWhileItIsTheSame(t *testing.T) {
	kept := newService(t)
	m := kept.upload("a", link(1))
	for _, step := range []struct {
		name, host string
		after      time.Duration
	}{
		{"processing", "one.example", 0},
		{"processing again", "one.example", 0},
		{"ready", "one.example", 5 * time.Second},
		{"ready again", "one.example", 0},
		{"from another host", "two.example", 0},
		{"from the first host again", "one.example", 0},
	} {
		kept.now = kept.now.Add(step.after)
		got := kept.getAt(step.host, m)
		other := newService(t)
		other.upload("a", link(1))
		other.now = kept.now
		if want := other.getAt(step.host, m); got != want {
			t.Errorf("%s: %s, want %s", step.name, got, want)
		}
	}
}

func TestASetStatusReplacesTheKeptResponse(t *testing.T) {
	st, s := newStub(t)
	m := s.upload("a", link(1))
	s.get("a", m)
	if _, err := st.SetStatus(m.ID, gen.MediaStatusFailed, ""); err != nil {
		t.Fatal(err)
	}
	if got := s.get("a", m).Status; got != gen.MediaStatusFailed {
		t.Errorf("status %s", got)
	}
}

func TestAFaultIsNotKeptWithTheRecord(t *testing.T) {
	s := newService(t, faults(t, "broken,first=1,on=getMedia"))
	m := s.upload("a", link(1))
	if got := s.getAt("h.example", m); got != "{}" {
		t.Fatal(got)
	}
	if got := s.get("a", m).ID; got != m.ID {
		t.Errorf("id %s", got)
	}
}

func TestKeptResponsesCountForTheLimit(t *testing.T) {
	const records, bytes = 20, 10_000
	st, s := newStub(t, stub.WithLimits(1000, 10, bytes), stub.WithReadyAfter("0s"))
	for i := range records {
		s.upload("a", link(i))
	}
	before := len(st.Media(""))
	for _, m := range st.Media("") {
		if s.do("a", http.MethodGet, mediaPath+m.ID.String(), "").Code == http.StatusNotFound {
			continue // it has made room
		}
	}
	if after := len(st.Media("")); after >= before || after < 2 {
		t.Errorf("%d records before, %d after", before, after)
	}
}
