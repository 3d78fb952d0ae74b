package server

import (
	"context"
	"errors"
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
