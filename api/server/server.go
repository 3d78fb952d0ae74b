package server

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/internal/early"
	"github.com/medialink-go/medialink/gen"
)

// Option changes [New] and [Wrap].
type Option func(*Server)

// WithAuthenticator says who a bearer token stands for. It is required where an operation asks for a token.
func WithAuthenticator(authenticate Authenticator) Option {
	return func(s *Server) { s.authenticate = authenticate }
}

// WithLogger receives the reason for each response of status 500. By default nothing is logged.
func WithLogger(logger *slog.Logger) Option {
	return func(s *Server) { s.logger = logger }
}

// WithMaxBody limits request bodies to n bytes; a larger one gets status 413. The default is [contract.DefaultMaxBody], 1 MiB.
func WithMaxBody(n int64) Option {
	return func(s *Server) { s.maxBody = n }
}

// WithMiddleware wraps the implementation: behind routing, authentication and the check of the request, and before the check
// of the response. It finds the operation in Request.Pattern, the principal with [Principal] and the body with contract.Body.
// By default there is none.
func WithMiddleware(wrap func(http.Handler) http.Handler) Option {
	return func(s *Server) { s.wrap = wrap }
}

// WithRefusalObserver calls observe for each request or response that the contract refuses, before the error response is made. By default
// nothing is called.
func WithRefusalObserver(observe func(*http.Request, *contract.Refusal)) Option {
	return func(s *Server) { s.observe = observe }
}

// Server is an implementation behind the contract, as an http.Handler. It is safe for concurrent use if the implementation is.
type Server struct {
	contract     *contract.Contract
	routes       http.Handler // the implementation, within the middleware
	authenticate Authenticator
	logger       *slog.Logger
	maxBody      int64
	wrap         func(http.Handler) http.Handler
	observe      func(*http.Request, *contract.Refusal)
	front        http.Handler
}

// New puts an implementation behind the contract.
//
// An implementation finds the caller with [Principal]. An error that it returns, a panic and a response that does not
// conform become status 500, whose reason goes to the logger and not to the client. [ErrUnimplemented] becomes status 501.
// Embed [Unimplemented] in an implementation that must compile whatever operations the contract gets.
func New(impl gen.StrictServerInterface, opts ...Option) (*Server, error) {
	if impl == nil {
		return nil, errors.New("server: no implementation")
	}
	library, err := contract.Library()
	if err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	return Wrap(library, routesTo(impl), opts...)
}

// Wrap does for the routes of any contract what [New] does for those of the library. It fails if one of the contract's operations has
// no route, or asks for a token that nobody can check.
func Wrap(c *contract.Contract, routes Routes, opts ...Option) (*Server, error) {
	s := &Server{
		contract: c,
		logger:   slog.New(slog.DiscardHandler),
		maxBody:  contract.DefaultMaxBody,
		wrap:     func(next http.Handler) http.Handler { return next },
		observe:  func(*http.Request, *contract.Refusal) {},
	}
	for _, opt := range opts {
		opt(s)
	}
	for _, op := range c.Operations() {
		if routes[op.String()] == nil {
			return nil, fmt.Errorf("server: %s is not in the generated code: run go generate", op)
		}
		if op.Secured() && s.authenticate == nil {
			return nil, errors.New("server: no authenticator: pass WithAuthenticator")
		}
	}
	s.routes = s.wrap(routes)
	s.front = early.Handler(http.HandlerFunc(s.serve))
	return s, nil
}

// ServeHTTP takes a request through all stages. A refusal does not wait for the body of the request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.front.ServeHTTP(w, r) }

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	call := s.Match(r)
	if call.Operation != nil && call.Operation.Secured() {
		call.Authenticate(r)
	}
	response := contract.NewResponse()
	defer response.Release()
	response.StreamTo(w)
	call.Respond(response, call.Request(r))
	response.Send(w)
}
