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
	"github.com/medialink-go/medialink/gen"
)

const linkPath = "/api/library/v1/media/link"

// enforced puts next behind the contract, and says with each refusal what it was.
func enforced(t *testing.T, next http.HandlerFunc, opts ...contract.HandlerOption) func(method, path, body string) string {
	t.Helper()
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	refuse := func(w http.ResponseWriter, _ *http.Request, r *contract.Refusal) {
		w.WriteHeader(r.Status)
		fmt.Fprint(w, "refused: ", r.Err)
	}
	sockets := httptest.NewServer(library.Handler(next, refuse, opts...))
	t.Cleanup(sockets.Close)
	return func(method, path, body string) string {
		request, err := http.NewRequestWithContext(t.Context(), method, sockets.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer t")
		request.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return "no response"
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(response.StatusCode, " ", string(text))
	}
}

func respondWith(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

func TestHandlerLetsThroughWhatConforms(t *testing.T) {
	ask := enforced(t, respondWith(404, `{"detail":"x"}`))
	for _, row := range []struct{ name, method, path, body, want string }{
		{"what conforms", "POST", linkPath, `{"link":"a:b"}`, `404 {"detail":"x"}`},
		{"an unknown path", "GET", "/", ``, "404 refused: no operation has this path"},
		{"a wrong method", "PUT", linkPath, ``, "405 refused: no operation has this method on the path, which takes POST"},
		{"a bad body", "POST", linkPath, `{}`, "422 refused: POST /api/library/v1/media/link: request /link: is required"},
		{"a bad parameter", "GET", "/api/library/v1/media/7", ``, "422 refused: GET /api/library/v1/media/{media_id}: request path /media_id: must be a UUID (RFC 9562)"},
	} {
		if got := ask(row.method, row.path, row.body); got != row.want {
			t.Errorf("%s: %s", row.name, got)
		}
	}
}

func TestHandlerHoldsBackWhatDoesNotConform(t *testing.T) {
	for name, row := range map[string]struct {
		next http.HandlerFunc
		want string
	}{
		"a bad body":   {respondWith(404, `{}`), "500 refused: POST /api/library/v1/media/link: response /detail: is required"},
		"a bad status": {respondWith(204, ``), "500 refused: POST /api/library/v1/media/link: response status: 204 is not declared"},
		"a panic":      {func(http.ResponseWriter, *http.Request) { panic("it broke") }, "500 refused: panic: it broke"},
		"a drop":       {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "no response"},
		"a failure":    {func(w http.ResponseWriter, _ *http.Request) { contract.Fail(w, errors.New("it failed")) }, "500 refused: it failed"},
		"no response":  {func(http.ResponseWriter, *http.Request) {}, "500 refused: POST /api/library/v1/media/link: response status: 0 is not declared"},
		"early hints": {func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(103)
			respondWith(404, `{"detail":"x"}`)(w, r)
		}, `404 {"detail":"x"}`},
		"two statuses": {func(w http.ResponseWriter, r *http.Request) {
			respondWith(404, `{"detail":"x"}`)(w, r)
			w.WriteHeader(500)
		}, `404 {"detail":"x"}`},
	} {
		if got := enforced(t, row.next)("POST", linkPath, `{"link":"a:b"}`); got != row.want {
			t.Errorf("%s: %s", name, got)
		}
	}
	if contract.Fail(httptest.NewRecorder(), nil) {
		t.Error("Fail takes any response writer for its own")
	}
}

func TestNextFindsWhatWasChecked(t *testing.T) {
	var pattern, parameter string
	var body any
	var unread error
	var bound gen.MediaLink
	ask := enforced(t, func(w http.ResponseWriter, r *http.Request) {
		pattern, parameter, body = r.Pattern, r.PathValue("media_id"), contract.Body(r)
		_, unread = io.ReadAll(r.Body)
		_ = runtime.BindJSONBody(r, &bound)
		respondWith(404, `{"detail":"x"}`)(w, r)
	})
	ask("POST", linkPath, `{"link":"a:b","LINK":"c:d"}`)
	if pattern != "POST "+linkPath || fmt.Sprint(body) != "map[LINK:c:d link:a:b]" || unread == nil || bound.Link != "a:b" {
		t.Errorf("%s, %v, %v, %+v", pattern, body, unread, bound)
	}
	ask("GET", "/api/library/v1/media/3c90c3cc-0d44-4b50-8888-8dd25736052a", "")
	if parameter != "3c90c3cc-0d44-4b50-8888-8dd25736052a" || body != nil {
		t.Errorf("%s, %v", parameter, body)
	}
}

func TestTheLimitOfABody(t *testing.T) {
	ask := enforced(t, respondWith(404, `{"detail":"x"}`), contract.WithMaxBody(14))
	if got := ask("POST", linkPath, `{"link":"a:b"}`); !strings.HasPrefix(got, "404") {
		t.Error(got)
	}
	if got := ask("POST", linkPath, `{"link":"a:bc"}`); !strings.HasPrefix(got, "413") {
		t.Error(got)
	}
}

// unread is a body that nobody may read.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the body is read")
	return 0, io.EOF
}

func TestHandlerReadsNoBodyThatItCannotCheck(t *testing.T) {
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name, method, path string
		length             int64
		want               string
	}{
		{"another content type", "POST", linkPath, 5, "POST " + linkPath + ": request content type: must be application/json"},
		{"another content type, and no length", "POST", linkPath, -1, "POST " + linkPath + ": request content type: must be application/json"},
		{"no body where one is required", "POST", linkPath, 0, "POST " + linkPath + ": request body: is required"},
		{"a body where none is declared", "GET", "/api/library/v1/media/3c90c3cc-0d44-4b50-8888-8dd25736052a", 5, ""},
	} {
		var body io.Reader = unread{t}
		if row.length == 0 {
			body = http.NoBody
		}
		request := httptest.NewRequest(row.method, row.path, body)
		request.ContentLength = row.length
		request.ProtoMajor = 2 // of HTTP/1.1 what is outstanding is read away
		request.Header.Set("Authorization", "Bearer t")
		request.Header.Set("Content-Type", "text/plain")
		refused := ""
		refuse := func(_ http.ResponseWriter, _ *http.Request, r *contract.Refusal) { refused = r.Err.Error() }
		library.Handler(respondWith(404, `{"detail":"x"}`), refuse).ServeHTTP(httptest.NewRecorder(), request)
		if refused != row.want {
			t.Errorf("%s: %q, want %q", row.name, refused, row.want)
		}
	}
}
