package proxy_test

import (
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/conformance"
	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/proxy"
	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/fault"
)

const (
	bearer = "Bearer a"
	typed  = "application/json"
	link   = `{"link":"https://static.rask.ai/samples/sample_1.mp4","name":"tour"}`
)

var (
	upload = call{"POST", linkPath, bearer, typed, link}
	get    = call{"GET", mediaPath + "{id}", bearer, "", ""} // of the media that an upload before it made
	head   = call{"HEAD", mediaPath + "{id}", bearer, "", ""}
)

// startStub is the same stub each time: its media have the same ids and dates.
func startStub(t testing.TB, faults ...string) (url string) {
	t.Helper()
	var parsed []fault.Fault
	for _, text := range faults {
		f, err := fault.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, f)
	}
	noon := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	s, err := stub.New(stub.WithFaults(parsed...), stub.WithClock(func() time.Time { return noon }), stub.WithReadyAfter("0s"),
		stub.WithPublicURL("https://stub.example"), stub.WithSeed(1))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(s)
	server.Config.DisableGeneralOptionsHandler = true
	server.Config.ErrorLog = quiet()
	server.Start()
	t.Cleanup(server.Close)
	return server.URL
}

// sendAfterUpload makes the call, after an upload if it needs the id of one.
func sendAfterUpload(t *testing.T, url string, c call) received {
	t.Helper()
	if strings.Contains(c.path, "{id}") {
		_, body, _ := strings.Cut(send(t, url, upload).Body, `"id":"`)
		id, _, ok := strings.Cut(body, `"`)
		if !ok {
			t.Fatal("the upload made nothing")
		}
		c.path = strings.ReplaceAll(c.path, "{id}", id)
	}
	return send(t, url, c)
}

// faultRows are the stub as upstream. Level is what a conformance.Watch finds of the last exchange.
var faultRows = []struct {
	name    string
	fault   string // "" for none
	call    call
	outcome contract.Outcome
	status  int // 0 for none
	level   conformance.Level
}{
	{"a good upload", "", upload, contract.OutcomeComplete, 200, conformance.LevelNone},
	{"a good GET", "", get, contract.OutcomeComplete, 200, conformance.LevelNone},
	{"a good HEAD", "", head, contract.OutcomeComplete, 200, conformance.LevelNone},
	{"a media that is unknown", "", call{"GET", noMedia, bearer, "", ""}, contract.OutcomeComplete, 404, conformance.LevelNone},
	{"an id that is none", "", call{"GET", mediaPath + "7", bearer, "", ""}, contract.OutcomeComplete, 422, conformance.LevelWarning},
	{"an upload of nothing", "", call{"POST", linkPath, bearer, typed, `{}`}, contract.OutcomeComplete, 422, conformance.LevelWarning},
	{"an upload of three mistakes", "", call{"POST", linkPath, bearer, typed, `{"link":"h","kind":"film","name":7}`}, contract.OutcomeComplete, 422, conformance.LevelWarning},
	{"an upload that is no JSON", "", call{"POST", linkPath, bearer, typed, `{"link":`}, contract.OutcomeComplete, 422, conformance.LevelWarning},
	{"an upload without a body", "", call{"POST", linkPath, bearer, typed, ""}, contract.OutcomeComplete, 422, conformance.LevelWarning},
	{"an upload of text", "", call{"POST", linkPath, bearer, "text/plain", link}, contract.OutcomeComplete, 422, conformance.LevelWarning},
	{"an upload over the limit by a byte", "", call{"POST", linkPath, bearer, typed, strings.Repeat("a", contract.DefaultMaxBody+1)},
		contract.OutcomeComplete, 413, conformance.LevelNew},
	{"an upload with an undeclared field", "", call{"POST", linkPath, bearer, typed, `{"link":"https://h.example/a.mp4","color":"red"}`},
		contract.OutcomeComplete, 200, conformance.LevelNew},
	{"no token", "", call{"GET", noMedia, "", "", ""}, contract.OutcomeComplete, 401, conformance.LevelWarning},
	{"another scheme", "", call{"GET", noMedia, "Basic YTpi", "", ""}, contract.OutcomeComplete, 401, conformance.LevelWarning},
	{"a method that the path has not", "", call{"DELETE", noMedia, bearer, "", ""}, contract.OutcomeComplete, 405, conformance.LevelNone},
	{"a path of no operation", "", call{"GET", "/api/library/v2/media", bearer, "", ""}, contract.OutcomeComplete, 404, conformance.LevelNone},
	{"a token", "", call{"POST", "/oauth2/token", "", "application/x-www-form-urlencoded", "grant_type=refresh_token"}, contract.OutcomeComplete, 400, conformance.LevelNone},

	{"a GET, late", "latency=20ms,on=getMedia", get, contract.OutcomeComplete, 200, conformance.LevelNone},
	{"an upload, slow", "slow=50ms", upload, contract.OutcomeComplete, 200, conformance.LevelNone},
	{"a GET, slow", "slow=50ms,on=getMedia", get, contract.OutcomeComplete, 200, conformance.LevelNone},
	{"a reset upload", "reset", upload, contract.OutcomeNoResponse, 0, conformance.LevelBroken},
	{"a reset GET", "reset,on=getMedia", get, contract.OutcomeNoResponse, 0, conformance.LevelBroken},
	{"a reset HEAD", "reset,on=getMedia", head, contract.OutcomeNoResponse, 0, conformance.LevelBroken},
	{"a truncated upload", "truncate", upload, contract.OutcomeTruncated, 200, conformance.LevelBroken},
	{"a truncated GET", "truncate,on=getMedia", get, contract.OutcomeTruncated, 200, conformance.LevelBroken},
	{"a truncated HEAD", "truncate,on=getMedia", head, contract.OutcomeComplete, 200, conformance.LevelNone},
	{"a truncated error", "truncate", call{"GET", noMedia, bearer, "", ""}, contract.OutcomeTruncated, 404, conformance.LevelBroken},
	{"a stalled upload", "stall=50ms", upload, contract.OutcomeTruncated, 200, conformance.LevelBroken},
	{"a stalled GET", "stall=50ms,on=getMedia", get, contract.OutcomeTruncated, 200, conformance.LevelBroken},
	{"a page for an upload", "html", upload, contract.OutcomeComplete, 502, conformance.LevelBroken},
	{"a page for a GET", "html,on=getMedia", get, contract.OutcomeComplete, 502, conformance.LevelBroken},
	{"an upload as text", "content-type", upload, contract.OutcomeComplete, 200, conformance.LevelBroken},
	{"a GET as text", "content-type,on=getMedia", get, contract.OutcomeComplete, 200, conformance.LevelBroken},
	{"an upload's empty object", "broken", upload, contract.OutcomeComplete, 200, conformance.LevelBroken},
	{"a GET's empty object", "broken,on=getMedia", get, contract.OutcomeComplete, 200, conformance.LevelBroken},
	{"an error's empty object", "broken", call{"GET", noMedia, bearer, "", ""}, contract.OutcomeComplete, 404, conformance.LevelBroken},
	{"a revoked token", "revoked", upload, contract.OutcomeComplete, 401, conformance.LevelNone},
	{"a token that is revoked after an upload", "revoked,after", upload, contract.OutcomeComplete, 401, conformance.LevelNone},
	{"400", "400", upload, contract.OutcomeComplete, 400, conformance.LevelNew},
	{"418", "418", upload, contract.OutcomeComplete, 418, conformance.LevelNew},
	{"429", "429,retry-after=3s", upload, contract.OutcomeComplete, 429, conformance.LevelNew},
	{"500", "500", upload, contract.OutcomeComplete, 500, conformance.LevelNew},
	{"503", "503", upload, contract.OutcomeComplete, 503, conformance.LevelNew},
	{"503 after an upload", "503,after", upload, contract.OutcomeComplete, 503, conformance.LevelNew},
	{"503 of a HEAD", "503,on=getMedia", head, contract.OutcomeComplete, 503, conformance.LevelNew},
	{"a file that is not there", "", call{"GET", "/files/none.mp4", "", "", ""}, contract.OutcomeComplete, 404, conformance.LevelNone},
}

func TestTheStubsFaultsThroughTheProxy(t *testing.T) {
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	var reports strings.Builder
	for _, row := range faultRows {
		t.Run(row.name, func(t *testing.T) {
			var faults []string
			if row.fault != "" {
				faults = append(faults, row.fault)
			}
			direct := sendAfterUpload(t, startStub(t, faults...), row.call)

			exchanges := make(chan string, 10)
			watch := conformance.NewWatch(library)
			url := start(t, startStub(t, faults...), proxy.WithObserver(func(x *contract.Exchange) {
				status := 0
				if x.Response != nil {
					status = x.Response.StatusCode
				}
				exchanges <- fmt.Sprintf("%s %s %d %v", x.Request.Method, x.Outcome, status, watch.Observe(x))
			}))
			proxied := sendAfterUpload(t, url, row.call)

			if diff := cmp.Diff(direct, proxied); diff != "" {
				t.Error(diff)
			}
			if strings.Contains(row.call.path, "{id}") {
				waitFor(t, "the upload before it is observed", exchanges)
			}
			want := fmt.Sprintf("%s %s %d %v", row.call.method, row.outcome, row.status, row.level)
			if got := waitFor(t, "the exchange is observed", exchanges); got != want {
				t.Errorf("observed %q, want %q", got, want)
			}
			fmt.Fprintf(&reports, "%s: %s\n", row.name, want)
			for _, finding := range watch.Report().Findings {
				fmt.Fprintf(&reports, "  %s %s\n", finding.Level, finding)
			}
		})
	}
	compareReports(t, reports.String())
}

// compareReports compares what the reports say of all rows, or writes it if UPDATE is set.
func compareReports(t *testing.T, got string) {
	t.Helper()
	const path = "testdata/faults.txt"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}

// A new kind of fault needs a row.
func TestEachFaultHasARow(t *testing.T) {
	for _, form := range fault.Forms() {
		name, _, _ := strings.Cut(form.Example, "=")
		found := false
		for _, row := range faultRows {
			found = found || strings.HasPrefix(row.fault, name)
		}
		if !found && !strings.Contains(form.Example, ",") {
			t.Errorf("no row has the fault %s", name)
		}
	}
}
