package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"

	"github.com/medialink-go/medialink/api/contract"
)

// doer is the one way to the service, beneath the generated client: it adds the token, repeats what may be repeated, bounds
// what is read and judges both directions by the contract. It knows no operation by name.
type doer struct {
	config
	base    *url.URL
	http    *http.Client
	library *contract.Contract
	tokens  *tokenCache
}

// operation is what the contract says of a request.
type operation struct {
	*contract.Operation
	parameters []contract.PathParameter
	safe       bool // a GET or HEAD, which has no effect
}

// Do is gen.HttpRequestDoer. It returns a response only if that is a success, and *Error for all else.
func (d *doer) Do(r *http.Request) (*http.Response, error) {
	c, err := d.open(r)
	if err != nil {
		return nil, err
	}
	ctx := r.Context()
	o, err := d.succeed(ctx, c)
	if err != nil {
		return nil, err
	}
	body, err := d.checkResponse(ctx, c, o)
	if err != nil {
		return nil, d.failure(c, o, ErrContract, err)
	}
	undelivered := func(cause error) *Error { return d.failure(c, o, ErrContract, cause) }
	return &http.Response{
		Status:        fmt.Sprint(o.status, " ", http.StatusText(o.status)),
		StatusCode:    o.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        o.header,
		Body:          delivered{bytes.NewReader(body), undelivered},
		ContentLength: int64(len(body)),
		Request:       r,
	}, nil
}

// succeed makes attempts until one succeeds, or none is left that may be made.
func (d *doer) succeed(ctx context.Context, c *call) (*outcome, error) {
	refreshed := false
	for {
		token, err := d.token(ctx, c)
		if err != nil {
			return nil, err
		}
		c.attempts++
		c.secrets = append(c.secrets, token.Value.Reveal())
		o := d.attempt(ctx, c, token.Value.Reveal())
		d.observe(ctx, c.event(Event{Kind: EventAttempt, Status: o.status, Err: o.err}))
		if o.succeeded() {
			return o, nil
		}
		c.effect = max(c.effect, o.effect(c.operation.safe))
		replaceable := o.status == http.StatusUnauthorized && d.tokens.drop(token)
		if c.attempts >= d.retry.Attempts || ctx.Err() != nil {
			return nil, d.failure(c, o, o.kind(), o.err)
		}
		if replaceable && !refreshed {
			refreshed = true
			continue
		}
		pause, worthwhile := d.pause(ctx, c, o)
		if !worthwhile || !o.mayRepeat(c.mayRepeat) {
			return nil, d.failure(c, o, o.kind(), o.err)
		}
		d.observe(ctx, c.event(Event{Kind: EventRetry, Status: o.status, Delay: pause}))
		if err := sleep(ctx, pause); err != nil {
			return nil, d.failure(c, o, ErrTransport, err)
		}
	}
}

func (o *outcome) succeeded() bool { return o.err == nil && o.status >= 200 && o.status < 300 }

func (o *outcome) kind() error {
	if o.status >= 300 {
		return kindOf(o.status)
	}
	if errors.Is(o.err, errTooLarge) {
		return ErrTooLarge
	}
	return ErrTransport
}

// failure is the last word on a call. In Strict mode that of an error which does not conform is that it does not.
func (d *doer) failure(c *call, o *outcome, kind, cause error) *Error {
	if d.mode == Strict && cause == nil && o.status >= 400 {
		if violated := c.operation.CheckResponse(o.status, o.header, o.body).Err(); violated != nil {
			kind, cause = ErrContract, violated
		}
	}
	limit := maxErrorBody
	if o.status < 300 {
		limit = math.MaxInt // the id of what was made is in it
	}
	return &Error{
		Operation:  c.operation.ID(),
		Status:     o.status,
		Attempts:   c.attempts,
		Effect:     max(c.effect, o.effect(c.operation.safe)),
		Kind:       kind,
		Details:    c.secrets.details(detailsOf(o.body)),
		RetryAfter: retryAfter(o.header),
		Header:     c.secrets.header(o.header),
		Err:        cause,
		body:       []byte(c.secrets.redact(string(o.body), o.err != nil, limit)),
	}
}

// token returns one that can be sent. One that cannot is not kept.
func (d *doer) token(ctx context.Context, c *call) (Token, error) {
	token, err := d.tokens.get(ctx)
	if err != nil {
		return Token{}, d.noToken(c, err)
	}
	if hasControl(token.Value.Reveal()) {
		d.tokens.drop(token)
		return Token{}, &Error{Operation: c.operation.ID(), Attempts: c.attempts, Effect: c.effect, Kind: ErrInvalid, Err: errControlInToken}
	}
	return token, nil
}

// noToken is a failure to get a token, after attempts that may have done something.
func (d *doer) noToken(c *call, err error) *Error {
	failed := &Error{Operation: c.operation.ID(), Attempts: c.attempts, Effect: c.effect, Kind: ErrUnauthorized, Err: err}
	if at, ok := errors.AsType[*tokenError](tokenErrorOf(err)); ok {
		failed.Err, failed.Kind, failed.RetryAfter = at, at.kind, at.retryAfter
	} else if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		failed.Kind = ErrTransport
	}
	return failed
}
