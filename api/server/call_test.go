package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/gen"
)

const (
	linkPath  = "/api/library/v1/media/link"
	mediaPath = "/api/library/v1/media/"
	someID    = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
	good      = `{"link":"https://static.rask.ai/samples/sample_1.mp4"}`
)

// tokens accepts "good", and fails for "broken" and panics for "panic".
func tokens(_ context.Context, token string) (string, error) {
	switch token {
	case "good":
		return "alice", nil
	case "broken":
		return "", errors.New("the token store is away")
	case "panic":
		panic("the token store is gone")
	}
	return "", server.ErrUnauthenticated
}

// service serves an implementation on a socket and keeps its log.
type service struct {
	t   *testing.T
	url string
	log *bytes.Buffer
}

func serve(t *testing.T, impl gen.StrictServerInterface, opts ...server.Option) *service {
	t.Helper()
	s := &service{t: t, log: &bytes.Buffer{}}
	defaults := []server.Option{server.WithAuthenticator(tokens), server.WithLogger(slog.New(slog.NewTextHandler(s.log, nil)))}
	handler, err := server.New(impl, append(defaults, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	sockets := httptest.NewServer(handler)
	t.Cleanup(sockets.Close)
	s.url = sockets.URL
	return s
}

// reply is a response that has been read.
type reply struct {
	status int
	header http.Header
	body   string
}

// ask sends a request with a good token and a JSON content type, unless the headers, in pairs, say otherwise; an empty one
// is left out.
func (s *service) ask(method, path, body string, headers ...string) reply {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer good")
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Del(headers[i])
		if headers[i+1] != "" {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	return s.do(r)
}

func (s *service) do(r *http.Request) reply {
	s.t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return reply{response.StatusCode, response.Header, string(body)}
}

// detail returns the detail of an error body, which must be a JSON object.
func (a reply) detail(t *testing.T) any {
	t.Helper()
	var object map[string]any
	if err := json.Unmarshal([]byte(a.body), &object); err != nil || a.header.Get("Content-Type") != "application/json" {
		t.Fatalf("%d is no JSON object: %v: %s", a.status, err, a.body)
	}
	return object["detail"]
}
