package client

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/oauth2"
)

// tokenError is a token that could not be had. It has one kind, that of the *Error too.
type tokenError struct {
	kind       error
	text       string
	retryAfter time.Duration
	cause      error
}

func (e *tokenError) Error() string   { return "get a token: " + e.text }
func (e *tokenError) Unwrap() []error { return []error{e.kind, e.cause} }

// tokenErrorOf replaces an error of x/oauth2, which prints the body of the response.
func tokenErrorOf(err error) error {
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok && refused.Response != nil {
		return refusedToken(refused.Response.StatusCode, refused.ErrorCode, refused.Response.Header)
	}
	return err
}

func invalidToken(text string) error { return &tokenError{kind: ErrContract, text: text} }

// refusedToken is an error of a token endpoint. Nothing of its response is printed, except a code of RFC 6749, section 5.2.
func refusedToken(status int, code string, header http.Header) error {
	e := &tokenError{kind: kindOf(status), retryAfter: retryAfter(header), text: fmt.Sprintf("status %d", status)}
	if status < 300 || status >= 400 && !errors.Is(e.kind, ErrServer) && !errors.Is(e.kind, ErrRateLimited) {
		e.kind = ErrUnauthorized
	}
	if name := http.StatusText(status); name != "" {
		e.text += " " + name
	}
	if advice, known := codes()[code]; known {
		e.text += ": " + code + advice
	} else if status < 500 && !errors.Is(e.kind, ErrRateLimited) {
		e.text += ": not a response of RFC 6749, section 5: check the token URL"
	}
	return e
}

// codes are those of RFC 6749, section 5.2, with what to do.
func codes() map[string]string {
	return map[string]string{
		"invalid_request":        "",
		"invalid_client":         ": check the client id and secret",
		"invalid_grant":          "",
		"unauthorized_client":    ": this client may not get tokens by client credentials",
		"unsupported_grant_type": ": check the token URL",
		"invalid_scope":          ": check the scopes",
	}
}
