package server

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/gen"
)

// Routes holds generated handlers by the pattern that they are registered with, which is also how an operation is written. As the
// BaseRouter of generated code it stands in for http.ServeMux, whose redirects and plain-text errors are not the contract's.
type Routes map[string]http.HandlerFunc

// HandleFunc registers a handler for a pattern such as "GET /media/{media_id}".
func (rs Routes) HandleFunc(pattern string, handler func(http.ResponseWriter, *http.Request)) {
	rs[pattern] = handler
}

// ServeHTTP calls the handler of the request's operation, which [Wrap] has found.
func (rs Routes) ServeHTTP(w http.ResponseWriter, r *http.Request) { rs[r.Pattern](w, r) }

func routesTo(impl gen.StrictServerInterface) Routes {
	rs := Routes{}
	strict := gen.NewStrictHandlerWithOptions(impl, nil, gen.StrictHTTPServerOptions{
		RequestErrorHandlerFunc:  Unbound,
		ResponseErrorHandlerFunc: Failed,
	})
	gen.HandlerWithOptions(strict, gen.StdHTTPServerOptions{BaseRouter: rs, ErrorHandlerFunc: Unbound})
	return rs
}

// Unbound is called by generated code for a value that conforms and does not fit its Go type. It makes the response fail with status 500:
// the generated types are narrower than the contract.
func Unbound(w http.ResponseWriter, _ *http.Request, err error) {
	contract.Fail(w, fmt.Errorf("bind the request: %w", err))
}

// Failed is what generated code calls when the implementation returns an error, or a response that cannot be encoded.
func Failed(w http.ResponseWriter, _ *http.Request, err error) {
	if errors.Is(err, ErrUnimplemented) {
		WriteDetail(w, http.StatusNotImplemented, "Not Implemented")
		return
	}
	contract.Fail(w, err)
}
