package contract_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/contract"
)

// streams declares a response that is not JSON, and errors that are.
const streams = `
openapi: 3.1.0
info: {title: streams, version: '1'}
servers: [{url: https://streams.example}]
paths:
  /events:
    get:
      operationId: getEvents
      security: []
      responses:
        '200':
          description: Events
          headers:
            X-Count: {schema: {type: integer}}
          content:
            text/event-stream:
              schema: {type: string, description: Lines.}
        default:
          description: An error
          content:
            application/json:
              schema: {type: object, required: [detail]}
`

func streaming(t *testing.T) *contract.Contract {
	t.Helper()
	c, err := contract.Parse([]byte(streams))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// streamed has next behind the contract on a socket. Refusals are written and kept.
func streamed(t *testing.T, next http.HandlerFunc) (base string, refused chan error) {
	t.Helper()
	refused = make(chan error, 1)
	sockets := httptest.NewServer(streaming(t).Handler(next, func(w http.ResponseWriter, _ *http.Request, r *contract.Refusal) {
		refused <- r.Err
		w.WriteHeader(r.Status)
		fmt.Fprint(w, "refused: ", r.Err)
	}))
	t.Cleanup(sockets.Close)
	return sockets.URL, refused
}

func ask(t *testing.T, client *http.Client, method, url string) *http.Response {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	return response
}

func event(w http.ResponseWriter, text string) error {
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	_, err := io.WriteString(w, text+"\n")
	return err
}

// forever writes until that fails.
func forever(w http.ResponseWriter) {
	for {
		if event(w, "x") != nil {
			return
		}
	}
}

// Client and server are both behind the contract, and neither waits for the end.
func TestAStreamIsSentAsItIsWritten(t *testing.T) {
	goOn := make(chan struct{})
	base, refused := streamed(t, func(w http.ResponseWriter, _ *http.Request) {
		for _, text := range []string{"one", "two"} {
			if err := event(w, text); err != nil {
				t.Error(err)
			}
			if err := http.NewResponseController(w).SetWriteDeadline(time.Now().Add(time.Minute)); err != nil {
				t.Error(err)
			}
			<-goOn
		}
	})
	response := ask(t, &http.Client{Transport: streaming(t).Transport(nil)}, "GET", base+"/events")
	lines := bufio.NewScanner(response.Body)
	for _, want := range []string{"one", "two"} {
		if lines.Scan(); lines.Text() != want {
			t.Errorf("got %q, want %q: %v", lines.Text(), want, lines.Err())
		}
		goOn <- struct{}{}
	}
	if lines.Scan() || lines.Err() != nil {
		t.Errorf("it goes on: %q, %v", lines.Text(), lines.Err())
	}
	if len(refused) > 0 {
		t.Error(<-refused)
	}
	if response.ContentLength != -1 {
		t.Errorf("it has the length %d", response.ContentLength)
	}
}

func TestNothingIsSentOfAStreamThatDoesNotConform(t *testing.T) {
	for _, row := range []struct {
		name   string
		next   http.HandlerFunc
		status int
		want   string
	}{
		{"another content type", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			for {
				if _, err := io.WriteString(w, "x"); err != nil {
					return
				}
			}
		}, 500, "refused: GET /events: response content type: must be text/event-stream"},
		{"an undeclared status", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(201)
			forever(w)
		}, 500, "refused: GET /events: response status: 201 is not declared"},
		{"a bad header", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Count", "many")
			forever(w)
		}, 500, "refused: GET /events: response header /X-Count: must be an integer"},
		{"nothing", func(http.ResponseWriter, *http.Request) {},
			500, "refused: GET /events: response status: 0 is not declared"},
		{"an error that conforms", func(w http.ResponseWriter, _ *http.Request) {
			if err := http.NewResponseController(w).SetWriteDeadline(time.Time{}); !errors.Is(err, errors.ErrUnsupported) {
				t.Error(err)
			}
			respondWith(503, `{"detail":"x"}`)(w, nil)
		}, 503, `{"detail":"x"}`},
		{"an error that does not", respondWith(503, `{}`),
			500, "refused: GET /events: response /detail: is required"},
		{"a panic before", func(http.ResponseWriter, *http.Request) { panic("x") }, 500, "refused: panic: x"},
	} {
		t.Run(row.name, func(t *testing.T) {
			base, _ := streamed(t, row.next)
			response := ask(t, http.DefaultClient, "GET", base+"/events")
			body, err := io.ReadAll(response.Body)
			if response.StatusCode != row.status || string(body) != row.want {
				t.Errorf("%d %s: %v", response.StatusCode, body, err)
			}
		})
	}
}

func TestAStreamThatFailsIsCutOff(t *testing.T) {
	for name, fail := range map[string]func(http.ResponseWriter){
		"a panic":    func(http.ResponseWriter) { panic("x") },
		"a failure":  func(w http.ResponseWriter) { contract.Fail(w, errors.New("x")) },
		"net/http's": func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
	} {
		t.Run(name, func(t *testing.T) {
			base, refused := streamed(t, func(w http.ResponseWriter, _ *http.Request) {
				_ = event(w, "one")
				fail(w)
			})
			response := ask(t, http.DefaultClient, "GET", base+"/events")
			body, err := io.ReadAll(response.Body)
			if err == nil || string(body) != "one\n" {
				t.Errorf("it ends as if it were whole: %q, %v", body, err)
			}
			if name != "net/http's" {
				if err := <-refused; !strings.HasSuffix(err.Error(), "x") {
					t.Error(err)
				}
			}
		})
	}
}

func TestHEADEndsAStreamWithItsHeader(t *testing.T) {
	written := make(chan error, 1)
	base, _ := streamed(t, func(w http.ResponseWriter, _ *http.Request) { written <- event(w, "one") })
	response := ask(t, http.DefaultClient, "HEAD", base+"/events")
	if err := <-written; !errors.Is(err, http.ErrBodyNotAllowed) {
		t.Errorf("Write: %v", err)
	}
	if got := response.Header.Get("Content-Type"); response.StatusCode != 200 || !strings.HasPrefix(got, "text/event-stream") {
		t.Errorf("%d %s", response.StatusCode, got)
	}
}

// Who keeps the whole response, such as the journal of the stub, gets it whole.
func TestWithoutAPlaceToGoAStreamIsHeldBack(t *testing.T) {
	op := streaming(t).Operation("getEvents")
	response := contract.NewResponse()
	defer response.Release()
	refusal := op.Serve(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _ = event(w, "one") }),
		response, httptest.NewRequest("GET", "/events", nil))
	if refusal != nil || string(response.Body()) != "one\n" {
		t.Errorf("%v, %q", refusal, response.Body())
	}
	if !op.Streams() || streaming(t).Operation("getEvents").Secured() {
		t.Error("it is no stream, or needs a token")
	}
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range library.Operations() {
		if op.Streams() {
			t.Errorf("%s is a stream", op)
		}
	}
}
