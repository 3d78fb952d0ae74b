package stubtest

import (
	"context"
	"net/http"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/gen"
)

// Token is the bearer token of [Server.Client] and [Server.Generated]. Any other will do as well.
const Token = "stubtest"

const baseURL = "http://stub.invalid"

// Client is a client on [Server.Transport], with [Token]. Options win.
func (s *Server) Client(opts ...client.Option) *client.Client {
	s.t.Helper()
	defaults := []client.Option{client.WithBaseURL(baseURL), client.WithToken(client.NewSecret(Token)), client.WithHTTPClient(s.httpClient())}
	c, err := client.New(append(defaults, opts...)...)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// Generated is the generated client on [Server.Transport], with [Token].
func (s *Server) Generated() *gen.ClientWithResponses {
	s.t.Helper()
	authorize := func(_ context.Context, r *http.Request) error {
		r.Header.Set("Authorization", "Bearer "+Token)
		return nil
	}
	c, err := gen.NewClientWithResponses(baseURL, gen.WithHTTPClient(s.httpClient()), gen.WithRequestEditorFn(authorize))
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

func (s *Server) httpClient() *http.Client { return &http.Client{Transport: s.Transport()} }
