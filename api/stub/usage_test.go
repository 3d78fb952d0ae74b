package stub_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/gen"
)

func TestUsageCountsWhatTheStubHolds(t *testing.T) {
	st, s := newStub(t, stub.WithReadyAfter("5s"))
	if diff := cmp.Diff(stub.Usage{Media: map[gen.MediaStatus]int{}}, st.Usage()); diff != "" {
		t.Error(diff)
	}
	s.upload("a", link(1))
	s.now = s.now.Add(10 * time.Second)
	s.upload("a", link(2))
	s.upload("b", link(3))
	s.do("b", http.MethodGet, someMedia, "")
	u := st.Usage()
	if diff := cmp.Diff(map[gen.MediaStatus]int{gen.MediaStatusReady: 1, gen.MediaStatusProcessing: 2}, u.Media); diff != "" {
		t.Error(diff)
	}
	if u.Worlds != 2 || u.Exchanges != 4 {
		t.Errorf("%d worlds, %d exchanges", u.Worlds, u.Exchanges)
	}
	if u.MediaBytes <= 0 || u.JournalBytes <= 0 {
		t.Errorf("%d bytes of media, %d of the journal", u.MediaBytes, u.JournalBytes)
	}
	st.Reset()
	if diff := cmp.Diff(stub.Usage{Media: map[gen.MediaStatus]int{}}, st.Usage()); diff != "" {
		t.Errorf("after a reset: %s", diff)
	}
}
