package token

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"strings"
)

// Accepted says which bearer tokens are accepted, beside issued ones that have expired, which never are.
type Accepted struct {
	Any, Issued bool
	listed      []string
}

// ParseAccepted reads "any", "issued", or a list of tokens, with "issued" among them if issued ones are accepted too.
func ParseAccepted(text string) (a Accepted, err error) {
	for item := range strings.SplitSeq(text, ",") {
		switch {
		case item == "any":
			a.Any = true
		case item == "issued":
			a.Issued = true
		case item == "" || strings.ContainsAny(item, " \t"):
			return a, errors.New("authentication must be any, issued, or tokens with commas between them")
		default:
			a.listed = append(a.listed, item)
		}
	}
	if a.Any && (a.Issued || len(a.listed) > 0) {
		return a, errors.New("authentication any stands alone")
	}
	return a, nil
}

// Lists reports whether a token is listed. It compares with each, so that the time it takes says nothing of them.
func (a Accepted) Lists(token string) bool {
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

// Client may ask for tokens (RFC 6749, section 2).
type Client struct {
	ID, Secret string
}

// ParseClient reads "id:secret".
func ParseClient(text string) (Client, error) {
	id, secret, ok := strings.Cut(text, ":")
	if !ok || id == "" || secret == "" {
		return Client{}, errors.New("a client must be id:secret")
	}
	return Client{ID: id, Secret: secret}, nil
}

// Known reports whether a client may ask for a token: any where none is named. It compares with each, so that the time it takes says
// nothing of ids and secrets.
func Known(clients []Client, id, secret string) bool {
	found := 0
	for _, c := range clients {
		found |= sameSecret(c.ID, id) & sameSecret(c.Secret, secret)
	}
	return found == 1 || len(clients) == 0
}
