package server

import (
	"fmt"
	"net/http"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/gen"
)

// routes holds the generated handlers by the pattern that they are registered with, which is also how an operation is
// written. It stands in for http.ServeMux, whose redirects and plain-text errors are not the contract's.
type routes map[string]http.HandlerFunc

func (rs routes) HandleFunc(pattern string, handler func(http.ResponseWriter, *http.Request)) {
	rs[pattern] = handler
}

func (rs routes) ServeHTTP(w http.ResponseWriter, r *http.Request) { rs[r.Pattern](w, r) }

func routesTo(impl gen.StrictServerInterface, library *contract.Contract) (routes, error) {
	rs := routes{}
	strict := gen.NewStrictHandlerWithOptions(impl, nil, gen.StrictHTTPServerOptions{
		RequestErrorHandlerFunc:  unbound,
		ResponseErrorHandlerFunc: unanswered,
	})
	gen.HandlerWithOptions(strict, gen.StdHTTPServerOptions{BaseRouter: rs, ErrorHandlerFunc: unbound})
	for _, op := range library.Operations() {
		if rs[op.String()] == nil {
			return nil, fmt.Errorf("server: %s is not in the generated code: run go generate", op)
		}
	}
	return rs, nil
}

// unbound is called when a value that conforms does not fit its Go type. That is a fault of ours: the generated types are
// narrower than the contract.
func unbound(w http.ResponseWriter, _ *http.Request, err error) {
	contract.Fail(w, fmt.Errorf("bind the request: %w", err))
}

// unanswered is called when the implementation returns an error, or an answer that cannot be encoded.
func unanswered(w http.ResponseWriter, _ *http.Request, err error) {
	contract.Fail(w, err)
}
