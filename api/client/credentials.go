package client

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// Credentials are an OAuth 2.0 client (RFC 6749, section 4.4).
type Credentials struct {
	ID     string
	Secret Secret
	// TokenURL is the token endpoint. There is no default: the service's Amazon Cognito domain is not published (contract-facts).
	TokenURL string
	// Scopes are api/source, api/input, api/output and api/limit by default.
	Scopes []string
	// InForm sends id and secret in the form rather than by HTTP Basic. Both are in use.
	InForm bool
}

func defaultScopes() []string { return []string{"api/source", "api/input", "api/output", "api/limit"} }

// exchange is the token source for credentials.
type exchange struct {
	doer   *doer
	config clientcredentials.Config
}

func newExchange(d *doer, c Credentials) *exchange {
	style := oauth2.AuthStyleInHeader // without a style, x/oauth2 sends every failure twice
	if c.InForm {
		style = oauth2.AuthStyleInParams
	}
	scopes := c.Scopes
	if scopes == nil {
		scopes = defaultScopes()
	}
	return &exchange{doer: d, config: clientcredentials.Config{
		ClientID: c.ID, ClientSecret: c.Secret.Reveal(), TokenURL: c.TokenURL, Scopes: scopes, AuthStyle: style,
	}}
}

// Token asks for a token, and again as a GET would be.
func (e *exchange) Token(ctx context.Context) (Token, error) {
	c := &call{}
	for {
		c.attempts++
		token, o := e.attempt(ctx)
		e.doer.observe(ctx, Event{Kind: EventToken, Attempt: c.attempts, Status: o.status, Err: o.err})
		if o.err == nil {
			return token, nil
		}
		pause, worthwhile := e.doer.pause(ctx, c, o)
		if c.attempts >= e.doer.retry.Attempts || ctx.Err() != nil || !o.mayRepeat(true) || !worthwhile {
			return Token{}, o.err
		}
		if err := sleep(ctx, pause); err != nil {
			return Token{}, err
		}
	}
}

func (e *exchange) attempt(ctx context.Context) (Token, *outcome) {
	ctx, cancel := context.WithTimeoutCause(ctx, e.doer.attemptTimeout, errAttemptTimeout)
	defer cancel()
	given, err := e.config.Token(context.WithValue(ctx, oauth2.HTTPClient, e.doer.http))
	if err != nil {
		return Token{}, failedExchange(ctx, err)
	}
	return Token{Value: NewSecret(given.AccessToken), Expiry: given.Expiry}, &outcome{status: http.StatusOK}
}

// failedExchange translates errors of x/oauth2, which print the answer's body.
func failedExchange(ctx context.Context, err error) *outcome {
	refused, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok {
		cause := causeOf(ctx, err)
		return &outcome{header: http.Header{}, err: &tokenError{cause: cause, kind: ErrTransport}}
	}
	o := &outcome{sent: true, status: refused.Response.StatusCode, header: refused.Response.Header}
	o.err = &tokenError{status: o.status, code: knownCode(refused.ErrorCode), kind: kindOf(o.status)}
	return o
}

// knownCode lets pass what RFC 6749, section 5.2, has: anything else may be a value.
func knownCode(code string) string {
	switch code {
	case "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope":
		return code
	}
	return ""
}

// tokenError is a token that was not to be had.
type tokenError struct {
	status int
	code   string
	kind   error
	cause  error
}

func (e *tokenError) Error() string {
	words := []string{"get a token"}
	if e.status > 0 {
		words = append(words, http.StatusText(e.status))
	}
	if e.code != "" {
		words = append(words, e.code)
	}
	if e.cause != nil {
		words = append(words, e.cause.Error())
	}
	return strings.Join(words, ": ")
}

func (e *tokenError) Unwrap() []error { return []error{e.kind, e.cause} }
