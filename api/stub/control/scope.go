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

// mayForget is nil if a call says clearly which worlds are to forget things.
func (s scope) mayForget(saysAll bool) error {
	switch {
	case s.all && !saysAll:
		return refuseAll("must be there where no world is named: it is about all of them")
	case !s.all && saysAll:
		return refuseAll("must not be there where a world is named, or its bearer token sent")
	}
	return nil
}

type scopeKey struct{}

func scopeOf(ctx context.Context) scope {
	s, _ := ctx.Value(scopeKey{}).(scope)
	return s
}

// inScope finds out what a call is about, before its body is read.
func (c *control) inScope(w http.ResponseWriter, r *http.Request) (*http.Request, bool) {
	s := scope{publicURL: c.stub.PublicURL(c.toStub(r))}
	switch name, authorization := r.URL.Query().Get("world"), r.Header.Values("Authorization"); {
	case name != "":
		s.Scope = c.stub.World(name)
	case len(authorization) > 0:
		principal, err := c.stub.Authenticate(r.Context(), contract.BearerToken(r.Header))
		if err != nil || contract.BearerToken(r.Header) == "" {
			w.Header().Set("WWW-Authenticate", "Bearer")
			server.WriteDetail(w, http.StatusUnauthorized, "Not authenticated")
			return nil, false
		}
		s.Scope = c.stub.World(principal)
	default:
		s.Scope, s.all = c.stub.Scope, true
	}
	return r.WithContext(context.WithValue(r.Context(), scopeKey{}, s)), true
}

// declared refuses parameters that are not declared: who misspells world would change all worlds.
func (c *control) declared(next http.Handler) http.Handler {
	byPattern := map[string]*contract.Operation{}
	for _, op := range c.document.Operations() {
		byPattern[op.String()] = op
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if undeclared := byPattern[r.Pattern].UndeclaredQuery(r.URL.Query()); len(undeclared) > 0 && !isProbe(r) {
			server.WriteViolations(w, undeclared...)
			return
		}
		next.ServeHTTP(w, r)
	})
}
