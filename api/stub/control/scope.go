package control

import (
	"context"
	"net/http"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/api/stub"
)

// scope is what a call is about.
type scope struct {
	stub.Scope
	all       bool   // all worlds, not one
	publicURL string // of the stub, as the caller sees it
}

type scopeKey struct{}

func (s scope) with(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), scopeKey{}, s))
}

func scopeOf(ctx context.Context) scope {
	s, _ := ctx.Value(scopeKey{}).(scope)
	return s
}

// scope returns what a call is about: the world that it names, that of its bearer token, or all. The error is a token that is not accepted.
func (c *control) scope(r *http.Request) (scope, error) {
	s := scope{publicURL: c.publicURL(r)}
	switch name, authorization := r.URL.Query().Get("world"), r.Header.Values("Authorization"); {
	case name != "":
		s.Scope = c.stub.World(name)
	case len(authorization) > 0:
		principal, err := c.stub.Authenticate(r.Context(), contract.BearerToken(r.Header))
		if err != nil || contract.BearerToken(r.Header) == "" {
			return s, server.ErrUnauthenticated
		}
		s.Scope = c.stub.World(principal)
	default:
		s.Scope, s.all = c.stub.Scope, true
	}
	return s, nil
}

// publicURL is where the caller finds the stub.
func (c *control) publicURL(r *http.Request) string {
	toStub := *r
	if c.stubHost != nil {
		toStub.Host = c.stubHost(r)
	}
	return c.stub.PublicURL(&toStub)
}

// checkAll refuses a call that makes worlds forget things unless it says ?all exactly if it names no world.
func (s scope) checkAll(saysAll bool) error {
	switch {
	case s.all && !saysAll:
		return refuse(contract.PartQuery, "must be there where no world is named: it is about all of them", "/all")
	case !s.all && saysAll:
		return refuse(contract.PartQuery, "must not be there where a world is named, or its bearer token sent", "/all")
	}
	return nil
}
