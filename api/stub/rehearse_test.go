package stub_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/fault"
)

func TestWorldsHaveClocksScenariosAndFaultsOfTheirOwn(t *testing.T) {
	st, s := newStub(t, stub.WithReadyAfter("1h"))
	if err := st.World("b").SetScenarios("failed"); err != nil {
		t.Fatal(err)
	}
	f, err := fault.Parse("503,first=1,on=getMedia")
	if err != nil {
		t.Fatal(err)
	}
	if err := st.World("c").SetFaults(f); err != nil {
		t.Fatal(err)
	}
	a, b, c := s.upload("a", link(1)), s.upload("b", link(1)), s.upload("c", link(1))
	must(t, st.World("b").Advance(time.Hour))
	for _, row := range []struct{ token, id, sees string }{
		{"a", a.ID.String(), "processing processing"},
		{"b", b.ID.String(), "failed failed"},
		{"c", c.ID.String(), "503 processing"},
	} {
		if sees := s.polls(row.token, row.id, 2); sees != row.sees {
			t.Errorf("%s sees %q, want %q", row.token, sees, row.sees)
		}
	}
	if got := st.World("b").Now().Sub(st.World("a").Now()); got != time.Hour {
		t.Errorf("b is ahead by %v", got)
	}
	must(t, st.Advance(time.Hour))
	if sees := s.polls("a", a.ID.String(), 1); sees != "ready" {
		t.Errorf("an hour later for all, a sees %q", sees)
	}
	if err := st.World("a").SetScenarios("nope"); err == nil {
		t.Error("an unknown scenario is accepted")
	}
	if err := st.World("a").SetFaults(fault.Fault{}); err == nil {
		t.Error("no fault at all is accepted")
	}
}

// transcriptOf200 is the responses of a stub to 200 requests of every kind.
func transcriptOf200(t *testing.T, seed uint64) string {
	_, s := newStub(t, stub.WithSeed(seed), faults(t, "500,rate=0.2,on=getMedia", "429,first=3", "broken,rate=0.1", "503,rate=0.3,on=token"))
	hosts := []string{"h.example", "failed.medialink.invalid", "ready-after-2polls.medialink.invalid", "get-2-500.medialink.invalid",
		"post-503.medialink.invalid", "nope.medialink.invalid"}
	var b strings.Builder
	note := func(w *httptest.ResponseRecorder) string {
		fmt.Fprintln(&b, w.Code)
		for _, name := range slices.Sorted(maps.Keys(w.Header())) {
			fmt.Fprintln(&b, name, w.Header()[name])
		}
		b.Write(w.Body.Bytes())
		return w.Body.String()
	}
	id := someMedia
	for n := range 50 {
		s.now = s.now.Add(700 * time.Millisecond)
		token := string(rune('a' + n%3))
		body := note(s.do(token, http.MethodPost, linkPath, fmt.Sprintf(`{"link":"https://%s/%d.mp3"}`, hosts[n%len(hosts)], n)))
		if _, after, found := strings.Cut(body, `"id":"`); found {
			id = mediaPath + after[:36]
		}
		note(s.do(token, http.MethodGet, id, ""))
		note(s.prefer(http.MethodGet, someMedia, "", "example=ready-image"))
		note(s.askToken(formType, form("grant_type", "client_credentials", "client_id", token, "client_secret", "x")))
	}
	return b.String()
}

func TestTwoRunsOf200MixedRequestsAreTheSame(t *testing.T) {
	first, second := transcriptOf200(t, 1), transcriptOf200(t, 1)
	if first != second {
		t.Error("two courses differ")
	}
	if first == transcriptOf200(t, 2) {
		t.Error("the seed changes nothing")
	}
	for _, status := range []string{"200", "404", "422", "429", "500", "503"} {
		if !bytes.Contains([]byte("\n"+first), []byte("\n"+status+"\n")) {
			t.Errorf("the run has no %s", status)
		}
	}
}

func TestAHundredWorldsInParallelDoNotMeet(t *testing.T) {
	st, s := newStub(t, stub.WithReadyAfter("3polls"), faults(t, "503,first=2"))
	sockets := httptest.NewServer(s.handler)
	defer sockets.Close()
	var wg sync.WaitGroup
	for n := range 100 {
		wg.Go(func() {
			c := &caller{t: t, base: sockets.URL, token: fmt.Sprint("world-", n)}
			if sees := c.run(); sees != "503 503 200 processing processing ready" {
				t.Errorf("world %d sees %q", n, sees)
			}
			if x := st.World(c.token).Exchanges(); len(x) != 6 {
				t.Errorf("world %d has %d exchanges", n, len(x))
			}
		})
	}
	wg.Wait()
}

// caller is one of many, with a token of its own.
type caller struct {
	t           *testing.T
	base, token string
}

// run uploads until it succeeds, polls until it is ready, and says what it saw.
func (c *caller) run() string {
	var seen []string
	body := ""
	for range 5 {
		status, text := c.do(http.MethodPost, linkPath, fmt.Sprintf(`{"link":"https://h.example/a.mp4","name":%q}`, c.token))
		seen = append(seen, fmt.Sprint(status))
		if body = text; status == 200 {
			break
		}
	}
	_, after, _ := strings.Cut(body, `"id":"`)
	id, _, _ := strings.Cut(after, `"`)
	for range 5 {
		_, text := c.do(http.MethodGet, mediaPath+id, "")
		_, after, _ := strings.Cut(text, `"status":"`)
		status, _, _ := strings.Cut(after, `"`)
		seen = append(seen, status)
		if status == "ready" || !strings.Contains(text, `"name":"`+c.token+`"`) {
			break
		}
	}
	return strings.Join(seen, " ")
}

func (c *caller) do(method, path, body string) (status int, text string) {
	request, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, strings.NewReader(body))
	if err != nil {
		c.t.Error(err)
		return 0, ""
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		c.t.Error(err)
		return 0, ""
	}
	defer response.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(response.Body); err != nil {
		c.t.Error(err)
	}
	return response.StatusCode, b.String()
}
