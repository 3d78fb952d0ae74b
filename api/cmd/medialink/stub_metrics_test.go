package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/journal"
)

// scrape returns the metrics of a stub.
func scrape(t *testing.T, r *running) string {
	t.Helper()
	response, err := http.Get(r.url + metricsPath)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "text/plain; version=0.0.4; charset=utf-8" {
		t.Fatalf("%v: %d, %v", err, response.StatusCode, response.Header)
	}
	return string(text)
}

// someMetrics are those of a stub that has seen a request of each kind.
func someMetrics(t *testing.T) string {
	r := start(t, "--seed=0")
	defer r.end()
	id := idIn(upload(t, r))
	send(t, r, "POST", linkPath, "demo", `{"link":"static.rask.ai"}`)
	send(t, r, "PUT", "/_stub/faults", "", `{"faults":["503,first=1","latency=1ms,first=2"]}`)
	send(t, r, "GET", mediaPath+id, "demo", "")
	send(t, r, "GET", mediaPath+id, "demo", "")
	send(t, r, "POST", "/oauth2/token", "", "grant_type=client_credentials&client_id=somebody&client_secret=s3cret")
	for n := range 5 {
		send(t, r, "GET", fmt.Sprint("/nowhere/", n), "demo", "")
	}
	return scrape(t, r)
}

func TestMetricsCountWhatHappened(t *testing.T) {
	text := someMetrics(t)
	for _, want := range []string{
		`medialink_requests_total{operation="uploadMediaLink",status="200",verdict="ok"} 1`,
		`medialink_requests_total{operation="uploadMediaLink",status="422",verdict="violation"} 1`,
		`medialink_requests_total{operation="getMedia",status="503",verdict="unchecked"} 1`,
		`medialink_requests_total{operation="getMedia",status="200",verdict="ok"} 1`,
		`medialink_requests_total{operation="token",status="200",verdict="unchecked"} 1`,
		`medialink_requests_total{operation="unknown",status="404",verdict="unchecked"} 5`,
		`medialink_request_duration_seconds_count{operation="getMedia"} 2`,
		`medialink_request_duration_seconds_bucket{operation="getMedia",le="0.0005"} 0`,
		`medialink_request_duration_seconds_bucket{operation="getMedia",le="+Inf"} 2`,
		`medialink_faults_total{kind="status"} 1`,
		`medialink_faults_total{kind="latency"} 2`,
		`medialink_media{status="processing"} 1`,
		`medialink_media{status="ready"} 0`,
		`medialink_worlds 2`,
		`medialink_journal_exchanges 10`,
	} {
		if !strings.Contains(text, "\n"+want+"\n") {
			t.Errorf("there is no %s in\n%s", want, text)
		}
	}
	for _, name := range []string{"medialink_media_bytes", "medialink_journal_bytes"} {
		if !regexp.MustCompile(`(?m)^` + name + ` [1-9]`).MatchString(text) {
			t.Errorf("%s is not above 0", name)
		}
	}
	if !regexp.MustCompile(`(?m)^medialink_build_info\{version="[^"]+",revision="[^"]*",goversion="go1\.[^"]+"\} 1$`).MatchString(text) {
		t.Error("there is no build")
	}
	for _, secret := range []string{"demo", "somebody", "nowhere", "s3cret"} {
		if strings.Contains(text, secret) {
			t.Errorf("%s is in\n%s", secret, text)
		}
	}
}

func TestEachMetricHasAMeaning(t *testing.T) {
	seen := map[string]bool{}
	for lines := bufio.NewScanner(strings.NewReader(someMetrics(t))); lines.Scan(); {
		if name, ok := strings.CutPrefix(lines.Text(), "# HELP "); ok {
			name, means, _ := strings.Cut(name, " ")
			if seen[name] || means == "" {
				t.Errorf("%q comes twice, or means nothing", lines.Text())
			}
			seen[name] = true
		}
	}
	for name := range help {
		if !seen[name] {
			t.Errorf("nothing has the name %s", name)
		}
	}
}

func TestPromtoolAcceptsTheMetrics(t *testing.T) {
	if _, err := exec.LookPath("promtool"); err != nil {
		t.Skip("promtool is not on this machine: Debian's package prometheus has it")
	}
	command := exec.CommandContext(t.Context(), "promtool", "check", "metrics")
	command.Stdin = strings.NewReader(someMetrics(t))
	if output, err := command.CombinedOutput(); err != nil || len(output) > 0 {
		t.Errorf("%v: %s", err, output)
	}
}

func TestMetricsAreWhereHealthIs(t *testing.T) {
	for _, args := range [][]string{nil, {"--control=off"}, {"--control-token=t0ken"}, {"--control=127.0.0.1:0"}} {
		r := start(t, args...)
		if got := statusOf(t, r.url+metricsPath, ""); got != http.StatusOK {
			t.Errorf("%v: status %d", args, got)
		}
		if got := statusOf(t, r.url+metricsPath, "evil.example"); got != http.StatusForbidden {
			t.Errorf("%v, by another host: status %d", args, got)
		}
		r.end()
	}
}

func TestCountingAllocatesNothing(t *testing.T) {
	m, x := countable(t)
	m.count(x) // the first of its kind
	if n := testing.AllocsPerRun(100, func() { m.count(x) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkCount(b *testing.B) {
	m, x := countable(b)
	b.ReportAllocs()
	for b.Loop() {
		m.count(x)
	}
}

func countable(t testing.TB) (*stubMetrics, *journal.Exchange) {
	t.Helper()
	s, err := stub.New()
	if err != nil {
		t.Fatal(err)
	}
	return newStubMetrics(s), &journal.Exchange{Operation: "uploadMediaLink", Status: 200, Checked: true, Duration: time.Millisecond}
}
