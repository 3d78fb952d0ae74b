package conformance_test

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/conformance"
	"github.com/medialink-go/medialink/api/contract"
)

const (
	linkPath  = "/api/library/v1/media/link"
	mediaID   = "0d9f3a52-7c64-4b1e-8a53-2f4c1be0d6a7"
	mediaPath = "/api/library/v1/media/" + mediaID
	goodLink  = `{"link":"https://h.example/a.mp4"}`
	notFound  = `{"detail":"Media not found"}`
)

var start = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

// exchange is one that lasts a second, and starts so many seconds after the start.
func exchange(t *testing.T, after int, method, path, body string, status int, reply string) *contract.Exchange {
	t.Helper()
	u, err := url.Parse("https://api.example" + path)
	if err != nil {
		t.Fatal(err)
	}
	x := &contract.Exchange{
		Started:      start.Add(time.Duration(after) * time.Second),
		Request:      &http.Request{Method: method, URL: u, Header: http.Header{"Authorization": {"Bearer t"}, "Content-Type": {"application/json"}}},
		RequestBody:  contract.Payload{Data: []byte(body)},
		Response:     response(status),
		ResponseBody: contract.Payload{Data: []byte(reply)},
		Outcome:      contract.OutcomeComplete,
		Path:         u.EscapedPath(),
		Caller:       "alice",
	}
	x.Ended = x.Started.Add(time.Second)
	return x
}

func response(status int) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}}
}

// uploaded and get are exchanges that conform.
func uploaded(t *testing.T, after int, media string) *contract.Exchange {
	return exchange(t, after, http.MethodPost, linkPath, goodLink, http.StatusOK, media)
}

func get(t *testing.T, after int, status int, reply string) *contract.Exchange {
	return exchange(t, after, http.MethodGet, mediaPath, "", status, reply)
}

// media is an example of the contract with members replaced or added: pairs of old and new text.
func media(t *testing.T, example string, replace ...string) string {
	t.Helper()
	for _, e := range library(t).Operation("getMedia").ResponseExamples(http.StatusOK) {
		if e.Name == example {
			text := string(e.Body)
			for i := 0; i < len(replace); i += 2 {
				if !strings.Contains(text, replace[i]) {
					t.Fatalf("the example has no %s", replace[i])
				}
			}
			return strings.NewReplacer(replace...).Replace(text)
		}
	}
	t.Fatalf("no example %s", example)
	return ""
}

func library(t *testing.T) *contract.Contract {
	t.Helper()
	c, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// found runs exchanges through a watch, and returns its findings as texts.
func found(t *testing.T, opts []conformance.Option, exchanges ...*contract.Exchange) []string {
	t.Helper()
	w := conformance.NewWatch(library(t), opts...)
	worst := conformance.LevelNone
	for _, x := range exchanges {
		worst = max(worst, w.Observe(x))
	}
	texts := []string{}
	for _, f := range w.Report().Findings {
		texts = append(texts, f.Level.String()+" "+strings.NewReplacer("/api/library/v1", "", ": response ", ": ", "{media_id}", "{id}").Replace(f.String()))
	}
	if w.Report().Fails(worst) != (worst > conformance.LevelNone) || w.Report().Fails(worst+1) {
		t.Errorf("Observe says %s, the report has %v", worst, texts)
	}
	return texts
}

func zipped(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// change changes an exchange.
func change(x *contract.Exchange, by func(x *contract.Exchange)) *contract.Exchange {
	by(x)
	return x
}

func TestAnExchangeHasFindings(t *testing.T) {
	ready := media(t, "ready-video")
	for _, row := range []struct {
		name string
		x    *contract.Exchange
		want []string
	}{
		{"that conforms", uploaded(t, 0, ready), nil},
		{"with an undeclared field", get(t, 0, 200, media(t, "ready-video", `"kind":"video"`, `"kind":"video","codec":"h264"`)),
			[]string{"new GET /media/{id}: /codec: is not declared (undeclared)"}},
		{"with undeclared fields in a list", get(t, 0, 422, `{"detail":[{"type":"a","loc":[],"msg":"b","url":"c"},{"type":"a","loc":[],"msg":"b","url":"d"}]}`),
			[]string{"new GET /media/{id}: /detail/*/url: is not declared (undeclared)"}},
		{"with null where none may be", get(t, 0, 200, media(t, "ready-video", `"mime_type":"video/mp4"`, `"mime_type":null`)),
			[]string{"broken GET /media/{id}: /mime_type: must be a string (type)"}},
		{"of a status that default covers", get(t, 0, 429, `{"detail":"Slow down"}`),
			[]string{"new GET /media/{id}: status: is covered by default only (unlisted)"}},
		{"of such a status, with another body", get(t, 0, 429, `{"error":"Slow down"}`),
			[]string{"broken GET /media/{id}: /detail: is required (required)", "new GET /media/{id}: /error: is not declared (undeclared)",
				"new GET /media/{id}: status: is covered by default only (unlisted)"}},
		{"of a status that nothing covers", get(t, 0, 202, ready),
			[]string{"broken GET /media/{id}: status: 202 is not declared (status)"}},
		{"with a bad request that was refused", exchange(t, 0, "POST", linkPath, `{"link":7}`, 422, `{"detail":[]}`),
			[]string{"warning POST /media/link: request /link: must be a string (type)"}},
		{"with a bad request that was accepted", exchange(t, 0, "POST", linkPath, `{"link":7}`, 200, ready),
			[]string{"broken POST /media/link: request /link: must be a string (type)"}},
		{"with an undeclared field and parameter in a request", exchange(t, 0, "POST", linkPath+"?a=1", `{"link":"https://h.example/a","size":1}`, 200, ready),
			[]string{"new POST /media/link: request /size: is not declared (undeclared)", "new POST /media/link: request query /a: is not declared (undeclared)"}},
		{"without credentials", change(get(t, 0, 401, `{"detail":"Not authenticated"}`), func(x *contract.Exchange) { x.Request.Header.Del("Authorization") }),
			[]string{"warning GET /media/{id}: request header /Authorization: must be Bearer and a token (RFC 6750) (security)"}},
		{"without credentials, recorded", change(get(t, 0, 200, ready), func(x *contract.Exchange) { x.Recorded = true; x.Request.Header.Del("Authorization") }), nil},
		{"with other credentials, recorded", change(get(t, 0, 200, ready), func(x *contract.Exchange) { x.Recorded = true; x.Request.Header.Set("Authorization", "Basic a") }),
			[]string{"broken GET /media/{id}: request header /Authorization: must be Bearer and a token (RFC 6750) (security)"}},
		{"without a response", change(get(t, 0, 200, ""), func(x *contract.Exchange) { x.Outcome, x.Response = contract.OutcomeNoResponse, nil }),
			[]string{"broken GET /media/{id}: status: must come: the connection broke before it (no response)"}},
		{"with half a response", change(get(t, 0, 200, ready[:9]), func(x *contract.Exchange) { x.Outcome = contract.OutcomeTruncated }),
			[]string{"broken GET /media/{id}: body: must be whole: the connection broke within it (truncated)"}},
		{"that the client left", change(get(t, 0, 200, ""), func(x *contract.Exchange) { x.Outcome, x.Response = contract.OutcomeCanceled, nil }), nil},
		{"with HEAD", change(get(t, 0, 200, ""), func(x *contract.Exchange) { x.Request.Method = http.MethodHead }), nil},
		{"of no operation", exchange(t, 0, "GET", "/other", "", 500, ""), nil},
		{"with an HTML page", change(get(t, 0, 200, "<html>"), func(x *contract.Exchange) { x.Response.Header.Set("Content-Type", "text/html") }),
			[]string{"broken GET /media/{id}: content type: must be application/json (content type)"}},
		{"with a compressed response", change(get(t, 0, 200, zipped(t, media(t, "ready-video", `"kind":"video"`, `"kind":"video","codec":1`))), func(x *contract.Exchange) { x.Response.Header.Set("Content-Encoding", "gzip") }),
			[]string{"new GET /media/{id}: /codec: is not declared (undeclared)"}},
		{"with a body over the limit", change(get(t, 0, 200, ""), func(x *contract.Exchange) { x.ResponseBody.Missing = "over 1048576 bytes" }), nil},
		{"with a request body over the limit", change(uploaded(t, 0, ready), func(x *contract.Exchange) { x.RequestBody = contract.Payload{Missing: "over 1048576 bytes"} }), nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			if diff := cmp.Diff(append([]string{}, row.want...), found(t, nil, row.x)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
