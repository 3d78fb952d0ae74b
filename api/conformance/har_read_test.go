package conformance_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/conformance"
	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/control"
)

func readHAR(t *testing.T, r io.Reader, basePath string) (all []*contract.Exchange) {
	t.Helper()
	for x, err := range conformance.ReadHAR(r, basePath) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, x)
	}
	return all
}

// view is what the tests compare of an exchange.
type view struct {
	Started, Ended        time.Time
	Method, URL, Host     string
	RequestHeader         http.Header
	RequestBody           string
	RequestMissing        string
	Status                int // 0 without a response
	Header                http.Header
	Body, Missing         string
	Path, Outcome, Caller string
}

func viewOf(x *contract.Exchange) view {
	v := view{Started: x.Started.UTC(), Ended: x.Ended.UTC(), Method: x.Request.Method, URL: x.Request.URL.String(), Host: x.Request.Host,
		RequestHeader: x.Request.Header, RequestBody: string(x.RequestBody.Data), RequestMissing: x.RequestBody.Missing,
		Path: x.Path, Outcome: string(x.Outcome), Caller: x.Caller}
	if x.Response != nil {
		v.Status, v.Header, v.Body, v.Missing = x.Response.StatusCode, x.Response.Header, string(x.ResponseBody.Data), x.ResponseBody.Missing
	}
	return v
}

// The three have recorded the same: an upload, a request that was aborted, and a response whose body was dropped.
func TestRecordingsOfOtherProgramsAreAlike(t *testing.T) {
	start := time.Date(2026, 1, 15, 9, 30, 1, 250_000_000, time.UTC)
	want := []view{{
		Started: start, Ended: start.Add(62500 * time.Microsecond),
		Method: "POST", URL: "https://api.rask.ai/api/library/v1/media/link", Host: "api.rask.ai",
		RequestHeader: http.Header{"Content-Type": {"application/json"}, "Content-Length": {"46"}},
		RequestBody:   `{"link":"https://h.example/a","kind":"video"}` + "\n",
		Status:        200, Header: http.Header{"Content-Type": {"application/json"}, "Set-Cookie": {"a=1; Secure", "b=2; Secure"}}, Body: `{"id":"1"}`,
		Path: "/v1/media/link", Outcome: "complete",
	}, {
		Started: start.Add(750 * time.Millisecond), Ended: start.Add(753 * time.Millisecond),
		Method: "GET", URL: "https://api.rask.ai/api/library/v1/media/1", Host: "api.rask.ai", RequestHeader: http.Header{"Accept": {"*/*"}},
		Path: "/v1/media/1", Outcome: "canceled",
	}, {
		Started: start.Add(1750 * time.Millisecond), Ended: start.Add(1760 * time.Millisecond),
		Method: "GET", URL: "https://api.rask.ai/api/library/v1/media/1", Host: "api.rask.ai", RequestHeader: http.Header{},
		Status: 200, Header: http.Header{"Content-Type": {"application/json"}}, Missing: "not recorded",
		Path: "/v1/media/1", Outcome: "complete",
	}}
	for _, name := range []string{"chrome", "firefox", "mitmproxy"} {
		file, err := os.Open("testdata/" + name + ".har")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = file.Close() }()
		var got []view
		for _, x := range readHAR(t, file, "/api/library/") {
			got = append(got, viewOf(x))
			if !x.Recorded {
				t.Errorf("%s: %s is not marked as recorded", name, x.Request.URL)
			}
			if x.Response != nil && x.Response.Request != x.Request {
				t.Errorf("%s: the response to %s has another request", name, x.Request.URL)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestTheJournalOfTheStubIsRead(t *testing.T) {
	s, err := stub.New()
	if err != nil {
		t.Fatal(err)
	}
	api, err := control.New(s)
	if err != nil {
		t.Fatal(err)
	}
	const body = `{"link":"https://h.example/a.mp4","kind":"video"}`
	request := httptest.NewRequest(http.MethodPost, "/api/library/v1/media/link", strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer a")
	response, archive := httptest.NewRecorder(), httptest.NewRecorder()
	s.ServeHTTP(response, request)
	sent := response.Body.String()
	api.ServeHTTP(archive, httptest.NewRequest(http.MethodGet, "/_stub/journal/har", nil))
	all := readHAR(t, archive.Body, "/api/library")
	if len(all) != 1 {
		t.Fatalf("%d exchanges", len(all))
	}
	got := viewOf(all[0])
	if got.Path != "/v1/media/link" || got.Outcome != "complete" || got.Status != 200 {
		t.Errorf("%s: %s, status %d", got.Path, got.Outcome, got.Status)
	}
	if diff := cmp.Diff([]string{body, "", sent, ""}, []string{got.RequestBody, got.RequestMissing, got.Body, got.Missing}); diff != "" {
		t.Error(diff)
	}
}

func entries(text ...string) io.Reader {
	return strings.NewReader(`{"log":{"version":"1.2","entries":[` + strings.Join(text, ",") + `]}}`)
}

func TestPathsAreThoseWithinTheContract(t *testing.T) {
	for _, row := range []struct{ base, url, want string }{
		{"", "https://h.example/a/b?c=d#e", "/a/b"},
		{"/", "https://h.example/a", "/a"},
		{"/rask", "https://h.example/rask/a%2Fb", "/a%2Fb"},
		{"/rask/", "https://h.example/rask/a", "/a"},
		{"/rask", "https://h.example/rask", ""},
		{"/rask", "https://h.example/raska/b", ""},
		{"/rask", "https://h.example/a", ""},
		{"", "https://h.example", "/"},
		{"", "/a", ""},
		{"", "", ""},
		{"", "data:text/plain,a", ""},
		{"", "http://[s3cret", ""},
		{"", "chrome-extension://abc/a.js", "/a.js"},
	} {
		x := readHAR(t, entries(`{"request":{"url":"`+row.url+`"}}`), row.base)[0]
		if x.Path != row.want {
			t.Errorf("%s below %s: %q, want %q", row.url, row.base, x.Path, row.want)
		}
	}
}

func TestTimesAreBounded(t *testing.T) {
	start := time.Date(2026, 1, 15, 9, 30, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"1.5": 1500 * time.Microsecond, "0.000001": 1, "0": 0, "-1": 0, "-1e300": 0, "null": 0, "1e308": 1e18,
	} {
		x := readHAR(t, entries(`{"startedDateTime":"2026-01-15T09:30:00Z","time":`+text+`}`), "")[0]
		if took := x.Ended.Sub(start); took != want {
			t.Errorf("%s ms: %s, want %s", text, took, want)
		}
	}
}

func TestTheOutcomeIsOursOrCanceled(t *testing.T) {
	for _, row := range []struct {
		name, response, want string
		status               int
	}{
		{"a response", `"status":404`, "complete", 404},
		{"a part of a response", `"status":200,"_error":"truncated"`, "truncated", 200},
		{"a client that left within a response", `"status":200,"_error":"canceled"`, "canceled", 200},
		{"a client that left before", `"status":0,"_error":"canceled"`, "canceled", 0},
		{"no response", `"status":0,"_error":"no response"`, "no response", 0},
		{"no connection", `"status":0,"_error":"unreached"`, "unreached", 0},
		{"no connection, and yet a status", `"status":200,"_error":"unreached"`, "unreached", 0},
		{"a part of nothing", `"status":0,"_error":"truncated"`, "canceled", 0},
		{"nothing", ``, "canceled", 0},
		{"an error of a browser", `"status":200,"_error":"net::ERR_ABORTED"`, "canceled", 0},
		{"Playwright's mark of a failure", `"status":-1`, "canceled", 0},
	} {
		v := viewOf(readHAR(t, entries(`{"response":{`+row.response+`}}`), "")[0])
		if v.Outcome != row.want || v.Status != row.status {
			t.Errorf("%s: %s, status %d, want %s, %d", row.name, v.Outcome, v.Status, row.want, row.status)
		}
	}
}
