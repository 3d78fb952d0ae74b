package control

import (
	"crypto/subtle"
	_ "embed"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/internal/early"
	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/control/internal/gen"
)

// OpenAPI is the document of the control API. Do not change it.
//
//go:embed openapi.yaml
var OpenAPI []byte

// Prefix is what the paths of the control API begin with. The library's contract has none below it.
const Prefix = "/_stub/"

// The paths that ask for no token.
const (
	documentPath = Prefix + "openapi.yaml"
	healthPath   = Prefix + "health"
	readyPath    = Prefix + "ready"
)

// TokenHeader carries the token of [WithToken].
const TokenHeader = "Control-Token"

// Option changes [New].
type Option interface{ applyTo(*control) }

type option func(*control)

func (o option) applyTo(c *control) { o(c) }

// WithToken asks for a token in the header [TokenHeader] of each call but those for health, readiness and the document. By default none
// is asked for.
func WithToken(token string) Option {
	return option(func(c *control) { c.token = token })
}

// WithProbesOnly leaves health and readiness, and answers all else with status 404. By default everything is there.
func WithProbesOnly() Option {
	return option(func(c *control) { c.probesOnly = true })
}

// WithOrigins lets web pages of these origins change things, such as "http://localhost:3000", or "*" for all. By default no page of another
// origin can: a browser would reach a stub on its own machine for anyone.
func WithOrigins(origins ...string) Option {
	return option(func(c *control) { c.origins = append(c.origins, origins...) })
}

// WithStubHost says at which host and port the one who calls finds the stub, such as "127.0.0.1:8080", if the control API is elsewhere: the
// files of media are there. By default both are at the host of the call.
func WithStubHost(host func(call *http.Request) string) Option {
	return option(func(c *control) { c.stubHost = host })
}

// WithLogger receives the reason for each answer of status 500. By default nothing is logged.
func WithLogger(logger *slog.Logger) Option {
	return option(func(c *control) { c.logger = logger })
}

// document is parsed once in the life of the program.
var document = sync.OnceValues(func() (*contract.Contract, error) { return contract.Parse(OpenAPI) })

type control struct {
	stub       *stub.Stub
	document   *contract.Contract
	token      string
	probesOnly bool
	origins    []string
	stubHost   func(*http.Request) string // nil for that of the call
	logger     *slog.Logger
	operations http.Handler
	turns      chan struct{}

	loopbackOnly bool
	hosts        []string // beside those of loopback
}

// New makes the control API of a stub, a handler for paths that begin with [Prefix] which any number of goroutines may use. Requests and
// answers are checked by [OpenAPI], as those of the stub are by the library's contract.
func New(s *stub.Stub, opts ...Option) (http.Handler, error) {
	c := &control{stub: s, logger: slog.New(slog.DiscardHandler), turns: make(chan struct{}, maxTurns)}
	for _, opt := range opts {
		opt.applyTo(c)
	}
	var err error
	if c.document, err = document(); err != nil {
		return nil, fmt.Errorf("control: %w", err)
	}
	if c.operations, err = server.Wrap(c.document, c.routes(), server.WithLogger(c.logger), server.WithMiddleware(c.declared)); err != nil {
		return nil, fmt.Errorf("control: %w", err)
	}
	handler, err := c.protected()
	if err != nil {
		return nil, err
	}
	return early.Handler(handler), nil
}

// protected keeps web pages of other origins out, which http.CrossOriginProtection knows by their headers.
func (c *control) protected() (http.Handler, error) {
	if slices.Contains(c.origins, "*") {
		return c, nil
	}
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		server.WriteDetail(w, http.StatusForbidden, "Pages of this origin may not call the control API")
	}))
	for _, origin := range c.origins {
		if err := protection.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("control: an origin must be as http://localhost:3000: %w", err)
		}
	}
	return protection.Handler(c), nil
}

func (c *control) routes() server.Routes {
	routes := server.Routes{}
	strict := gen.NewStrictHandlerWithOptions(&operations{stub: c.stub}, nil, gen.StrictHTTPServerOptions{
		RequestErrorHandlerFunc:  server.Unbound,
		ResponseErrorHandlerFunc: answerError,
	})
	gen.HandlerWithOptions(strict, gen.StdHTTPServerOptions{BaseRouter: routes, ErrorHandlerFunc: server.Unbound})
	return routes
}

func (c *control) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case !c.hostAllowed(r):
		refuseHost(w)
	case isProbe(r):
		c.operations.ServeHTTP(w, r)
	case c.probesOnly:
		server.WriteDetail(w, http.StatusNotFound, "Not Found")
	case r.URL.Path == documentPath:
		serveDocument(w, r)
	case !c.permitted(r):
		server.WriteDetail(w, http.StatusUnauthorized, "The control API asks for its token in the header "+TokenHeader)
	default:
		if scoped, ok := c.inScope(w, r); ok {
			c.operate(w, scoped)
		}
	}
}

func isProbe(r *http.Request) bool { return r.URL.Path == healthPath || r.URL.Path == readyPath }

func (c *control) permitted(r *http.Request) bool {
	given := r.Header.Values(TokenHeader)
	return c.token == "" || len(given) == 1 && subtle.ConstantTimeCompare([]byte(given[0]), []byte(c.token)) == 1
}

// toStub is the call as if it were one to the stub.
func (c *control) toStub(call *http.Request) *http.Request {
	if c.stubHost == nil {
		return call
	}
	moved := *call
	moved.Host = c.stubHost(call)
	return &moved
}

// serveDocument has the document as it is; it does not describe itself.
func serveDocument(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		server.WriteDetail(w, http.StatusMethodNotAllowed, "Method Not Allowed")
		return
	}
	w.Header().Set("Content-Type", "application/yaml") // RFC 9512
	_, _ = w.Write(OpenAPI)                            // an error is the client's going away
}

// Owns reports whether a request is for the control API, and not for the stub.
func Owns(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, Prefix) }
