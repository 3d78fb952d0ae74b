package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/server"
)

// greetings is a contract that is not the library's.
const greetings = `
openapi: 3.1.0
info: {title: Greetings, version: '1'}
paths:
  /hello:
    get:
      operationId: hello
      security: [{Token: []}, {}]
      parameters: [{name: times, in: query, schema: {type: integer, maximum: 3}}]
      responses:
        '200':
          description: A greeting
          content: {application/json: {schema: {type: object, required: [hello]}}}
components:
  securitySchemes: {Token: {type: http, scheme: bearer}}
`

func ExampleWrap() {
	c, err := contract.Parse([]byte(greetings))
	if err != nil {
		log.Fatal(err)
	}
	routes := server.Routes{} // which generated code fills as its BaseRouter
	routes.HandleFunc("GET /hello", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"hello":"world"}`)
	})
	handler, err := server.Wrap(c, routes)
	if err != nil {
		log.Fatal(err)
	}
	for _, target := range []string{"/hello", "/hello?times=7"} {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
		fmt.Println(w.Code, strings.TrimSpace(w.Body.String()))
	}
	// Output:
	// 200 {"hello":"world"}
	// 422 {"detail":[{"type":"less_than_equal","loc":["query","times"],"msg":"Input should be at most 3"}]}
}

func TestContractsWithoutRoutesOrAuthenticatorAreRefused(t *testing.T) {
	handler := func(http.ResponseWriter, *http.Request) {}
	for _, row := range []struct{ name, document, pattern, want string }{
		{"an operation without a route", greetings, "GET /bye", "GET /hello is not in the generated code"},
		{"a token that nobody checks", strings.Replace(greetings, ", {}", "", 1), "GET /hello", "no authenticator"},
		{"all is there", greetings, "GET /hello", "<nil>"},
	} {
		c, err := contract.Parse([]byte(row.document))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := server.Wrap(c, server.Routes{row.pattern: handler}); !strings.Contains(fmt.Sprint(err), row.want) {
			t.Errorf("%s: %v", row.name, err)
		}
	}
}

func ExampleAccessLog() {
	logger := slog.New(slog.NewJSONHandler(io.Discard, nil))
	handler := server.AccessLog(http.NotFoundHandler(), logger)
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	fmt.Println(w.Code)
	// Output: 404
}

func TestTheAccessLogHasWhatWasSent(t *testing.T) {
	type line struct {
		Method, Path, Remote string
		Status               int
		Bytes                int64
		Aborted              bool
	}
	for name, row := range map[string]struct {
		handler http.HandlerFunc
		want    line
	}{
		"a status":                {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }, line{Status: 204}},
		"a body":                  {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "abc") }, line{Status: 200, Bytes: 3}},
		"a status before another": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(103); w.WriteHeader(404) }, line{Status: 404}},
		"nothing":                 {func(http.ResponseWriter, *http.Request) {}, line{Status: 200}},
		"cut off": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "ab")
			panic(http.ErrAbortHandler)
		}, line{Status: 200, Bytes: 2, Aborted: true}},
		"cut off behind a status": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(200)
			panic(http.ErrAbortHandler)
		}, line{Status: 200, Aborted: true}},
		"flushed": {func(w http.ResponseWriter, _ *http.Request) {
			if err := http.NewResponseController(w).Flush(); err != nil {
				panic(err)
			}
		}, line{Status: 200}},
	} {
		var text bytes.Buffer
		func() {
			defer func() { _ = recover() }()
			r := httptest.NewRequest(http.MethodGet, "/a%20b?secret=1", nil)
			server.AccessLog(row.handler, slog.New(slog.NewJSONHandler(&text, nil))).ServeHTTP(httptest.NewRecorder(), r)
		}()
		var got line
		if err := json.Unmarshal(text.Bytes(), &got); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		row.want.Method, row.want.Path, row.want.Remote = "GET", "/a%20b", "192.0.2.1:1234"
		if got != row.want {
			t.Errorf("%s: %+v, want %+v", name, got, row.want)
		}
	}
}

func TestTheAccessLogHasTheDuration(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var text bytes.Buffer
		slow := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-time.After(1500 * time.Microsecond) })
		server.AccessLog(slow, slog.New(slog.NewTextHandler(&text, nil))).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
		if !strings.Contains(text.String(), " duration_ms=1.5 ") {
			t.Errorf("duration_ms=1.5 is not in %s", text.String())
		}
	})
}

func TestTheAccessLogHasNoCredentialsOfAPath(t *testing.T) {
	for path, want := range map[string]string{
		"/proxy/https://me:s3cret@h.example/a":           "/proxy/https://REDACTED@h.example/a",
		"/a;access_token=s3cret":                         "/a;access_token=REDACTED",
		"/0d9f3a52-7c64-4b1e-8a53-2f4c1be0d6a7/a@b=c%20": "/0d9f3a52-7c64-4b1e-8a53-2f4c1be0d6a7/a@b=c%20",
	} {
		var text bytes.Buffer
		r := httptest.NewRequest(http.MethodGet, path, nil)
		server.AccessLog(http.NotFoundHandler(), slog.New(slog.NewJSONHandler(&text, nil))).ServeHTTP(httptest.NewRecorder(), r)
		var got struct{ Path string }
		if err := json.Unmarshal(text.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if got.Path != want {
			t.Errorf("%s: %s, want %s", path, got.Path, want)
		}
	}
}

func TestTheAccessLogHasTheTrace(t *testing.T) {
	for traceparent, want := range map[string]string{
		"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01": "4bf92f3577b34da6a3ce929d0e0e4736",
		"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7":    "",
		"": "",
	} {
		var text bytes.Buffer
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Traceparent", traceparent)
		server.AccessLog(http.NotFoundHandler(), slog.New(slog.NewJSONHandler(&text, nil))).ServeHTTP(httptest.NewRecorder(), r)
		var got struct{ Trace string }
		if err := json.Unmarshal(text.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if got.Trace != want || want == "" && strings.Contains(text.String(), "trace") {
			t.Errorf("%q: %s", traceparent, text.String())
		}
	}
}
