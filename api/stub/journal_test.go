package stub_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/journal"
)

func newStub(t *testing.T, opts ...stub.Option) (*stub.Stub, *service) {
	t.Helper()
	s := &service{t: t, now: time.Date(2026, 1, 15, 9, 30, 0, 0, time.UTC)}
	st, err := stub.New(append(append([]stub.Option{watched(t)}, opts...), stub.WithClock(func() time.Time { return s.now }))...)
	if err != nil {
		t.Fatal(err)
	}
	s.handler = st
	return st, s
}

func TestTheJournalHasRequestsAndResponses(t *testing.T) {
	st, s := newStub(t)
	s.upload("a", link(1))
	s.now = s.now.Add(time.Second)
	s.do("a", http.MethodGet, someMedia+"?secret=1", "")
	s.do("b", http.MethodPut, someMedia, "")

	exchanges := st.World("a").Exchanges()
	if len(exchanges) != 2 || len(st.World("b").Exchanges()) != 1 || len(st.Exchanges()) != 3 {
		t.Fatalf("%d, %d and %d exchanges", len(exchanges), len(st.World("b").Exchanges()), len(st.Exchanges()))
	}
	first, second := exchanges[0], exchanges[1]
	if string(first.RequestBody) != link(1) || first.RequestSize != int64(len(link(1))) || first.Status != 200 ||
		first.Operation != "uploadMediaLink" || !strings.HasPrefix(string(first.ResponseBody), `{"kind"`) || first.Number != 1 {
		t.Errorf("%+v", first)
	}
	if second.Operation != "getMedia" || second.Method != "GET" || second.Path != someMedia || second.Status != 404 || !second.Time.Equal(s.now) {
		t.Errorf("%+v", second)
	}
	if wrong := st.World("b").Exchanges()[0]; wrong.Operation != "" || wrong.Status != 405 {
		t.Errorf("%+v", wrong)
	}
}

func TestTheJournalHasTheVerdict(t *testing.T) {
	st, s := newStub(t)
	s.do("a", http.MethodPost, linkPath, `{"link":"gopher://h.example/a.mp4","Kind":"video","x":{"y":1}}`)
	s.do("a", http.MethodPost, linkPath, `{"link":7,"kind":"doc"}`)
	exchanges := st.World("a").Exchanges()

	var warned, violated []string
	for _, v := range exchanges[0].Warnings {
		warned = append(warned, v.Pointer+" "+v.Reason)
	}
	for _, v := range exchanges[1].Violations {
		violated = append(violated, v.Pointer+" "+string(v.Rule))
	}
	if diff := cmp.Diff([]string{"/Kind is not declared: did you mean kind?", "/x is not declared", "/link must have a common scheme: http, https, s3 or ftp"}, warned); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"/kind enum", "/link type"}, violated); diff != "" {
		t.Error(diff)
	}
	if exchanges[0].Status != 200 || len(exchanges[0].Violations) > 0 {
		t.Errorf("a warning is no violation: %+v", exchanges[0])
	}
}

func TestTheJournalMarksFaults(t *testing.T) {
	st, s := newStub(t, faults(t, "broken,first=1", "latency=1ns,first=1"))
	s.do("a", http.MethodGet, someMedia, "")
	s.do("a", http.MethodGet, someMedia, "")
	exchanges := st.World("a").Exchanges()
	if diff := cmp.Diff([]string{"broken,first=1", "latency=1ns,first=1"}, exchanges[0].Faults); diff != "" {
		t.Error(diff)
	}
	if v := exchanges[0].ResponseViolations; len(v) != 1 || v[0].Pointer != "/detail" || v[0].Rule != contract.RuleRequired {
		t.Errorf("violations %v", v)
	}
	if len(exchanges[1].Faults)+len(exchanges[1].ResponseViolations) > 0 {
		t.Errorf("%+v", exchanges[1])
	}
}

func TestADroppedConnectionIsInTheJournal(t *testing.T) {
	st, s := newStub(t, faults(t, "reset"))
	sockets := httptest.NewServer(s.handler)
	defer sockets.Close()
	if _, _, err := s.call(sockets.URL, http.MethodPost, linkPath, link(1)); err == nil {
		t.Fatal("the connection was not reset")
	}
	if x := st.World("a").Exchanges(); len(x) != 1 || x[0].Status != 200 || x[0].Faults[0] != "reset" {
		t.Errorf("%+v", x)
	}
}

func TestTheJournalHoldsNoSecret(t *testing.T) {
	const secret = "s3cr3t-marker"
	st, s := newStub(t)
	s.do(secret, http.MethodPost, linkPath, link(1))
	s.askToken(formType, form("grant_type", "client_credentials", "client_id", "id", "client_secret", secret))
	s.askToken(formType, form("grant_type", "client_credentials"), "id", secret)
	s.askToken(formType, form("grant_type", secret, "client_id", "id", "client_secret", secret))
	given := s.token("id", secret)
	s.do(given, http.MethodGet, someMedia, "")
	var all string
	for _, x := range st.Exchanges() {
		all += fmt.Sprintf("%+v %s %s", x, x.RequestBody, x.ResponseBody)
	}
	if strings.Contains(all, secret) || strings.Contains(all, given) {
		t.Errorf("a secret is in %s", all)
	}
	if tokens := st.World("id").Exchanges(); len(tokens) != 5 || tokens[0].Operation != journal.OperationToken {
		t.Errorf("%d exchanges in the world of the client", len(tokens))
	}
}

func TestTheJournalIsBounded(t *testing.T) {
	st, s := newStub(t, stub.WithJournalLimits(3, 1<<20))
	for n := range 5 {
		s.upload("a", link(n))
	}
	s.upload("b", link(9))
	var bodies []string
	for _, x := range st.Exchanges() {
		bodies = append(bodies, string(x.RequestBody))
	}
	if diff := cmp.Diff([]string{link(2), link(3), link(4), link(9)}, bodies); diff != "" {
		t.Error(diff)
	}

	st, s = newStub(t, stub.WithJournalLimits(1000, 64<<10))
	long := fmt.Sprintf(`{"link":"https://h.example/a.mp4","name":%q}`, strings.Repeat("n", 10<<10))
	for n := range 30 {
		s.do(fmt.Sprint(n%3), http.MethodPost, linkPath, long)
	}
	exchanges := st.Exchanges()
	if len(exchanges) < 4 || len(exchanges) > 8 || exchanges[len(exchanges)-1].Number != 30 {
		t.Errorf("%d exchanges of about 9 KiB in 64 KiB", len(exchanges))
	}
	if x := exchanges[0]; len(x.RequestBody) != 4<<10 || len(x.ResponseBody) != 4<<10 || x.RequestSize != int64(len(long)) {
		t.Errorf("bodies of %d and %d bytes", len(x.RequestBody), len(x.ResponseBody))
	}
}

func TestAForgottenWorldTakesItsJournalAlong(t *testing.T) {
	st, s := newStub(t, stub.WithLimits(10, 1, 1<<20))
	s.upload("a", link(1))
	s.upload("b", link(1))
	if x := st.Exchanges(); len(x) != 1 {
		t.Errorf("%d exchanges", len(x))
	}
}

func TestStrictRefusesLikelyMistakes(t *testing.T) {
	_, s := newStub(t, stub.WithStrict())
	for body, says := range map[string]string{
		`{"link":"https://h.example/a.mp4","nam":"x"}`:     `{"detail":[{"type":"extra_forbidden","loc":["body","nam"],"msg":"Extra inputs are not permitted: did you mean name?"}]}`,
		`{"link":"gopher://h.example/a.mp4"}`:              `"loc":["body","link"],"msg":"Input should have a common scheme: http, https, s3 or ftp"`,
		`{"link":"https://h.example/a.mp4","a/b":{"~":1}}`: `"loc":["body","a/b"]`,
	} {
		w := s.do("a", http.MethodPost, linkPath, body)
		if w.Code != 422 || !strings.Contains(w.Body.String(), says) {
			t.Errorf("%s: %d %s", body, w.Code, w.Body)
		}
	}
	s.upload("a", `{"link":"s3://bucket/a.mp4","kind":null,"name":null}`)
}

func TestTheJournalHasAResponseBeforeItsCaller(t *testing.T) {
	st, s := newStub(t, faults(t, "slow=50ms"))
	sockets := httptest.NewServer(s.handler)
	defer sockets.Close()
	for n := range 5 {
		if _, _, err := s.call(sockets.URL, http.MethodPost, linkPath, link(n)); err != nil {
			t.Fatal(err)
		}
		if got := len(st.Exchanges()); got != n+1 {
			t.Fatalf("%d exchanges after %d responses", got, n+1)
		}
	}
}

func TestTheVerdictIsAWord(t *testing.T) {
	st, s := newStub(t, stub.WithAuthentication("a"))
	s.do("a", http.MethodPost, linkPath, link(1))
	s.do("a", http.MethodPost, linkPath, `{"link":"gopher://h.example/a"}`)
	s.do("a", http.MethodPost, linkPath, `{"link":7}`)
	s.do("b", http.MethodPost, linkPath, `{"link":7}`)
	s.do("a", http.MethodPut, linkPath, `{"link":7}`)
	must(t, st.SetFaults(parsed(t, "500")...))
	s.do("a", http.MethodPost, linkPath, `{"link":7}`)
	var got []journal.Verdict
	for _, x := range st.Exchanges() {
		got = append(got, x.Verdict())
	}
	want := []journal.Verdict{journal.VerdictOK, journal.VerdictWarning, journal.VerdictViolation, journal.VerdictUnchecked, journal.VerdictUnchecked, journal.VerdictUnchecked}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheJournalHasTheDurationOfAResponse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := stub.New(stub.WithFaults(parsed(t, "latency=250ms")...))
		must(t, err)
		s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, someMedia, nil))
		if took := s.Exchanges()[0].Duration; took != 250*time.Millisecond {
			t.Errorf("%v", took)
		}
	})
}
