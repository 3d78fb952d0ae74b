package server

import (
	"cmp"
	"context"
	"errors"
	"net/http"

	"github.com/medialink-go/medialink/api/contract"
)

// Call is a request on its way through the stages of a [Server]: [Server.Match], [Call.Authenticate], [Call.Respond]. It is for who does
// something between the stages; [Server.ServeHTTP] takes them one after the other.
type Call struct {
	contract.Match        // the operation is nil if there is none for the request
	Principal      string // "" before Authenticate, and for a token that is not accepted

	server       *Server
	routeErr     error
	authenticErr error // why there is no principal
}

// Match finds the operation.
func (s *Server) Match(r *http.Request) Call {
	match, err := s.contract.Match(r.Method, r.URL.EscapedPath())
	return Call{Match: match, server: s, routeErr: err, authenticErr: ErrUnauthenticated}
}

// Authenticate finds the principal.
func (c *Call) Authenticate(r *http.Request) {
	token := contract.BearerToken(r.Header)
	if token == "" {
		return
	}
	err := contract.Protect(func() { c.Principal, c.authenticErr = c.server.authenticate(r.Context(), token) })
	if c.authenticErr = cmp.Or(err, c.authenticErr); c.authenticErr != nil {
		c.Principal = ""
	}
}

// Request returns a copy of r whose context has the principal.
func (c *Call) Request(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), principalKey{}, c.Principal))
}

// Respond validates the request, calls the implementation and validates its response, or makes an error response. The response is empty
// before, and is not sent, unless it is a stream (see contract.Response.StreamTo). R is changed: pass a copy of net/http's own, which [Call.Request] makes.
func (c *Call) Respond(response *contract.Response, r *http.Request) {
	if refusal := c.respond(response, r); refusal != nil {
		response.Reset()
		c.server.refuse(response, r, refusal)
	}
}

func (c *Call) respond(response *contract.Response, r *http.Request) *contract.Refusal {
	switch {
	case c.routeErr != nil:
		return contract.RefuseRoute(c.routeErr)
	case !c.Operation.Secured() || c.authenticErr == nil:
	case errors.Is(c.authenticErr, ErrUnauthenticated):
		response.Header().Set("WWW-Authenticate", "Bearer")
		WriteDetail(response, http.StatusUnauthorized, "Not authenticated")
		return nil
	default:
		return &contract.Refusal{Status: http.StatusInternalServerError, Err: c.authenticErr}
	}
	if refusal := c.Admit(r, c.server.maxBody); refusal != nil {
		return refusal
	}
	return c.Operation.Serve(c.server.routes, response, r)
}
