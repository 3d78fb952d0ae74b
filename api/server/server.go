package server

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/gen"
)

// Option changes [New].
type Option interface{ applyTo(*server) }

type option func(*server)

func (o option) applyTo(s *server) { o(s) }

// WithAuthenticator says who a bearer token stands for. It is required where an operation asks for a token.
func WithAuthenticator(authenticate Authenticator) Option {
	return option(func(s *server) { s.authenticate = authenticate })
}

// WithLogger receives the reason for each answer of status 500. By default nothing is logged.
func WithLogger(logger *slog.Logger) Option {
	return option(func(s *server) { s.logger = logger })
}

// WithMaxBody limits request bodies to n bytes; a larger one gets status 413. The default is [contract.DefaultMaxBody], 1 MiB.
func WithMaxBody(n int64) Option {
	return option(func(s *server) { s.maxBody = n })
}

// WithMiddleware wraps the implementation: behind routing, authentication and the check of the request, and before the check
// of the answer. It finds the operation in Request.Pattern, the principal with [Principal] and the body with contract.Body.
// By default there is none.
func WithMiddleware(wrap func(http.Handler) http.Handler) Option {
	return option(func(s *server) { s.wrap = wrap })
}

// WithRefusalObserver tells of each request that is refused by the contract, before it is answered. By default nobody is told.
func WithRefusalObserver(observe func(*http.Request, *contract.Refusal)) Option {
	return option(func(s *server) { s.observe = observe })
}

type server struct {
	authenticate Authenticator
	logger       *slog.Logger
	maxBody      int64
	wrap         func(http.Handler) http.Handler
	observe      func(*http.Request, *contract.Refusal)
}

// New puts an implementation behind the contract. The handler is safe for concurrent use if impl is.
//
// An implementation finds the caller with [Principal]. An error that it returns, a panic and a response that does not
// conform become status 500, whose reason goes to the logger and not to the client. [ErrUnimplemented] becomes status 501.
// Embed [Unimplemented] in an implementation that must compile whatever operations the contract gets.
func New(impl gen.StrictServerInterface, opts ...Option) (http.Handler, error) {
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
// no route, or asks for a token that nobody can judge.
func Wrap(c *contract.Contract, routes Routes, opts ...Option) (http.Handler, error) {
	s := &server{
		logger:  slog.New(slog.DiscardHandler),
		maxBody: contract.DefaultMaxBody,
		wrap:    func(next http.Handler) http.Handler { return next },
		observe: func(*http.Request, *contract.Refusal) {},
	}
	for _, opt := range opts {
		opt.applyTo(s)
	}
	for _, op := range c.Operations() {
		if routes[op.String()] == nil {
			return nil, fmt.Errorf("server: %s is not in the generated code: run go generate", op)
		}
		if op.Secured() && s.authenticate == nil {
			return nil, errors.New("server: no authenticator: pass WithAuthenticator")
		}
	}
	return c.Handler(s.wrap(routes), s.refuse, contract.WithMaxBody(s.maxBody), contract.WithGate(s.gate)), nil
}
