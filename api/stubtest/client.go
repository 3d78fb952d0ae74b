package stubtest

import (
	"net/http"

	"github.com/medialink-go/medialink/api/client"
)

// Client is a client on [Server.Transport], with [Token]. Options win.
func (s *Server) Client(opts ...client.Option) *client.Client {
	s.t.Helper()
	defaults := []client.Option{
		client.WithBaseURL("http://stub.invalid"),
		client.WithToken(client.NewSecret(Token)),
		client.WithHTTPClient(&http.Client{Transport: s.Transport()}),
	}
	c, err := client.New(append(defaults, opts...)...)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}
