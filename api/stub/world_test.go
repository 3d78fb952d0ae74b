package stub_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/gen"
)

func TestPrincipalsAreUnknownToEachOther(t *testing.T) {
	s := newService(t)
	a, again, b := s.upload("a", link(1)), s.upload("a", link(2)), s.upload("b", link(1))
	if a.UserID != again.UserID || a.UserID == b.UserID {
		t.Errorf("users %v, %v and %v", a.UserID, again.UserID, b.UserID)
	}
	for _, row := range []struct {
		token string
		id    uuid.UUID
	}{{"b", a.ID}, {"a", b.ID}, {"c", a.ID}, {"a", uuid.New()}} {
		w := s.do(row.token, http.MethodGet, mediaPath+row.id.String(), "")
		if w.Code != http.StatusNotFound || strings.TrimSpace(w.Body.String()) != `{"detail":"Media not found"}` {
			t.Errorf("%s: %d %s", row.token, w.Code, w.Body)
		}
	}
}

func link(n int) string { return fmt.Sprintf(`{"link":"https://h.example/%d.mp4"}`, n) }

func TestTheOldestMediaGoFirst(t *testing.T) {
	s := newService(t, stub.WithLimits(3, 10, 1<<20))
	var all []gen.Media
	for n := range 5 {
		all = append(all, s.upload("a", link(n)))
		s.get("a", all[max(0, n-1)]) // reading keeps nothing
	}
	for n, want := range []int{404, 404, 200, 200, 200} {
		if got := s.do("a", http.MethodGet, mediaPath+all[n].ID.String(), "").Code; got != want {
			t.Errorf("media %d: status %d, want %d", n, got, want)
		}
	}
}

func TestThePrincipalThatIsSilentForLongestIsForgottenFirst(t *testing.T) {
	var log bytes.Buffer
	s := newService(t, stub.WithLimits(3, 2, 1<<20), stub.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	a, b := s.upload("a", link(1)), s.upload("b", link(1))
	s.get("a", a)
	s.upload("c", link(1))
	s.get("a", a)
	if got := s.do("b", http.MethodGet, mediaPath+b.ID.String(), "").Code; got != http.StatusNotFound {
		t.Errorf("b is still there: %d", got)
	}
	if !strings.Contains(log.String(), "forgot") {
		t.Errorf("it is not in the log: %s", log.String())
	}
}

func TestAllMediaFitIntoTheirBytes(t *testing.T) {
	s := newService(t, stub.WithLimits(1000, 1000, 64<<10))
	long := fmt.Sprintf(`{"link":"https://h.example/a.mp4","name":%q}`, strings.Repeat("n", 30<<10))
	a := s.upload("a", long)
	b, c, d := s.upload("b", long), s.upload("b", long), s.upload("b", long)
	for token, row := range map[string]struct {
		media gen.Media
		want  int
	}{
		"a": {a, 404}, "b": {b, 404},
	} {
		if got := s.do(token, http.MethodGet, mediaPath+row.media.ID.String(), "").Code; got != row.want {
			t.Errorf("%s: status %d, want %d", token, got, row.want)
		}
	}
	s.get("b", c)
	s.get("b", d)
}

func TestForgottenIDsDoNotComeBack(t *testing.T) {
	s := newService(t, stub.WithLimits(1, 1, 1<<20))
	seen := map[uuid.UUID]bool{}
	for n := range 100 {
		id := s.upload("a", link(n)).ID
		if seen[id] || id.Version() != 4 || id.Variant() != uuid.RFC4122 {
			t.Fatalf("%v was there before, or is of another version", id)
		}
		seen[id] = true
	}
}

func TestParallelCallersGetTheirOwn(t *testing.T) {
	s := newService(t, stub.WithReadyAfter("0s"))
	var wg sync.WaitGroup
	for n := range 20 {
		wg.Go(func() {
			token := fmt.Sprint("token-", n)
			for range 20 {
				m := s.upload(token, fmt.Sprintf(`{"link":"https://h.example/a.mp4","name":%q}`, token))
				if got := s.get(token, m); *got.Name != token || got.Status != gen.MediaStatusReady {
					t.Errorf("%s: got %q, %s", token, *got.Name, got.Status)
				}
			}
		})
	}
	wg.Wait()
}

func TestInvalidOptionsAreRefused(t *testing.T) {
	for name, opt := range map[string]stub.Option{
		"a negative time":  stub.WithReadyAfter("-1s"),
		"no media":         stub.WithLimits(0, 1, 1),
		"no principals":    stub.WithLimits(1, 0, 1),
		"no bytes":         stub.WithLimits(1, 1, 0),
		"a negative limit": stub.WithLimits(-1, 1, 1),
	} {
		if _, err := stub.New(opt); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}
