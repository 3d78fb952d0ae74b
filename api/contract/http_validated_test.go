package contract_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
)

// served lets next respond to a GET of a media, and returns the response and why it is refused.
func served(t *testing.T, next http.HandlerFunc) (*contract.Response, *contract.Refusal) {
	t.Helper()
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	res := contract.NewResponse()
	return res, library.Operation("getMedia").Serve(next, res, httptest.NewRequest(http.MethodGet, mediaPath, nil))
}

func validated(t *testing.T) *contract.Validated {
	t.Helper()
	res, refusal := served(t, respondWith(http.StatusNotFound, `{"detail":"x"}`))
	if refusal != nil {
		t.Fatal(refusal.Err)
	}
	v := res.Validated()
	if v == nil || v.Size() != len(`{"detail":"x"}`) {
		t.Fatalf("%+v", v)
	}
	return v
}

func TestAValidatedResponseIsSentAgain(t *testing.T) {
	v := validated(t)
	for range 2 {
		res, refusal := served(t, func(w http.ResponseWriter, _ *http.Request) { v.Send(w) })
		if refusal != nil {
			t.Fatal(refusal.Err)
		}
		if got := string(res.Body()); got != `{"detail":"x"}` || res.Status() != http.StatusNotFound {
			t.Errorf("%d %s", res.Status(), got)
		}
		if got := res.Header().Get("Content-Type"); got != "application/json" {
			t.Error(got)
		}
		if res.Validated() == nil {
			t.Error("it is not known to conform any more")
		}
		res.Header().Add("Content-Type", "text/plain") // must not reach the next one
	}
}

func TestAChangedResponseIsValidatedAgain(t *testing.T) {
	v := validated(t)
	for name, row := range map[string]struct {
		next http.HandlerFunc
		says string
	}{
		"more body": {func(w http.ResponseWriter, _ *http.Request) { v.Send(w); _, _ = io.WriteString(w, "x") },
			"GET /api/library/v1/media/{media_id}: response body: must end after one JSON value"},
		"a body before it": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(404)
			_, _ = io.WriteString(w, "x")
			v.Send(w)
		},
			"GET /api/library/v1/media/{media_id}: response body: must be valid JSON (RFC 8259)"},
		"another body": {func(w http.ResponseWriter, _ *http.Request) {
			v.Send(w)
			w.(*contract.Response).ReplaceBody([]byte("{}"))
		},
			"GET /api/library/v1/media/{media_id}: response /detail: is required"},
		"another content type": {func(w http.ResponseWriter, _ *http.Request) { v.Send(w); w.Header().Set("Content-Type", "text/plain") },
			"GET /api/library/v1/media/{media_id}: response content type: must be application/json"},
		"another status": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200); v.Send(w) },
			"GET /api/library/v1/media/{media_id}: response /created_at: is required (and 8 more)"},
	} {
		res, refusal := served(t, row.next)
		if refusal == nil || refusal.Err.Error() != row.says {
			t.Errorf("%s: %+v", name, refusal)
		}
		if res.Validated() != nil {
			t.Errorf("%s: it counts as validated", name)
		}
	}
}

func TestOnlyWhatWasServedIsValidated(t *testing.T) {
	res := contract.NewResponse()
	if res.Validated() != nil {
		t.Error("an empty response counts as validated")
	}
	v := validated(t)
	v.Send(res)
	if _, err := io.WriteString(res, "x"); err != nil || res.Validated() != nil {
		t.Errorf("a changed response counts as validated: %v", err)
	}
	w := httptest.NewRecorder() // any other writer gets it too
	v.Send(w)
	if w.Code != http.StatusNotFound || w.Body.String() != `{"detail":"x"}` {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
