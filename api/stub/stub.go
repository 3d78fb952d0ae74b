package stub

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"

	"github.com/medialink-go/medialink/api/internal/early"
	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/api/stub/fault"
	"github.com/medialink-go/medialink/api/stub/internal/token"
)

// Stub is the stand-in for the service, as an http.Handler that any number of goroutines may use. It has the methods of [Scope], which
// are about all worlds: the clock (Now, Advance, Freeze, Thaw, Frozen), Scenarios and SetScenarios, Faults and SetFaults, Media, ListMedia and
// SetStatus, the journal (Exchanges, Journal, Follow, ClearExchanges, Verify, VerifyInOrder), and Reset.
type Stub struct {
	Scope

	settings settings
	server   *server.Server
	front    http.Handler
	base     atomic.Pointer[base] // of the latest request
}

// base is what follows from the host of a request. Most requests have that of the one before.
type base struct {
	host      string
	tls       bool
	publicURL string
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
	if IsFile(r) {
		s.serveFile(w, r)
		return
	}
	s.handle(w, r)
}

var errExpired = errors.New("the token has expired")

// Authenticate returns the principal that a bearer token stands for, and with it the world. It is a server.Authenticator.
func (s *Stub) Authenticate(_ context.Context, bearer string) (principal string, err error) {
	accepted := s.settings.authentication
	clientID, expiry, err := s.settings.tokens.Open(bearer)
	switch {
	case err != nil && (accepted.Any || accepted.Lists(bearer)):
		return bearer, nil
	case err != nil || !accepted.Any && !accepted.Issued:
		return "", refused(token.ErrNotIssued)
	}
	principal = s.settings.principalOf(clientID)
	if !s.World(principal).Now().Before(expiry) {
		return "", refused(errExpired)
	}
	return principal, nil
}

func refused(why error) error { return fmt.Errorf("%w: %w", server.ErrUnauthenticated, why) }

// PublicURL is where the one who sends a request to the stub finds it: by the request's host, unless [WithPublicURL] says otherwise.
func (s *Stub) PublicURL(r *http.Request) string {
	b := s.base.Load()
	if b == nil || b.host != r.Host || b.tls != (r.TLS != nil) {
		b = &base{host: r.Host, tls: r.TLS != nil, publicURL: s.publicURL(r)}
		s.base.Store(b)
	}
	return b.publicURL
}

func (s *Stub) publicURL(r *http.Request) string {
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	if !isHost(r.Host) {
		return s.settings.publicURLOr("")
	}
	return s.settings.publicURLOr(scheme + r.Host)
}
