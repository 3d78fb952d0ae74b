package stub

import (
	"fmt"
	"net/http"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/internal/early"
	"github.com/medialink-go/medialink/api/server"
)

// Stub is the stand-in, as an http.Handler that any number of goroutines may use.
type Stub struct {
	settings  settings
	library   *contract.Contract
	byPattern map[string]*contract.Operation
	store     *store
	handler   http.Handler // the operations of the contract, and the token endpoint
	front     http.Handler // all of the stub
}

// New makes a stub with no media. It fails for options that cannot be.
func New(opts ...Option) (*Stub, error) {
	settings, err := newSettings(opts)
	if err != nil {
		return nil, fmt.Errorf("stub: %w", err)
	}
	library, err := contract.Library()
	if err != nil {
		return nil, fmt.Errorf("stub: %w", err)
	}
	if _, err := fileTypes(); err != nil {
		return nil, fmt.Errorf("stub: %w", err)
	}
	if settings.plan, err = settings.newPlan(settings.scenarios, library); err != nil {
		return nil, fmt.Errorf("stub: %w", err)
	}
	if err := settings.furnish(library); err != nil {
		return nil, fmt.Errorf("stub: %w", err)
	}
	s := &Stub{
		settings:  settings,
		library:   library,
		byPattern: map[string]*contract.Operation{},
		store:     newStore(settings),
	}
	for _, op := range library.Operations() {
		s.byPattern[op.String()] = op
	}
	if s.handler, err = s.newHandler(); err != nil {
		return nil, fmt.Errorf("stub: %w", err)
	}
	s.front = early.Handler(http.HandlerFunc(s.serve))
	return s, nil
}

func (s *Stub) newHandler() (http.Handler, error) {
	operations, err := server.New(&operations{store: s.store, library: s.library},
		server.WithAuthenticator(s.Authenticate),
		server.WithLogger(s.settings.logger),
		server.WithRefusalObserver(noteRefusal),
		server.WithMiddleware(func(next http.Handler) http.Handler { return s.warn(s.preferred(next)) }),
	)
	if err != nil {
		return nil, err
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isTokenEndpoint(r) {
			s.serveToken(w, r)
			return
		}
		operations.ServeHTTP(w, r)
	}), nil
}

// Operations returns the names that operations have in the journal and in faults: journal.OperationToken, and each operationId of the contract.
func (s *Stub) Operations() []string { return operationNames(s.library) }

// ServeHTTP responds to a request as the service would, or as the stub was told. A refusal does not wait for the body of the request.
func (s *Stub) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.front.ServeHTTP(w, r) }

func (s *Stub) serve(w http.ResponseWriter, r *http.Request) {
	if isFile(r) {
		s.serveFile(w, r)
		return
	}
	s.exchange(w, r)
}
