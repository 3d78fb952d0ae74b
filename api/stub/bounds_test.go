package stub_test

import (
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/stub"
)

func TestTheJournalCountsWhatPointersTake(t *testing.T) {
	st, s := newStub(t, stub.WithJournalLimits(1000, 1<<20))
	for n := range 300 {
		s.do("a", http.MethodPost, linkPath, fmt.Sprintf(`{"link":7,"k%d%s":1,"%s":2}`, n, strings.Repeat("x", 20_000), strings.Repeat("é", 3_000)))
		s.do("a", http.MethodPost, linkPath, fmt.Sprintf(`{"link":"https://h.example/a.mp4","k%d%s":1}`, n, strings.Repeat("x", 20_000)))
	}
	total := 0
	for _, x := range st.Exchanges() {
		for _, v := range append(x.Violations, x.Warnings...) {
			if total += len(v.Pointer); len(v.Pointer) > 4<<10 {
				t.Fatalf("a pointer of %d bytes", len(v.Pointer))
			}
		}
	}
	if total == 0 || total > 1<<20 {
		t.Errorf("pointers of %d bytes in a journal of 1 MiB", total)
	}
}

func TestALongNameStillHasAURLThatServersTake(t *testing.T) {
	for name, segment := range map[string]string{
		"letters":          strings.Repeat("a", 70_000) + ".mp4",
		"encoded":          strings.Repeat("%20", 30_000) + ".webm",
		"several bytes":    strings.Repeat("%C3%A9", 30_000) + ".mov",
		"a long extension": "a." + strings.Repeat("b", 70_000),
	} {
		s := newService(t, stub.WithReadyAfter("0s"))
		m := s.upload("a", `{"link":"https://h.example/`+segment+`"}`)
		ready := s.get("a", m)
		if len(*ready.URL) > 1000 || len(ready.Path) > 400 {
			t.Errorf("%s: a URL of %d bytes, a path of %d", name, len(*ready.URL), len(ready.Path))
		}
		if w := s.fetch(http.MethodGet, *ready.URL); w.Code != http.StatusOK || w.Header().Get("Content-Type") != ready.MIMEType {
			t.Errorf("%s: %d", name, w.Code)
		}
		if u, err := url.Parse(*ready.URL); err != nil || name != "a long extension" && path.Ext(u.Path) != path.Ext(segment) {
			t.Errorf("%s: %v, %s", name, err, path.Ext(u.Path))
		}
	}
}

func TestAnUnreadableFormIsRefused(t *testing.T) {
	st, s := newStub(t)
	tooLong := "grant_type=client_credentials&client_id=a&client_secret=" + strings.Repeat("b", 70<<10)
	for body, want := range map[string]int{
		"grant_type=client_credentials&client_id=a&client_secret=b":     200,
		"grant_type=client_credentials&client_id=a&client_secret=b&%zz": 400,
		"grant_type=client_credentials&client_id=a&client_secret=b;c":   400,
		tooLong: 400,
	} {
		w := s.askToken(formType, body)
		if w.Code != want || want == 400 && strings.TrimSpace(w.Body.String()) != `{"error":"invalid_request"}` {
			t.Errorf("%.70s: %d %s", body, w.Code, w.Body)
		}
	}
	unread := 0
	for _, x := range st.Exchanges() {
		if x.RequestSize == 0 {
			unread++
		}
		if len(x.RequestBody) > 0 {
			t.Errorf("%d bytes of a form are kept", len(x.RequestBody))
		}
	}
	if unread != 1 {
		t.Errorf("%d forms were not read, want only the one whose announced length is over the limit", unread)
	}
}

func TestAFileIsNotFromTheFuture(t *testing.T) {
	st, s := newStub(t)
	m := s.upload("a", link(1))
	must(t, st.Advance(time.Hour))
	if got := s.fetch(http.MethodGet, *s.get("a", m).URL).Header().Get("Last-Modified"); got != s.now.Format(http.TimeFormat) {
		t.Errorf("%s", got)
	}
}
