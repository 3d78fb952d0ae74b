package server

import (
	"context"
	"errors"
	"net/http"

	"github.com/medialink-go/medialink/api/contract"
)

// Authenticator returns the principal that a bearer token stands for. The token is never empty. For one that is not accepted it
// returns an error that wraps [ErrUnauthenticated], which becomes status 401; any other error becomes status 500.
type Authenticator func(ctx context.Context, token string) (principal string, err error)

// ErrUnauthenticated is an [Authenticator]'s way to say that a token is not accepted.
var ErrUnauthenticated = errors.New("unauthenticated")

type principalKey struct{}

// Principal returns the principal of a request, as the [Authenticator] named it. It is empty outside of a request, and in an
// operation that asks for no credentials.
func Principal(ctx context.Context) string {
	principal, _ := ctx.Value(principalKey{}).(string)
	return principal
}

// gate authenticates before anything else of a request is looked at.
func (s *server) gate(w http.ResponseWriter, r *http.Request, op *contract.Operation) (*http.Request, bool) {
	if !op.Secured() {
		return r, true
	}
	token := contract.BearerToken(r.Header)
	if token == "" {
		unauthorized(w)
		return nil, false
	}
	principal, err := s.authenticate(r.Context(), token)
	if errors.Is(err, ErrUnauthenticated) {
		unauthorized(w)
		return nil, false
	}
	if err != nil {
		s.refuse(w, r, &contract.Refusal{Status: http.StatusInternalServerError, Err: err})
		return nil, false
	}
	return r.WithContext(context.WithValue(r.Context(), principalKey{}, principal)), true
}

func unauthorized(w http.ResponseWriter) {
	w.Header().Set("WWW-Authenticate", "Bearer")
	WriteDetail(w, http.StatusUnauthorized, "Not authenticated")
}
