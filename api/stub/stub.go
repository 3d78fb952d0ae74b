package stub

import (
	"fmt"
	"net/http"

	"github.com/medialink-go/medialink/api/internal/early"
	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/api/stub/fault"
)

// Stub is the stand-in for the service, as an http.Handler that any number of goroutines may use. It has the methods of [Scope], which
// are about all worlds: the clock (Now, Advance, Freeze, Thaw, Frozen), Scenarios and SetScenarios, Faults and SetFaults, Media, ListMedia and
// SetStatus, the journal (Exchanges, Journal, ClearExchanges, Verify, VerifyInOrder), and Reset.
type Stub struct {
	Scope

	settings settings
	server   *server.Server
	front    http.Handler
}

// New makes a stub without media. It fails for options that are invalid.
func New(opts ...Option) (*Stub, error) {
	s := &Stub{}
	if err := s.setUp(opts); err != nil {
		return nil, fmt.Errorf("stub: %w", err)
	}
	return s, nil
}

func (s *Stub) setUp(opts []Option) (err error) {
	if _, err := fileTypes(); err != nil {
		return err
	}
	if s.settings, err = newSettings(opts); err != nil {
		return err
	}
	s.Scope = Scope{store: newStore(s.settings), all: true}
	s.front = early.Handler(http.HandlerFunc(s.serve))
	s.server, err = server.New(&operations{store: s.store},
		server.WithAuthenticator(s.Authenticate),
		server.WithLogger(s.settings.logger),
		server.WithRefusalObserver(recordRefusal),
		server.WithMiddleware(s.advised),
	)
	return err
}

// Operations returns the names that operations have in the journal and in faults: "token", and each operationId of the contract.
func (s *Stub) Operations() []string { return fault.Operations(s.settings.library) }

// ServeHTTP responds as the service would, or as scenarios and faults say. A refusal does not wait for the body of the request.
func (s *Stub) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.front.ServeHTTP(w, r) }

func (s *Stub) serve(w http.ResponseWriter, r *http.Request) {
	if isFile(r) {
		s.serveFile(w, r)
		return
	}
	s.handle(w, r)
}
