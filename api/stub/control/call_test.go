package control_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/control"
)

// service is a stub with its control API, a clock that stands still, and a caller.
type service struct {
	t        *testing.T
	stub     *stub.Stub
	control  http.Handler
	document *contract.Contract
	now      time.Time
}

func newService(t *testing.T, opts ...control.Option) *service {
	t.Helper()
	return withStub(t, nil, opts...)
}

func withStub(t *testing.T, stubOptions []stub.Option, opts ...control.Option) *service {
	t.Helper()
	s := &service{t: t, now: time.Date(2026, 1, 15, 9, 30, 0, 0, time.UTC)}
	var err error
	if s.stub, err = stub.New(append(stubOptions, stub.WithClock(func() time.Time { return s.now }))...); err != nil {
		t.Fatal(err)
	}
	if s.control, err = control.New(s.stub, opts...); err != nil {
		t.Fatal(err)
	}
	if s.document, err = contract.Parse(control.OpenAPI); err != nil {
		t.Fatal(err)
	}
	return s
}

// call sends a call to the control API. It fails the test for a response that does not conform to the document, refusals included.
func (s *service) call(method, target, body string, header ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	return s.send(newRequest(method, target, body, header...))
}

// callHost gets what is at a host.
func (s *service) callHost(host, target string) *httptest.ResponseRecorder {
	s.t.Helper()
	r := newRequest(http.MethodGet, target, "")
	r.Host = host
	return s.send(r)
}

func (s *service) send(r *http.Request) *httptest.ResponseRecorder {
	s.t.Helper()
	w := httptest.NewRecorder()
	s.control.ServeHTTP(w, r)
	if match, err := s.document.Match(r.Method, r.URL.EscapedPath()); err == nil {
		if err := match.Operation.CheckResponse(w.Code, w.Header(), w.Body.Bytes()).Err(); err != nil {
			s.t.Errorf("%s %s: %d %s: %v", r.Method, r.URL, w.Code, w.Body, err)
		}
	}
	return w
}

func newRequest(method, target, body string, header ...string) *http.Request {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

// upload hands in a link with a bearer token, and returns status and id.
func (s *service) upload(token, body string) (status int, id string) {
	s.t.Helper()
	w := httptest.NewRecorder()
	s.stub.ServeHTTP(w, newRequest(http.MethodPost, "/api/library/v1/media/link", body, "Authorization", "Bearer "+token))
	return w.Code, decode[struct{ ID string }](s.t, w.Body.Bytes()).ID
}

func (s *service) get(token, id string) string {
	s.t.Helper()
	w := httptest.NewRecorder()
	s.stub.ServeHTTP(w, newRequest(http.MethodGet, "/api/library/v1/media/"+id, "", "Authorization", "Bearer "+token))
	return decode[struct{ Status string }](s.t, w.Body.Bytes()).Status
}

const video = `{"link":"https://h.example/a.mp4"}`

func decode[T any](t *testing.T, body []byte) (value T) {
	t.Helper()
	if err := json.Unmarshal(body, &value); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	return value
}
