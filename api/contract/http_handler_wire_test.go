package contract_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/oapi-codegen/runtime"

	"github.com/medialink-go/medialink/api/contract"
)

const mediaPath = "/api/library/v1/media/3c90c3cc-0d44-4b50-8888-8dd25736052a"

// exchange sends a request of any kind to what is behind the contract, and returns the response and the refusal, if there is one.
func exchange(t *testing.T, next http.HandlerFunc, r *http.Request, opts ...contract.HandlerOption) (*http.Response, *contract.Refusal) {
	t.Helper()
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	var refusal *contract.Refusal
	refuse := func(w http.ResponseWriter, _ *http.Request, r *contract.Refusal) {
		refusal = r
		w.WriteHeader(r.Status)
	}
	server := httptest.NewServer(library.Handler(next, refuse, opts...))
	r.URL.Scheme, r.URL.Host, r.RequestURI = "http", server.Listener.Addr().String(), ""
	if len(r.Header) == 0 {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Authorization", "Bearer t")
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	server.Close()
	return response, refusal
}

func upstreamRequest(method, path string, body io.Reader) *http.Request {
	return httptest.NewRequest(method, "http://h.example"+path, body)
}

// unsized hides how long a body is, so that it is sent in chunks.
func unsized(body string) io.Reader { return io.MultiReader(strings.NewReader(body)) }

func TestHandlerRefusesWithTheStatusThatFits(t *testing.T) {
	compressed := upstreamRequest("POST", linkPath, strings.NewReader("\x1f\x8b"))
	compressed.Header = http.Header{"Content-Type": {"application/json"}, "Content-Encoding": {"gzip"}}
	form := upstreamRequest("POST", linkPath, strings.NewReader("link=a:b"))
	form.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, row := range []struct {
		name    string
		request *http.Request
		status  int
	}{
		{"a compressed body", compressed, 415},
		{"a form", form, 422},
		{"a chunked body within the limit", upstreamRequest("POST", linkPath, unsized(`{"link":"a:b"}`)), 404},
		{"a chunked body over the limit", upstreamRequest("POST", linkPath, unsized(`{"link":"a:bcd"}`)), 413},
		{"a body where none is declared", upstreamRequest("GET", mediaPath, strings.NewReader("not JSON and over the limit")), 404},
	} {
		response, _ := exchange(t, respondWith(404, `{"detail":"x"}`), row.request, contract.WithMaxBody(14))
		if response.StatusCode != row.status {
			t.Errorf("%s: %d, want %d", row.name, response.StatusCode, row.status)
		}
		if chunked := row.request.ContentLength < 0; chunked && !response.Close {
			t.Errorf("%s: the connection stays open", row.name)
		}
	}
}

func TestHandlerRefusesABodyThatBreaksOff(t *testing.T) {
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	var refusal *contract.Refusal
	handler := library.Handler(respondWith(404, `{}`), func(_ http.ResponseWriter, _ *http.Request, r *contract.Refusal) { refusal = r })
	r := upstreamRequest("POST", linkPath, io.MultiReader(strings.NewReader("{"), brokenReader{}))
	r.Header.Set("Content-Type", "application/json")
	handler.ServeHTTP(httptest.NewRecorder(), r)
	if refusal == nil || refusal.Status != 400 || !errors.Is(refusal.Err, io.ErrUnexpectedEOF) {
		t.Errorf("%+v", refusal)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestAPanicIsKeptWithItsStack(t *testing.T) {
	next := func(http.ResponseWriter, *http.Request) { panic("behind it") }
	_, refusal := exchange(t, next, upstreamRequest("GET", mediaPath, nil))
	caught, ok := errors.AsType[*contract.PanicError](refusal.Err)
	if !ok || refusal.Status != 500 || caught.Error() != "panic: behind it" || !strings.Contains(string(caught.Stack), "handler_wire_test.go") {
		t.Errorf("%+v", refusal)
	}
}

func TestHEADMayLeaveTheBodyOut(t *testing.T) {
	for name, next := range map[string]http.HandlerFunc{
		"with a body": respondWith(404, `{"detail":"x"}`),
		"without one": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "14")
			w.WriteHeader(404)
		},
	} {
		response, refusal := exchange(t, next, upstreamRequest("HEAD", mediaPath, nil))
		if response.StatusCode != 404 || response.ContentLength != 14 {
			t.Errorf("%s: %d, %d bytes, %+v", name, response.StatusCode, response.ContentLength, refusal)
		}
	}
	if _, refusal := exchange(t, respondWith(404, `{}`), upstreamRequest("HEAD", mediaPath, nil)); refusal == nil {
		t.Error("a body that does not conform passes for HEAD")
	}
}

func TestABodyThatTheGoTypeCannotHoldIsNotDecodedAgain(t *testing.T) {
	var bound struct {
		Link int `json:"link"`
	}
	var failure error
	exchange(t, func(w http.ResponseWriter, r *http.Request) {
		failure = runtime.BindJSONBody(r, &bound)
		respondWith(404, `{"detail":"x"}`)(w, r)
	}, upstreamRequest("POST", linkPath, strings.NewReader(`{"link":"a:b","LINK":7}`)))
	if failure == nil || bound.Link != 0 {
		t.Errorf("%v, %+v", failure, bound)
	}
}

func TestAResponseHasNothingOfTheOneBefore(t *testing.T) {
	for i := range 8 {
		response, _ := exchange(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set(fmt.Sprint("X-", i), "a")
			respondWith(404, `{"detail":"x"}`)(w, r)
		}, upstreamRequest("GET", mediaPath, nil))
		if response.Header.Get(fmt.Sprint("X-", i-1)) != "" || response.Header.Get(fmt.Sprint("X-", i)) != "a" {
			t.Errorf("headers %v", response.Header)
		}
	}
}
