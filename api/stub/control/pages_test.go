package control_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/medialink-go/medialink/api/stub/control"
)

func pageOf(text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) })
}

func TestPagesAreServedBesideTheOperations(t *testing.T) {
	pages := []control.Option{control.WithPage("/_stub/docs/", pageOf("docs")), control.WithProbe("/_stub/numbers", pageOf("numbers"))}
	withPages := func(opts ...control.Option) *service { return newService(t, append(opts, pages...)...) }
	onLoopback := withPages(control.WithLoopbackHosts())
	for _, row := range []struct {
		name           string
		of             *service
		method, target string
		status         int
		body           string
	}{
		{"a page", withPages(), "GET", "/_stub/docs/", 200, "docs"},
		{"what is below a page", withPages(), "GET", "/_stub/docs/a/b.js", 200, "docs"},
		{"a page without its slash", withPages(), "GET", "/_stub/docs", 307, ""},
		{"a page beside it", withPages(), "GET", "/_stub/docsx", 404, ""},
		{"a page without the token", withPages(control.WithToken("t0ken")), "GET", "/_stub/docs/", 200, "docs"},
		{"a probe without the token", withPages(control.WithToken("t0ken")), "GET", "/_stub/numbers", 200, "numbers"},
		{"a page of another method", withPages(), "POST", "/_stub/docs/", 405, ""},
		{"a page with probes only", withPages(control.WithProbesOnly()), "GET", "/_stub/docs/", 404, ""},
		{"a probe with probes only", withPages(control.WithProbesOnly()), "GET", "/_stub/numbers", 200, "numbers"},
		{"a page by another host", onLoopback, "GET", "http://evil.example/_stub/docs/", 403, ""},
		{"a probe by another host", onLoopback, "GET", "http://evil.example/_stub/numbers", 403, ""},
		{"a probe by the host of loopback", onLoopback, "GET", "http://localhost:1/_stub/numbers", 200, "numbers"},
	} {
		w := row.of.call(row.method, row.target, "")
		if w.Code != row.status {
			t.Errorf("%s: status %d, want %d: %s", row.name, w.Code, row.status, w.Body)
		}
		if got := w.Body.String(); row.body != "" && got != row.body {
			t.Errorf("%s: %q, want %q", row.name, got, row.body)
		}
	}
}
