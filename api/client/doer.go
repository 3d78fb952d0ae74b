package client

import (
	"context"
	"errors"
	"math"
	"net/http"

	"github.com/medialink-go/medialink/api/contract"
)

// doer sends every request of the generated client: it adds the token, repeats what may be repeated, limits what is read, and checks both
// directions by the contract. It knows no operation by name.
type doer struct {
	config
	library *contract.Contract
	tokens  *tokenCache
}

// Do is gen.HttpRequestDoer. It returns a success, or an *Error.
func (d *doer) Do(r *http.Request) (*http.Response, error) {
	c, o, err := d.exchange(r, nil)
	if err != nil {
		return nil, err
	}
	return c.delivered(o), nil
}

// exchange returns a success that was checked, or an *Error. It decodes the success into media unless that is nil.
func (d *doer) exchange(r *http.Request, media *Media) (*call, *outcome, error) {
	c, err := d.open(r)
	if err != nil {
		return nil, nil, err
	}
	o, err := c.succeed()
	if err != nil {
		return nil, nil, err
	}
	if err := c.checkResponse(o, media); err != nil {
		return nil, nil, c.failure(o, ErrContract, err)
	}
	return c, o, nil
}

// succeed makes attempts until one succeeds or no other may be made.
func (c *call) succeed() (*outcome, error) {
	for refreshed := false; ; {
		token, err := c.token()
		if err != nil {
			return nil, err
		}
		o := c.attempt(token.Value.Reveal())
		c.secrets = append(c.secrets, token.Value.Reveal())
		c.event(Event{Kind: EventAttempt, Status: o.StatusCode, Err: o.err})
		if o.succeeded() {
			return o, nil
		}
		c.addEffect(o)
		if o.StatusCode == http.StatusUnauthorized && c.tokens.drop(token) && !refreshed && c.hasAttempts() {
			refreshed = true
		} else if kind, cause := c.again(o); kind != nil {
			return nil, c.failure(o, kind, cause)
		}
	}
}

func (c *call) addEffect(o *outcome) {
	if !c.safe {
		c.effect = max(c.effect, o.meaning().effect)
	}
}

// failure is the error of a call. In Strict mode a response that does not conform makes it ErrContract.
func (c *call) failure(o *outcome, kind, cause error) *Error {
	if c.mode == Strict && cause == nil && o.StatusCode >= 400 {
		if violated := c.Operation.CheckResponse(o.StatusCode, o.Header, o.body).Err(); violated != nil {
			kind, cause = ErrContract, violated
		}
	}
	limit := math.MaxInt // the id of what was made is in a success
	if o.StatusCode >= 300 {
		limit = 4 << 10
	}
	c.addEffect(o)
	c.secrets.addHeader(c.request.Header)
	e := c.failed(kind, cause)
	e.Status, e.RetryAfter = o.StatusCode, retryAfter(o.Header)
	e.Details, e.Header = c.secrets.details(o.body), c.secrets.header(o.Header)
	e.body = []byte(c.secrets.redact(string(o.body), o.err != nil, limit))
	return e
}

// token returns one that can be sent. One that cannot is not kept.
func (c *call) token() (Token, error) {
	token, err := c.tokens.get(c.request.Context())
	known, ok := errors.AsType[*tokenError](tokenErrorOf(err))
	switch {
	case ok:
		failed := c.failed(known.kind, known)
		failed.RetryAfter = known.retryAfter
		return Token{}, failed
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return Token{}, c.failed(ErrTransport, err)
	case err != nil:
		return Token{}, c.failed(ErrUnauthorized, err)
	case hasControl(token.Value.Reveal()):
		c.tokens.drop(token)
		return Token{}, c.failed(ErrInvalid, errors.New("the token holds a line end or another control character"))
	}
	return token, nil
}
