package client

import (
	"context"
	"errors"
	"math"
	"net/http"

	"github.com/medialink-go/medialink/api/contract"
)

// doer is the one way to the service, beneath the generated client: it adds the token, repeats what may be repeated, bounds
// what is read and checks both directions by the contract. It knows no operation by name.
type doer struct {
	config
	library *contract.Contract
	tokens  *tokenCache
}

// Do is gen.HttpRequestDoer. It returns a response only if that is a success, and *Error for all else.
func (d *doer) Do(r *http.Request) (*http.Response, error) {
	c, err := d.open(r)
	if err != nil {
		return nil, err
	}
	o, err := c.succeed()
	if err != nil {
		return nil, err
	}
	body, err := c.checkResponse(o)
	if err != nil {
		return nil, c.failure(o, ErrContract, err)
	}
	return c.response(o, body), nil
}

// succeed makes attempts until one succeeds, or none is left that may be made.
func (c *call) succeed() (*outcome, error) {
	refreshed := false
	for {
		token, err := c.token()
		if err != nil {
			return nil, err
		}
		o := c.attempt(token.Value.Reveal())
		c.secrets = append(c.secrets, token.Value.Reveal())
		c.event(Event{Kind: EventAttempt, Status: o.status, Err: o.err})
		if o.succeeded() {
			return o, nil
		}
		c.addEffect(o)
		replaceable := o.status == http.StatusUnauthorized && c.tokens.drop(token)
		if replaceable && !refreshed && c.hasAttempts() {
			refreshed = true
			continue
		}
		if kind, cause := c.again(o); kind != nil {
			return nil, c.failure(o, kind, cause)
		}
	}
}

func (c *call) addEffect(o *outcome) {
	if !c.safe {
		c.effect = max(c.effect, o.meaning().effect)
	}
}

// failure is the last word on a call. In Strict mode an error that does not conform is of the kind ErrContract.
func (c *call) failure(o *outcome, kind, cause error) *Error {
	if c.mode == Strict && cause == nil && o.status >= 400 {
		if violated := c.Operation.CheckResponse(o.status, o.header, o.body).Err(); violated != nil {
			kind, cause = ErrContract, violated
		}
	}
	limit := maxErrorBody
	if o.status < 300 {
		limit = math.MaxInt // the id of what was made is in it
	}
	c.addEffect(o)
	e := c.failed(kind, cause)
	e.Status, e.RetryAfter = o.status, retryAfter(o.header)
	e.Details, e.Header = c.secrets.details(detailsOf(o.body)), c.secrets.header(o.header)
	e.body = []byte(c.secrets.redact(string(o.body), o.err != nil, limit))
	return e
}

// token returns one that can be sent. One that cannot is not kept.
func (c *call) token() (Token, error) {
	token, err := c.tokens.get(c.request.Context())
	if err != nil {
		return Token{}, c.noToken(err)
	}
	if hasControl(token.Value.Reveal()) {
		c.tokens.drop(token)
		return Token{}, c.failed(ErrInvalid, errors.New("the token holds a line end or another control character"))
	}
	return token, nil
}

// noToken is a failure to get a token, after attempts that may have done something.
func (c *call) noToken(err error) *Error {
	if at, ok := errors.AsType[*tokenError](tokenErrorOf(err)); ok {
		failed := c.failed(at.kind, at)
		failed.RetryAfter = at.retryAfter
		return failed
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return c.failed(ErrTransport, err)
	}
	return c.failed(ErrUnauthorized, err)
}
