package stub

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"strings"

	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/api/stub/internal/token"
)

var errExpired = errors.New("the token has expired")

// authentication says which bearer tokens are accepted, beside issued ones that have expired, which never are.
type authentication struct {
	any    bool
	issued bool
	listed []string
}

// parseAuthentication reads "any", "issued", or a list of tokens, with "issued" among them if issued ones are accepted too.
func parseAuthentication(text string) (authentication, error) {
	var a authentication
	for item := range strings.SplitSeq(text, ",") {
		switch {
		case item == "any":
			a.any = true
		case item == "issued":
			a.issued = true
		case item == "" || strings.ContainsAny(item, " \t"):
			return a, errors.New("authentication must be any, issued, or tokens with commas between them")
		default:
			a.listed = append(a.listed, item)
		}
	}
	if a.any && (a.issued || len(a.listed) > 0) {
		return a, errors.New("authentication any stands alone")
	}
	return a, nil
}

// lists compares with each token, so that the time it takes says nothing of them.
func (a authentication) lists(token string) bool {
	found := 0
	for _, listed := range a.listed {
		found |= sameSecret(listed, token)
	}
	return found == 1
}

// sameSecret is 1 for equal texts, else 0. The time it takes depends on neither their content nor which of them is longer.
func sameSecret(a, b string) int {
	first, second := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(first[:], second[:])
}

// Authenticate returns the principal that a bearer token stands for, and with it the world. It is a server.Authenticator.
func (s *Stub) Authenticate(_ context.Context, bearer string) (principal string, err error) {
	accepted := s.settings.authentication
	clientID, expiry, err := s.settings.tokens.Open(bearer)
	switch {
	case err != nil && (accepted.any || accepted.lists(bearer)):
		return bearer, nil
	case err != nil || !accepted.any && !accepted.issued:
		return "", refused(token.ErrNotIssued)
	}
	principal = s.settings.principalOf(clientID)
	if !s.World(principal).Now().Before(expiry) {
		return "", refused(errExpired)
	}
	return principal, nil
}

func refused(why error) error { return fmt.Errorf("%w: %w", server.ErrUnauthenticated, why) }

// OAuthClient may ask for tokens (RFC 6749, section 2).
type OAuthClient struct {
	ID, Secret string
}

// ParseOAuthClient reads "id:secret".
func ParseOAuthClient(text string) (OAuthClient, error) {
	id, secret, ok := strings.Cut(text, ":")
	if !ok || id == "" || secret == "" {
		return OAuthClient{}, errors.New("a client must be id:secret")
	}
	return OAuthClient{ID: id, Secret: secret}, nil
}

// knows accepts any client where none is named. It compares with each, so that the time it takes says nothing of ids and secrets.
func (s *settings) knows(id, secret string) bool {
	found := 0
	for _, c := range s.clients {
		found |= sameSecret(c.ID, id) & sameSecret(c.Secret, secret)
	}
	return found == 1 || len(s.clients) == 0
}
