// Package listing sends arrays in a query through generated code on both sides.
package listing

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/server"
)

//go:generate go run ../../../contract/parse_main.go openapi.yaml
//go:generate go tool oapi-codegen -config oapi-codegen.yaml openapi.yaml

// echo responds with the arrays that it was asked with.
type echo struct{}

func (echo) ListThings(_ context.Context, request ListThingsRequestObject) (ListThingsResponseObject, error) {
	p := request.Params
	return ListThings200JSONResponse(Asked{Kind: p.Kind, Size: &p.Size, ID: p.ID, Name: p.Name}), nil
}

// newClient returns a generated client, which sends no request that does not conform, and the address of a generated server.
func newClient(t *testing.T) (*ClientWithResponses, string) {
	t.Helper()
	document, err := os.ReadFile("openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c, err := contract.Parse(document)
	if err != nil {
		t.Fatal(err)
	}
	routes := server.Routes{}
	strict := NewStrictHandlerWithOptions(echo{}, nil, StrictHTTPServerOptions{RequestErrorHandlerFunc: server.Unbound, ResponseErrorHandlerFunc: server.Failed})
	HandlerWithOptions(strict, StdHTTPServerOptions{BaseRouter: routes, ErrorHandlerFunc: server.Unbound})
	handler, err := server.Wrap(c, routes)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	client, err := NewClientWithResponses(s.URL, WithHTTPClient(&http.Client{Transport: c.Transport(s.Client().Transport)}))
	if err != nil {
		t.Fatal(err)
	}
	return client, s.URL
}

func TestArraysReachTheImplementation(t *testing.T) {
	client, _ := newClient(t)
	ids := []uuid.UUID{uuid.MustParse("3c90c3cc-0d44-4b50-8888-8dd25736052a"), uuid.MustParse("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")}
	for _, params := range []ListThingsParams{
		{Size: []int{1}},
		{Size: []int{1, -2, 3}, Kind: &[]Kind{KindA, KindB, KindA}, ID: &ids, Name: &[]string{"a b", "c&d=e,f"}},
	} {
		response, err := client.ListThingsWithResponse(t.Context(), &params)
		if err != nil {
			t.Fatal(err)
		}
		want := &Asked{Kind: params.Kind, Size: &params.Size, ID: params.ID, Name: params.Name}
		if diff := cmp.Diff(want, response.JSON200); diff != "" {
			t.Errorf("status %d: %s", response.StatusCode(), diff)
		}
	}
}

func TestTheClientSendsNoArrayThatDoesNotConform(t *testing.T) {
	client, _ := newClient(t)
	for want, params := range map[string]ListThingsParams{
		"GET /things: request query /kind/1: must be one of a, b":     {Size: []int{1}, Kind: &[]Kind{KindA, "c"}},
		"GET /things: request query /name: must have at most 2 items": {Size: []int{1}, Name: &[]string{"a", "b", "c"}},
	} {
		_, err := client.ListThingsWithResponse(t.Context(), &params)
		violation, ok := errors.AsType[*contract.ViolationError](err)
		if !ok {
			t.Errorf("%v, want %s", err, want)
			continue
		}
		if violation.Error() != want {
			t.Errorf("%v, want %s", violation, want)
		}
	}
}

func TestTheServerRejectsArraysThatDoNotConform(t *testing.T) {
	_, address := newClient(t)
	for query, want := range map[string]string{
		"":                 `{"detail":[{"type":"missing","loc":["query","size"],"msg":"Field required"}]}`,
		"?size=1,x":        `{"detail":[{"type":"int_parsing","loc":["query","size",1],"msg":"Input should be a valid integer, unable to interpret input"}]}`,
		"?size=1&size=2":   `{"detail":[{"type":"value_error","loc":["query","size"],"msg":"Input should not be given twice"}]}`,
		"?size=1&kind=c":   `{"detail":[{"type":"enum","loc":["query","kind",0],"msg":"Input should be 'a' or 'b'"}]}`,
		"?size=1&id=7":     `{"detail":[{"type":"uuid_parsing","loc":["query","id",0],"msg":"Input should be a valid UUID, 32 hexadecimal digits in groups of 8-4-4-4-12"}]}`,
		"?size=1&kind=a,b": `{"detail":[{"type":"enum","loc":["query","kind",0],"msg":"Input should be 'a' or 'b'"}]}`,
	} {
		status, body := get(t, address+"/things"+query)
		if status != http.StatusUnprocessableEntity {
			t.Errorf("%q: status %d", query, status)
		}
		if diff := cmp.Diff(want, body); diff != "" {
			t.Errorf("%q: %s", query, diff)
		}
	}
}

func get(t *testing.T, address string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, strings.TrimSpace(string(text))
}
