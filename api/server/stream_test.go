package server_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/server"
)

const ticks = `
openapi: 3.1.0
info: {title: ticks, version: '1'}
servers: [{url: https://ticks.example}]
paths:
  /ticks:
    get:
      operationId: getTicks
      security: [{Bearer: []}]
      responses:
        '200':
          description: Ticks
          content:
            text/plain: {schema: {type: string}}
        default:
          description: An error
          content:
            application/json:
              schema: {type: object, required: [detail]}
components:
  securitySchemes:
    Bearer: {type: http, scheme: bearer}
`

// ticking serves a route for the ticks, and returns a caller, and what ends the server and returns its log.
func ticking(t *testing.T, route http.HandlerFunc) (get func(token string) *http.Response, end func() string) {
	t.Helper()
	c, err := contract.Parse([]byte(ticks))
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	handler, err := server.Wrap(c, server.Routes{"GET /ticks": route}, server.WithLogger(slog.New(slog.NewTextHandler(&log, nil))),
		server.WithAuthenticator(func(context.Context, string) (string, error) { return "me", nil }))
	if err != nil {
		t.Fatal(err)
	}
	sockets := httptest.NewServer(handler)
	t.Cleanup(sockets.Close)
	return func(token string) *http.Response {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, sockets.URL+"/ticks", nil)
		if err != nil {
			t.Fatal(err)
		}
		if token != "" {
			request.Header.Set("Authorization", "Bearer "+token)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { response.Body.Close() })
		return response
	}, func() string { sockets.Close(); return log.String() }
}

func TestAStreamIsSentWhileTheImplementationWritesIt(t *testing.T) {
	next := make(chan struct{})
	get, end := ticking(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		for range 2 {
			fmt.Fprint(w, "tick")
			<-next
		}
	})
	response, four := get("t"), make([]byte, 4)
	for range 2 {
		if _, err := io.ReadFull(response.Body, four); err != nil || string(four) != "tick" {
			t.Errorf("%q, %v", four, err)
		}
		next <- struct{}{}
	}
	if rest, err := io.ReadAll(response.Body); err != nil || len(rest) > 0 {
		t.Errorf("%q, %v", rest, err)
	}
	if log := end(); log != "" {
		t.Error(log)
	}
}

func TestWhatIsWrongWithAStreamIsLogged(t *testing.T) {
	for _, row := range []struct {
		name, token string
		route       http.HandlerFunc
		status      int
		body        string
		cut         bool
		logged      string
	}{
		{"no token", "", http.NotFound, 401, `{"detail":"Not authenticated"}`, false, ""},
		{"another content type", "t", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "tick")
		}, 500, `{"detail":"Internal Server Error"}`, false, "response content type: must be text/plain"},
		{"a panic before", "t", func(http.ResponseWriter, *http.Request) { panic("s") }, 500, `{"detail":"Internal Server Error"}`, false, "panic: s"},
		{"a panic behind a tick", "t", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			fmt.Fprint(w, "tick")
			panic("s")
		}, 200, "tick", true, "panic: s"},
	} {
		t.Run(row.name, func(t *testing.T) {
			get, end := ticking(t, row.route)
			response := get(row.token)
			body, err := io.ReadAll(response.Body)
			if response.StatusCode != row.status || strings.TrimSpace(string(body)) != row.body {
				t.Errorf("%d %s", response.StatusCode, body)
			}
			if row.cut != (err != nil) {
				t.Errorf("cut off: %v", err)
			}
			if log := end(); !strings.Contains(log, row.logged) || row.logged == "" && log != "" {
				t.Errorf("log %q, want %q", log, row.logged)
			}
		})
	}
}
