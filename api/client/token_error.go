package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// tokenError is a failure to get a token. Its kind is also that of the *Error.
type tokenError struct {
	kind       error
	text       string
	retryAfter time.Duration
	cause      error
}

func (e *tokenError) Error() string   { return "get a token: " + e.text }
func (e *tokenError) Unwrap() []error { return []error{e.kind, e.cause} }

// refusedToken is an error of a token endpoint. Nothing of its response is printed, except a code of RFC 6749, section 5.2.
func refusedToken(status int, code string, header http.Header) error {
	text := strings.TrimSpace(fmt.Sprintf("status %d %s", status, http.StatusText(status)))
	e := &tokenError{kind: meaningOf(status).kind, retryAfter: retryAfter(header), text: text}
	if status < 300 || errors.Is(e.kind, ErrInvalid) || errors.Is(e.kind, ErrNotFound) {
		e.kind = ErrUnauthorized
	}
	advice, known := map[string]string{
		"invalid_request":        "",
		"invalid_client":         ": check the client id and secret",
		"invalid_grant":          "",
		"unauthorized_client":    ": this client may not get tokens by client credentials",
		"unsupported_grant_type": ": check the token URL",
		"invalid_scope":          ": check the scopes",
	}[code]
	if known {
		e.text += ": " + code + advice
	} else if status < 500 && !errors.Is(e.kind, ErrRateLimited) {
		e.text += ": not a response of RFC 6749, section 5: check the token URL"
	}
	return e
}

// tokenErrorOf replaces an error of x/oauth2, which prints the body of the response.
func tokenErrorOf(err error) error {
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok && refused.Response != nil {
		return refusedToken(refused.Response.StatusCode, refused.ErrorCode, refused.Response.Header)
	}
	return err
}

// OAuth2 adapts a source of x/oauth2, which takes no context: a cancelled call returns at once, and the source goes on without it.
func OAuth2(source oauth2.TokenSource) TokenSource { return oauth2Source{source} }

type oauth2Source struct{ source oauth2.TokenSource }

// Token keeps nothing of an error of unknown type: it may print a body.
func (s oauth2Source) Token(context.Context) (Token, error) {
	token, err := s.source.Token()
	if at, ok := errors.AsType[*tokenError](tokenErrorOf(err)); ok {
		return Token{}, at
	}
	if err != nil {
		return Token{}, &tokenError{kind: ErrUnauthorized, text: "the token source failed"}
	}
	return Token{Value: NewSecret(token.AccessToken), Expiry: token.Expiry}, nil
}
