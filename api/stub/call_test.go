package stub_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/gen"
)

const (
	linkPath  = "/api/library/v1/media/link"
	mediaPath = "/api/library/v1/media/"
)

// service is a stub with a clock that stands still, and a caller.
type service struct {
	t       *testing.T
	handler http.Handler
	now     time.Time
}

func newService(t *testing.T, opts ...stub.Option) *service {
	t.Helper()
	s := &service{t: t, now: time.Date(2026, 1, 15, 9, 30, 0, 0, time.UTC)}
	handler, err := stub.New(append([]stub.Option{watched(t), stub.WithClock(func() time.Time { return s.now })}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	s.handler = handler
	return s
}

func (s *service) do(token, method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

func (s *service) upload(token, body string) gen.Media {
	s.t.Helper()
	return s.media(s.do(token, http.MethodPost, linkPath, body))
}

func (s *service) get(token string, m gen.Media) gen.Media {
	s.t.Helper()
	return s.media(s.do(token, http.MethodGet, mediaPath+m.ID.String(), ""))
}

func (s *service) media(w *httptest.ResponseRecorder) gen.Media {
	s.t.Helper()
	var m gen.Media
	if w.Code != http.StatusOK {
		s.t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &m); err != nil {
		s.t.Fatal(err)
	}
	return m
}
