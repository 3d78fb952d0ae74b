package control_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/control"
)

// leaving is a caller who leaves a stream that has begun.
type leaving struct {
	*httptest.ResponseRecorder
	leave func()
}

func (l leaving) Flush() { l.leave() }

// FuzzCalls looks for a call whose response does not conform to the document, and for a 5xx.
func FuzzCalls(f *testing.F) {
	for _, seed := range []struct{ method, target, world, body string }{
		{"GET", "/_stub/scenarios?world=a", "", ""},
		{"PUT", "/_stub/scenarios", "a", `{"scenarios":["failed-after-2polls","slow-1ms"]}`},
		{"PUT", "/_stub/faults?world=b", "", `{"faults":["503,first=2,on=token,rate=0.1,retry-after=3s","latency=1ms..2ms","latency=2ms~0.5"]}`},
		{"PATCH", "/_stub/clock?world=a", "", `{"advance":"1h30m","frozen":false}`},
		{"GET", "/_stub/media?status=ready&offset=1&limit=2", "", ""},
		{"PUT", "/_stub/media/0d9f3a52-7c64-4b1e-8a53-2f4c1be0d6a7/status", "", `{"status":"failed"}`},
		{"GET", "/_stub/journal?operation=getMedia&status=200&verdict=ok&pointer=/link&after=1&limit=9", "", ""},
		{"GET", "/_stub/journal/har?limit=1", "", ""},
		{"GET", "/_stub/journal/events?verdict=ok", "a", ""},
		{"DELETE", "/_stub/journal?all", "", ""},
		{"POST", "/_stub/reset?world=a", "", ""},
	} {
		f.Add(seed.method, seed.target, seed.world, seed.body)
	}
	document, err := contract.Parse(control.OpenAPI)
	if err != nil {
		f.Fatal(err)
	}
	s, err := stub.New()
	if err != nil {
		f.Fatal(err)
	}
	api, err := control.New(s)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, method, target, world, body string) {
		u, err := url.ParseRequestURI(target)
		if err != nil || !strings.HasPrefix(u.Path, control.Prefix) {
			return
		}
		r := &http.Request{Method: method, URL: u, Host: "h.example", Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body))}
		if world != "" {
			r.Header.Set("Authorization", "Bearer "+world)
		}
		ctx, leave := context.WithCancel(t.Context())
		w := leaving{httptest.NewRecorder(), leave}
		api.ServeHTTP(w, r.WithContext(ctx))
		if w.Code >= 500 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		match, err := document.Match(method, u.EscapedPath())
		if err != nil {
			return
		}
		if err := match.Operation.CheckResponse(w.Code, w.Header(), w.Body.Bytes()).Err(); err != nil && method != http.MethodHead {
			t.Errorf("%d %s: %v", w.Code, w.Body, err)
		}
	})
}
