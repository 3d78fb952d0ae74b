package proxy_test

import (
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/proxy"
)

// repeated is a body of n bytes that takes no memory.
type repeated struct{ n int64 }

func (r *repeated) Read(p []byte) (int, error) {
	if r.n == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), r.n)
	r.n -= n
	return int(n), nil
}

// exchangeOf sends and receives n bytes, without a Content-Length.
func exchangeOf(t *testing.T, url string, n int64) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+fmt.Sprintf("/?n=%d", n), &repeated{n})
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	got, err := io.Copy(io.Discard, response.Body)
	if err != nil || got != n || response.Header.Get("X-Read") != fmt.Sprint(n) {
		t.Errorf("received %d bytes of %d, %v; the upstream %s", got, n, err, response.Header.Get("X-Read"))
	}
}

// startMirror is an upstream that sends as much as it reads.
func startMirror(t *testing.T) (url string) {
	t.Helper()
	return startServer(t, func(w http.ResponseWriter, r *http.Request) {
		n, _ := io.Copy(io.Discard, r.Body)
		w.Header().Set("X-Read", fmt.Sprint(n))
		_, _ = io.Copy(w, &repeated{n})
	})
}

func TestABodyOverTheLimitIsPassedOnAndNotKept(t *testing.T) {
	const limit = contract.DefaultMaxBody
	over := fmt.Sprintf("over %d bytes", limit)
	for n, missing := range map[int64]string{0: "", 1: "", limit - 1: "", limit: "", limit + 1: over, 5 * limit: over} {
		o := newObserver()
		exchangeOf(t, start(t, startMirror(t), proxy.WithObserver(o.observe)), n)
		x := o.only(t)
		for name, payload := range map[string]contract.Payload{"request": x.RequestBody, "response": x.ResponseBody} {
			if payload.Missing != missing || int64(len(payload.Data)) != min(n, limit) {
				t.Errorf("%s of %d bytes: %d observed, missing is %q", name, n, len(payload.Data), payload.Missing)
			}
		}
		if x.Outcome != contract.OutcomeComplete {
			t.Errorf("%d bytes: outcome %q", n, x.Outcome)
		}
	}
}

func TestMemoryDoesNotGrowWithTheBody(t *testing.T) {
	url := start(t, startMirror(t))
	allocated := func(n int64) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		exchangeOf(t, url, n)
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	allocated(1)
	large, huge := allocated(4<<20), allocated(64<<20)
	if huge > large+4<<20 {
		t.Errorf("%d bytes for a body of 4 MiB, %d for one of 64 MiB", large, huge)
	}
}

func TestExchangesOutsideOfTheContractAreObserved(t *testing.T) {
	upstream := startServer(t, func(http.ResponseWriter, *http.Request) {})
	for _, row := range []struct{ base, path, want string }{
		{"", noMedia, noMedia},
		{"", "/api%2Flibrary", "/api%2Flibrary"},
		{"", "/else?q=1", "/else"},
		{"", "/else?q=%zz&b;c", "/else"},
		{"", "/", "/"},
		{"/rask", linkPath, linkPath},
		{"/r%2Fk/", linkPath, linkPath},
	} {
		o := newObserver()
		send(t, start(t, upstream+row.base, proxy.WithObserver(o.observe)), call{method: "GET", path: row.path})
		x := o.only(t)
		if x.Path != row.want {
			t.Errorf("%s%s: path %q, want %q", row.base, row.path, x.Path, row.want)
		}
		if got, want := x.Request.URL.String(), upstream+strings.TrimSuffix(row.base, "/")+row.path; got != want {
			t.Errorf("URL %q, want %q", got, want)
		}
	}
}
