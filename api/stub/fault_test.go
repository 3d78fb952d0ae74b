package stub_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/fault"
	"github.com/medialink-go/medialink/api/stub/journal"
)

func faults(t *testing.T, texts ...string) stub.Option {
	t.Helper()
	var all []fault.Fault
	for _, text := range texts {
		f, err := fault.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, f)
	}
	return stub.WithFaults(all...)
}

// call goes through sockets, so that what happens to a connection is seen. If the body breaks off, there are a response and an error.
func (s *service) call(base, method, path, body string) (response *http.Response, text string, err error) {
	request, err := http.NewRequestWithContext(s.t.Context(), method, base+path, strings.NewReader(body))
	if err != nil {
		return nil, "", err
	}
	request.Header.Set("Authorization", "Bearer a")
	request.Header.Set("Content-Type", "application/json")
	response, err = (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(request)
	if err != nil {
		return nil, "", err
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	return response, string(data), err
}

// earlyRows are the faults that send a response of their own.
var earlyRows = []struct {
	fault, says, contentType, header, value string
	status                                  int
}{
	{"503", `{"detail":"Service Unavailable"}`, "application/json", "Retry-After", "1", 503},
	{"429,retry-after=3s", `{"detail":"Too Many Requests"}`, "application/json", "Retry-After", "3", 429},
	{"503,retry-after=0s", `{"detail":"Service Unavailable"}`, "application/json", "Retry-After", "", 503},
	{"500", `{"detail":"Internal Server Error"}`, "application/json", "Retry-After", "", 500},
	{"html", `<html>`, "text/html", "Retry-After", "", 502},
	{"revoked", `{"detail":"Not authenticated"}`, "application/json", "WWW-Authenticate", "Bearer", 401},
}

func TestFaultsBeforeTheOperation(t *testing.T) {
	for _, row := range earlyRows {
		t.Run(row.fault, func(t *testing.T) {
			s := newService(t, faults(t, row.fault+",first=1"))
			w := s.do("a", http.MethodPost, linkPath, link(1))
			if w.Code != row.status || !strings.Contains(w.Body.String(), row.says) || w.Header().Get("Content-Type") != row.contentType ||
				w.Header().Get(row.header) != row.value {
				t.Errorf("%d %s %v", w.Code, w.Body, w.Header())
			}
			if got, want := s.upload("a", link(1)).ID, newService(t).upload("a", link(1)).ID; got != want {
				t.Error("something was made in spite of the fault")
			}
		})
	}
}

func TestAFaultAfterTheOperationKeepsTheMedia(t *testing.T) {
	for _, row := range []struct {
		fault  string
		status int
	}{
		{"503,after", 503},
		{"429,after", 429},
		{"html,after", 502},
		{"revoked,after", 401},
	} {
		st, s := newStub(t, faults(t, row.fault+",first=1"))
		w := s.do("a", http.MethodPost, linkPath, link(1))
		if w.Code != row.status {
			t.Errorf("%s: status %d", row.fault, w.Code)
		}
		if n := len(st.World("a").Media("")); n != 1 {
			t.Fatalf("%s: %d records", row.fault, n)
		}
		s.get("a", st.World("a").Media("")[0])
		x := st.Exchanges()[0]
		if !x.Checked {
			t.Errorf("%s: the request was not checked", row.fault)
		}
		if x.Status != row.status {
			t.Errorf("%s: the journal has status %d", row.fault, x.Status)
		}
	}
}

func TestAFaultAfterTheOperationHidesAnotherRefusalToo(t *testing.T) {
	st, s := newStub(t, faults(t, "503,after"))
	if w := s.do("a", http.MethodPost, linkPath, `{}`); w.Code != 503 {
		t.Errorf("status %d", w.Code)
	}
	if x := st.Exchanges()[0]; x.Verdict() != journal.VerdictViolation {
		t.Errorf("verdict %s", x.Verdict())
	}
	if n := len(st.Media("")); n != 0 {
		t.Errorf("%d records of an invalid request", n)
	}
}

func TestOfTwoFaultsThatChangeTheResponseTheFirstApplies(t *testing.T) {
	st, s := newStub(t, faults(t, "content-type", "broken"))
	w := s.do("a", http.MethodPost, linkPath, link(1))
	if !strings.HasPrefix(w.Body.String(), `{"kind"`) {
		t.Errorf("the second fault applied too: %s", w.Body)
	}
	if got := w.Header().Get("Content-Type"); got != "text/plain; charset=utf-8" {
		t.Errorf("the first fault did not apply: %s", got)
	}
	if got := st.Exchanges()[0].Faults; !slices.Equal(got, []string{"content-type"}) {
		t.Errorf("the journal has the faults %q", got)
	}
	if counts := st.Faults(); counts[0].Count != 1 || counts[1].Count != 0 {
		t.Errorf("counted %d and %d", counts[0].Count, counts[1].Count)
	}
}

// deliveryRows are the faults that change the operation's response, or how it is sent.
var deliveryRows = []struct {
	fault string
	fits  func(response *http.Response, text string, err error) bool
}{
	{"reset", func(_ *http.Response, _ string, err error) bool { return errors.Is(err, syscall.ECONNRESET) }},
	{"truncate", func(r *http.Response, text string, err error) bool {
		return r != nil && r.StatusCode == 200 && errors.Is(err, io.ErrUnexpectedEOF) && strings.HasPrefix(text, `{"kind"`)
	}},
	{"stall=1ms", func(r *http.Response, text string, err error) bool {
		return r != nil && errors.Is(err, io.ErrUnexpectedEOF) && strings.HasPrefix(text, `{"kind"`)
	}},
	{"slow=10ms", func(_ *http.Response, text string, err error) bool {
		return err == nil && strings.HasSuffix(text, "}\n")
	}},
	{"content-type", func(r *http.Response, text string, err error) bool {
		return err == nil && r.Header.Get("Content-Type") == "text/plain; charset=utf-8" && strings.HasPrefix(text, `{"kind"`)
	}},
	{"broken", func(r *http.Response, text string, err error) bool {
		return err == nil && r.StatusCode == 200 && text == "{}"
	}},
}

func TestFaultsOfDelivery(t *testing.T) {
	for _, row := range deliveryRows {
		t.Run(row.fault, func(t *testing.T) {
			s := newService(t, faults(t, row.fault+",first=1,on=uploadMediaLink"))
			sockets := httptest.NewServer(s.handler)
			defer sockets.Close()
			response, text, err := s.call(sockets.URL, http.MethodPost, linkPath, link(1))
			if !row.fits(response, text, err) {
				t.Errorf("%v, %q, %v", response, text, err)
			}
			first := newService(t).upload("a", link(1))
			s.get("a", first) // the operation was executed
		})
	}
}

func TestAFaultAppliesUnderItsConditions(t *testing.T) {
	s := newService(t, faults(t, "500,on=getMedia,first=2", "503,on=uploadMediaLink,first=1"))
	if got := s.do("a", http.MethodPost, linkPath, link(1)).Code; got != 503 {
		t.Errorf("the upload gets %d", got)
	}
	m := s.upload("a", link(1))
	if sees := s.polls("a", m.ID.String(), 4); sees != "500 500 ready ready" {
		t.Errorf("a sees %q", sees)
	}
	if got := s.do("b", http.MethodPost, linkPath, link(1)).Code; got != 503 {
		t.Errorf("b, whose world has counts of its own, gets %d", got)
	}
}

func TestTheTokenEndpointHasFaultsToo(t *testing.T) {
	s := newService(t, faults(t, "503,on=token,first=1", "500"))
	ask := form("grant_type", "client_credentials", "client_id", "id", "client_secret", "secret")
	if got := s.askToken(formType, ask).Code; got != 503 {
		t.Errorf("the first gets %d", got)
	}
	if got := s.askToken(formType, ask).Code; got != 200 {
		t.Errorf("the second gets %d", got)
	}
}

// Clients such as authlib take any JSON object without "error" for a token.
func TestAFaultOnTheTokenEndpointHasTheShapeOfRFC6749(t *testing.T) {
	ask := form("grant_type", "client_credentials", "client_id", "id", "client_secret", "secret")
	for _, row := range []struct {
		fault, body, retryAfter, authenticate string
		status                                int
	}{
		{"401", `{"error":"invalid_client"}`, "", `Basic realm="token"`, 401},
		{"revoked", `{"error":"invalid_client"}`, "", `Basic realm="token"`, 401},
		{"401,after", `{"error":"invalid_client"}`, "", `Basic realm="token"`, 401},
		{"400", `{"error":"invalid_request"}`, "", "", 400},
		{"429", `{"error":"invalid_request"}`, "1", "", 429},
		{"499,retry-after=7s", `{"error":"invalid_request"}`, "7", "", 499},
		{"500", `{"detail":"Internal Server Error"}`, "", "", 500},
		{"503", `{"detail":"Service Unavailable"}`, "1", "", 503},
	} {
		w := newService(t, faults(t, row.fault+",on=token")).askToken(formType, ask)
		if w.Code != row.status {
			t.Errorf("%s: status %d", row.fault, w.Code)
		}
		if got := strings.TrimSpace(w.Body.String()); got != row.body {
			t.Errorf("%s: body %s", row.fault, got)
		}
		if got := w.Header().Get("Retry-After"); got != row.retryAfter {
			t.Errorf("%s: Retry-After %q", row.fault, got)
		}
		if got := w.Header().Get("WWW-Authenticate"); got != row.authenticate {
			t.Errorf("%s: WWW-Authenticate %q", row.fault, got)
		}
		if got := w.Header().Get("Cache-Control"); row.status < 500 && got != "no-store" {
			t.Errorf("%s: Cache-Control %q", row.fault, got)
		}
	}
}

func TestARateIsAboutKeptAndFollowsTheSeed(t *testing.T) {
	count := func(seed uint64) (failed int, run string) {
		s := newService(t, faults(t, "500,rate=0.25"), stub.WithSeed(seed))
		for range 400 {
			code := s.do("a", http.MethodGet, someMedia, "").Code
			if code == 500 {
				failed++
			}
			run += http.StatusText(code)[:1]
		}
		return failed, run
	}
	failed, first := count(1)
	_, again := count(1)
	_, other := count(2)
	if failed < 70 || failed > 130 || first != again || first == other {
		t.Errorf("%d of 400 failed; the same again %v, another seed the same %v", failed, first == again, first == other)
	}
}

// The tests of latency are in a file of their own.
func TestEachKindOfFaultHasARow(t *testing.T) {
	tested := map[fault.Kind]bool{"latency": true}
	note := func(text string) {
		f, err := fault.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		tested[f.Kind] = true
	}
	for _, row := range earlyRows {
		note(row.fault)
	}
	for _, row := range deliveryRows {
		note(row.fault)
	}
	for _, form := range fault.Forms() {
		if f, err := fault.Parse(form.Example); err != nil || !tested[f.Kind] {
			t.Errorf("%s is in no table of tests: %v", form.Example, err)
		}
	}
}
