package stub_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub/scenario"
)

// prefer asks with a Prefer header.
func (s *service) prefer(method, path, body string, preferences ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer a")
	r.Header.Set("Content-Type", "application/json")
	r.Header["Prefer"] = preferences
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

const someMedia = mediaPath + "3c90c3cc-0d44-4b50-8888-8dd25736052a"

func TestPreferChoosesTheResponse(t *testing.T) {
	for _, row := range []struct {
		name, prefer string
		status       int
		says         string
	}{
		{"a status that is listed", "code=404", 404, `{"detail":"Media not found"}`},
		{"one with entries", "code=422", 422, `{"detail":[{"type":"missing"`},
		{"one that is only in the default", "code=503", 503, `{"detail":"Service Unavailable"}`},
		{"one that nobody has named", "code=499", 499, `{"detail":"Status 499"}`},
		{"success", "code=200", 200, `"status":"processing"`},
		{"an example", "example=ready-audio", 200, `"kind":"audio","status":"ready"`},
		{"an example of an error", "example=path-not-found", 404, `{"detail":"Not Found"}`},
		{"an example of a status", "code=404, example=path-not-found", 404, `{"detail":"Not Found"}`},
		{"with a semicolon", "code=404; example=path-not-found", 404, `{"detail":"Not Found"}`},
		{"quoted, in capitals", `Code="404"`, 404, `{"detail":"Media not found"}`},
		{"an example of the default", "code=500, example=internal-server-error", 500, `{"detail":"Internal Server Error"}`},
		{"what is unknown is ignored", "respond-async, dynamic=true", 404, `{"detail":"Media not found"}`},
		{"an invalid code", "code=abc", 422, `"loc":["header","Prefer"]`},
		{"a code that the contract has not", "code=302", 422, `a code of 200, 401, 404, 422, or another from 400 to 599`},
		{"an example that the contract has not", "example=nope", 422, `ready-audio`},
		{"an example of another status", "code=404, example=ready-audio", 422, `media-not-found, path-not-found`},
		{"a wait without a number", "wait=x", 422, `a number of seconds from 0 to 100`},
		{"a wait that is too long", "wait=101", 422, `a number of seconds from 0 to 100`},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := newService(t).prefer(http.MethodGet, someMedia, "", row.prefer)
			if w.Code != row.status || !strings.Contains(w.Body.String(), row.says) {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		})
	}
}

func TestAPreferredResponseIsNotStored(t *testing.T) {
	s := newService(t)
	if w := s.prefer(http.MethodPost, linkPath, link(1), "example=ready-video"); !strings.Contains(w.Body.String(), `"status":"ready"`) {
		t.Fatal(w.Body)
	}
	if got, want := s.upload("a", link(1)).ID, newService(t).upload("a", link(1)).ID; got != want {
		t.Error("the preferred response has made a media")
	}
}

func TestARequestIsCheckedBeforeItsPreference(t *testing.T) {
	s := newService(t)
	if w := s.prefer(http.MethodPost, linkPath, `{}`, "code=200"); w.Code != 422 {
		t.Errorf("status %d", w.Code)
	}
}

func TestPreferWaitTakesItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(t)
		began := time.Now()
		w := s.prefer(http.MethodGet, someMedia, "", "wait=2.5", "code=404")
		if took := time.Since(began); took != 2500*time.Millisecond || w.Code != 404 {
			t.Errorf("%d after %v", w.Code, took)
		}
	})
}

func TestEveryStatusCanBePreferredAndConforms(t *testing.T) {
	s := newService(t)
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	for status := 400; status < 600; status++ {
		for _, row := range []struct{ id, method, path, body string }{
			{"getMedia", http.MethodGet, someMedia, ""},
			{"uploadMediaLink", http.MethodPost, linkPath, link(1)},
		} {
			w := s.prefer(row.method, row.path, row.body, fmt.Sprint("code=", status))
			verdict := library.Operation(row.id).CheckResponse(w.Code, w.Header(), w.Body.Bytes())
			if w.Code != status || !verdict.OK() {
				t.Errorf("%d: %v", status, verdict.Err())
			}
		}
	}
}

func TestStatus429And503SayWhenToRetryHoweverTheyAreAskedFor(t *testing.T) {
	for status, want := range map[int]string{429: "1", 503: "1", 500: "", 404: ""} {
		post := fmt.Sprintf(`{"link":"https://post-%d.medialink.invalid/a.mp4"}`, status)
		get := fmt.Sprintf(`{"link":"https://get-%d.medialink.invalid/a.mp4"}`, status)
		s := newService(t)
		for way, w := range map[string]*httptest.ResponseRecorder{
			"a fault":               newService(t, faults(t, fmt.Sprint(status))).do("a", http.MethodGet, someMedia, ""),
			"a link for the upload": s.do("a", http.MethodPost, linkPath, post),
			"a link for the GET":    s.do("a", http.MethodGet, mediaPath+s.upload("a", get).ID.String(), ""),
			"a preference":          s.prefer(http.MethodGet, someMedia, "", fmt.Sprint("code=", status)),
		} {
			if w.Code != status {
				t.Errorf("%s: status %d, want %d", way, w.Code, status)
			}
			if got := w.Header().Get("Retry-After"); got != want {
				t.Errorf("%s: status %d has Retry-After %q, want %q", way, status, got, want)
			}
		}
	}
}

func TestEachListedPreferenceIsAccepted(t *testing.T) {
	for _, form := range scenario.Preferences() {
		synctest.Test(t, func(t *testing.T) {
			if w := newService(t).prefer(http.MethodGet, someMedia, "", form.Example); w.Code == 422 {
				t.Errorf("%s: %s", form.Example, w.Body)
			}
		})
	}
}
