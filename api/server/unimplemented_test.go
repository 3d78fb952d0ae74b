package server_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/gen"
)

// reader has one operation. It embeds the others, so it compiles whatever the contract declares.
type reader struct{ server.Unimplemented }

func (reader) GetMedia(context.Context, gen.GetMediaRequestObject) (gen.GetMediaResponseObject, error) {
	return gen.GetMedia404JSONResponse{NotFoundJSONResponse: gen.NotFoundJSONResponse{Detail: "Media not found"}}, nil
}

func ExampleUnimplemented() {
	anyone := func(_ context.Context, token string) (string, error) { return token, nil }
	handler, err := server.New(reader{}, server.WithAuthenticator(anyone))
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range []*http.Request{
		httptest.NewRequest(http.MethodGet, mediaPath+someID, nil),
		httptest.NewRequest(http.MethodPost, linkPath, strings.NewReader(good)),
	} {
		r.Header.Set("Authorization", "Bearer secret")
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		fmt.Println(w.Code, strings.TrimSpace(w.Body.String()))
	}
	// Output:
	// 404 {"detail":"Media not found"}
	// 501 {"detail":"Not Implemented"}
}

func TestUnimplementedHasEachOperation(t *testing.T) {
	impl := reflect.ValueOf(server.Unimplemented{})
	for operation := range reflect.TypeFor[gen.StrictServerInterface]().Methods() {
		method := impl.MethodByName(operation.Name)
		results := method.Call([]reflect.Value{reflect.ValueOf(t.Context()), reflect.Zero(method.Type().In(1))})
		if err, _ := reflect.TypeAssert[error](results[1]); !errors.Is(err, server.ErrUnimplemented) {
			t.Errorf("%s: %v does not wrap ErrUnimplemented", operation.Name, err)
		}
	}
}

func TestAnOperationWithoutImplementationIsA501(t *testing.T) {
	s := serve(t, server.Unimplemented{})
	a := s.ask(http.MethodPost, linkPath, good)
	if a.status != http.StatusNotImplemented {
		t.Errorf("status %d", a.status)
	}
	if a.detail(t) != "Not Implemented" {
		t.Errorf("body %s", a.body)
	}
	if s.log.Len() > 0 {
		t.Errorf("the log should be empty: %s", s.log)
	}
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range library.Operations() {
		if err := op.CheckResponse(a.status, a.header, []byte(a.body)).Err(); err != nil {
			t.Errorf("the response does not conform: %v", err)
		}
	}
}
