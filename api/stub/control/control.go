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

const prefixAlone = "/_stub"

// The paths that ask for no token, beside those of pages.
const (
	documentPath = Prefix + "openapi.yaml"
	healthPath   = Prefix + "health"
	readyPath    = Prefix + "ready"
)

// TokenHeader carries the token of [WithToken].
const TokenHeader = "Control-Token"

// document is parsed once in the life of the program.
var document = sync.OnceValues(func() (*contract.Contract, error) { return contract.Parse(OpenAPI) })

type control struct {
	stub   *stub.Stub
	routes server.Routes
	server func() (*server.Server, error) // built at the first call: a stub is up sooner, and few are controlled
	slots  chan struct{}                  // one for each response that may be made at the same time
	pages  *http.ServeMux                 // the one for browsers, and those of WithPage and WithProbe
	probes *http.ServeMux                 // of WithProbe

	token        string
	probesOnly   bool
	origins      []string
	stubHost     func(*http.Request) string // nil for that of the call
	logger       *slog.Logger
	loopbackOnly bool
	hosts        []string // beside those of loopback
}

// New makes the control API of a stub, a handler for paths that begin with [Prefix] which any number of goroutines may use. Requests and
// responses are checked by [OpenAPI], as those of the stub are by the library's contract.
func New(s *stub.Stub, opts ...Option) (http.Handler, error) {
	c := &control{stub: s, logger: slog.New(slog.DiscardHandler), slots: make(chan struct{}, maxSlots), pages: http.NewServeMux(), probes: http.NewServeMux()}
	c.pages.HandleFunc(Prefix+"{$}", c.serveBrowser)
	c.pages.HandleFunc(prefixAlone, leadToPage)
	for _, opt := range opts {
		opt.applyTo(c)
	}
	c.routes = c.newRoutes()
	c.server = sync.OnceValues(c.newServer)
	handler, err := c.protected()
	if err != nil {
		return nil, err
	}
	return early.Handler(handler), nil
}

// newServer fails only for an invalid document, which a test excludes.
func (c *control) newServer() (*server.Server, error) {
	document, err := document()
	if err != nil {
		return nil, err
	}
	return server.Wrap(document, c.routes, server.WithLogger(c.logger))
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

func (c *control) newRoutes() server.Routes {
	routes := server.Routes{}
	strict := gen.NewStrictHandlerWithOptions(&operations{stub: c.stub}, nil, gen.StrictHTTPServerOptions{
		RequestErrorHandlerFunc:  server.Unbound,
		ResponseErrorHandlerFunc: writeError,
	})
	gen.HandlerWithOptions(strict, gen.StdHTTPServerOptions{BaseRouter: routes, ErrorHandlerFunc: server.Unbound})
	return routes
}

func (c *control) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	probe := r.URL.Path == healthPath || r.URL.Path == readyPath
	page := pageFor(c.pages, r)
	switch {
	case c.loopbackOnly && !isHostOf(r.Host, c.hosts):
		server.WriteDetail(w, http.StatusForbidden,
			"The control API listens on loopback: Host must be localhost, a loopback address, or the host of the stub's public URL")
	case c.probesOnly && r.URL.Path == Prefix:
		server.WriteDetail(w, http.StatusNotFound, "The control API is off, or at an address of its own")
	case c.probesOnly && !probe && pageFor(c.probes, r) == nil:
		server.WriteDetail(w, http.StatusNotFound, "Not Found")
	case (probe || page != nil || r.URL.Path == documentPath) && !isRead(r):
		w.Header().Set("Allow", "GET, HEAD")
		server.WriteDetail(w, http.StatusMethodNotAllowed, "Method Not Allowed")
	case probe: // needs no document
		c.routes[http.MethodGet+" "+r.URL.Path](w, r)
	case page != nil:
		page.ServeHTTP(w, r)
	case r.URL.Path == documentPath: // does not describe itself
		w.Header().Set("Content-Type", "application/yaml") // RFC 9512
		_, _ = w.Write(OpenAPI)                            // it fails if the caller has gone away
	case WantsPage(r):
		leadToPage(w, r)
	case !c.permitted(r):
		server.WriteDetail(w, http.StatusUnauthorized, "The control API asks for its token in the header "+TokenHeader)
	default:
		c.serveOperation(w, r)
	}
}

// pageFor returns nil if there is none.
func pageFor(mux *http.ServeMux, r *http.Request) http.Handler {
	page, pattern := mux.Handler(r)
	if pattern == "" {
		return nil
	}
	return page
}

func (c *control) permitted(r *http.Request) bool {
	given := r.Header.Values(TokenHeader)
	return c.token == "" || len(given) == 1 && subtle.ConstantTimeCompare([]byte(given[0]), []byte(c.token)) == 1
}

// serveOperation refuses parameters that are not declared: a misspelt world would mean all worlds.
func (c *control) serveOperation(w http.ResponseWriter, r *http.Request) {
	s, err := c.scope(r)
	if err != nil {
		w.Header().Set("WWW-Authenticate", "Bearer")
		server.WriteDetail(w, http.StatusUnauthorized, "Not authenticated")
		return
	}
	built, err := c.server()
	if err != nil {
		c.logger.ErrorContext(r.Context(), "no control API", slog.Any("error", err))
		server.WriteDetail(w, http.StatusInternalServerError, "Internal Server Error")
		return
	}
	call := built.Match(r)
	if call.Operation != nil {
		if undeclared := call.Operation.UndeclaredQuery(r.URL.Query()); len(undeclared) > 0 {
			server.WriteViolations(w, undeclared...)
			return
		}
	}
	response := contract.NewResponse()
	defer response.Release()
	response.StreamTo(w)
	c.respond(&call, response, s.with(r))
	response.Send(w)
}

// maxSlots is how many responses are made at the same time. A page takes a multiple of its length in memory until it has been checked.
const maxSlots = 2

// respond makes a response, but does not send it: a slow reader keeps nobody waiting. Only operations that read wait for a slot. Those that
// change things have small responses, and bodies that may be slow to come. A stream has no end, and is never in memory as a whole.
func (c *control) respond(call *server.Call, response *contract.Response, r *http.Request) {
	streams := call.Operation != nil && call.Operation.Streams()
	if !streams && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		select {
		case c.slots <- struct{}{}:
			defer func() { <-c.slots }()
		case <-r.Context().Done():
			panic(http.ErrAbortHandler) // the caller has gone away
		}
	}
	call.Respond(response, r)
}

// Owns reports whether a request is for the control API, and not for the stub.
func Owns(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, Prefix) || r.URL.Path == prefixAlone
}
