package stub

import (
	"context"
	"fmt"
	"net/http"

	"github.com/medialink-go/medialink/api/server"
)

// Stub is the stand-in, as an http.Handler that any number of goroutines may use.
type Stub struct {
	handler http.Handler
}

// New makes a stub with no media. It fails for options that cannot be.
func New(opts ...Option) (*Stub, error) {
	s := defaults()
	for _, opt := range opts {
		opt.applyTo(&s)
	}
	if err := s.check(); err != nil {
		return nil, fmt.Errorf("stub: %w", err)
	}
	handler, err := server.New(&operations{settings: s, store: newStore(s)},
		server.WithAuthenticator(anyone), server.WithLogger(s.logger))
	if err != nil {
		return nil, fmt.Errorf("stub: %w", err)
	}
	return &Stub{handler: handler}, nil
}

// ServeHTTP answers a request as the service would.
func (s *Stub) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// anyone accepts every token and takes its text for the principal.
func anyone(_ context.Context, token string) (string, error) { return token, nil }
