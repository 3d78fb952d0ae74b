package contract_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/medialink-go/medialink/api/contract"
)

func ExampleLibrary() {
	library, err := contract.Library()
	if err != nil {
		log.Fatal(err)
	}
	op := library.Operation("getMedia")
	fmt.Println(op.ID(), op, op.Statuses())
	// Output: getMedia GET /api/library/v1/media/{media_id} [200 401 404 422]
}

func ExampleParse() {
	_, err := contract.Parse([]byte(`
openapi: 3.1.0
info: {title: Things, version: '1'}
paths: {}
components:
  schemas:
    Thing: {const: one}
`))
	fmt.Println(err)
	// Output: openapi document: line 7: /components/schemas/Thing/const: is not supported: write an enum of one value
}

func ExampleOperation_CheckRequest() {
	library, err := contract.Library()
	if err != nil {
		log.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/api/library/v1/media/link", nil)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer token")
	result := library.Operation("uploadMediaLink").CheckRequest(r, nil, []byte(`{"kind":"document"}`))
	for _, violation := range result.Violations {
		fmt.Println(violation)
	}
	// Output:
	// POST /api/library/v1/media/link: request /kind: must be one of video, audio, image, null
	// POST /api/library/v1/media/link: request /link: is required
}

func ExampleOperation_Normalize() {
	library, err := contract.Library()
	if err != nil {
		log.Fatal(err)
	}
	body := map[string]any{"meta": map[string]any{"duration_seconds": json.Number("94.0")}}
	_, changed, err := library.Operation("getMedia").Normalize(http.StatusOK, body)
	fmt.Println(changed, body, err)
	// Output: true map[meta:map[duration_seconds:94]] <nil>
}

func ExampleViolation_ValueIn() {
	body := map[string]any{"media": []any{map[string]any{"id": "none"}}}
	violation := contract.Violation{Pointer: "/media/0/id"}
	fmt.Println(violation.ValueIn(body), violation.ReplaceIn(body, "redacted"), body)
	// Output: none true map[media:[map[id:redacted]]]
}

func ExampleOperation_CheckResponse() {
	library, err := contract.Library()
	if err != nil {
		log.Fatal(err)
	}
	header := http.Header{"Content-Type": {"application/json"}}
	result := library.Operation("getMedia").CheckResponse(http.StatusNotFound, header, []byte(`{"message":"gone"}`))
	fmt.Println(result.Err())
	// Output: GET /api/library/v1/media/{media_id}: response /detail: is required
}

func ExampleOperation_UseResponse() {
	library, err := contract.Library()
	if err != nil {
		log.Fatal(err)
	}
	header := http.Header{"Content-Type": {"application/json"}}
	err = library.Operation("getMedia").UseResponse(http.StatusNotFound, header, []byte(`{"detail":"gone"}`), func(result contract.Result) error {
		fmt.Println(result.Body)
		return result.Err()
	})
	fmt.Println(err)
	// Output:
	// map[detail:gone]
	// <nil>
}

func ExampleOperation_UseRequest() {
	library, err := contract.Library()
	if err != nil {
		log.Fatal(err)
	}
	upload := library.Operation("uploadMediaLink")
	r := &http.Request{Header: http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer t"}}}
	fmt.Println(upload.UseRequest(r, nil, []byte(`{"link":"a"}`), contract.Result.Err))
	// Output: POST /api/library/v1/media/link: request /link: must be an absolute URI (RFC 3986)
}

func ExampleContract_Match() {
	library, err := contract.Library()
	if err != nil {
		log.Fatal(err)
	}
	match, err := library.Match(http.MethodGet, "/api/library/v1/media/3c90c3cc-0d44-4b50-8888-8dd25736052a")
	fmt.Println(match.Operation.ID(), match.Parameters, err)
	_, err = library.Match(http.MethodDelete, "/api/library/v1/media/link")
	fmt.Println(err)
	// Output:
	// getMedia [{media_id 3c90c3cc-0d44-4b50-8888-8dd25736052a}] <nil>
	// no operation has this method on the path, which takes POST
}

func ExampleContract_Handler() {
	library, err := contract.Library()
	if err != nil {
		log.Fatal(err)
	}
	next := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprintf(w, `{"detail":"no media %s"}`, r.PathValue("media_id"))
	})
	refuse := func(w http.ResponseWriter, _ *http.Request, r *contract.Refusal) {
		http.Error(w, r.Err.Error(), r.Status)
	}
	handler := library.Handler(next, refuse)

	for _, id := range []string{"3c90c3cc-0d44-4b50-8888-8dd25736052a", "7"} {
		r := httptest.NewRequest(http.MethodGet, "/api/library/v1/media/"+id, nil)
		r.Header.Set("Authorization", "Bearer token")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		fmt.Println(w.Code, strings.TrimSpace(w.Body.String()))
	}
	// Output:
	// 404 {"detail":"no media 3c90c3cc-0d44-4b50-8888-8dd25736052a"}
	// 422 GET /api/library/v1/media/{media_id}: request path /media_id: must be a UUID (RFC 9562)
}

func ExampleContract_Transport() {
	library, err := contract.Library()
	if err != nil {
		log.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "<html>All is well</html>") // a page where JSON should be
	}))
	defer server.Close()

	client := &http.Client{Transport: library.Transport(http.DefaultTransport)}
	r, err := http.NewRequest(http.MethodGet, server.URL+"/api/library/v1/media/3c90c3cc-0d44-4b50-8888-8dd25736052a", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	r.Header.Set("Authorization", "Bearer token")
	_, err = client.Do(r)
	fmt.Println(strings.HasSuffix(err.Error(), "response content type: must be application/json"))
	// Output: true
}

func ExampleWithObserver() {
	library, err := contract.Library()
	if err != nil {
		fmt.Println(err)
		return
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "<html>All is well</html>")
	}))
	defer server.Close()

	observe := contract.WithObserver(func(x *contract.Exchange) {
		fmt.Println(x.Request.Method, x.Path, x.Outcome, x.Response.StatusCode, string(x.ResponseBody.Data))
	})
	client := &http.Client{Transport: library.Transport(http.DefaultTransport, observe)}
	response, err := client.Get(server.URL + "/api/library/v1/media/7")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body) // what conforms to nothing is passed on
	// Output: GET /api/library/v1/media/7 complete 200 <html>All is well</html>
}

func ExampleBearerToken() {
	fmt.Println(contract.BearerToken(http.Header{"Authorization": {"bearer abc"}}))
	// Output: abc
}

func ExampleContract_TokenURL() {
	library, err := contract.Library()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(library.TokenURL("HTTPBearer"))
	// Output: https://rask-prod.auth.us-east-2.amazoncognito.com/oauth2/token
}
