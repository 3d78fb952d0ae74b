package client

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"

	"github.com/google/uuid"
)

// call is a request that may be sent several times.
type call struct {
	request   *http.Request
	body      []byte
	operation operation
	media     uuid.UUID // that its path names, if any
	mayRepeat bool      // whatever happened
	attempts  int
	effect    Effect // of the attempts so far
	secrets   secrets
}

// outcome is what came of one attempt.
type outcome struct {
	sent   bool // a byte of it may have been sent
	status int  // 0 without a response
	header http.Header
	body   []byte
	err    error // of the connection, or while the body came
}

var errTooLarge = errors.New("larger than the limit")

// attempt sends the call once.
func (d *doer) attempt(ctx context.Context, c *call, token string) *outcome {
	r := c.request.Clone(ctx)
	if c.request.Body != nil {
		r.Body = io.NopCloser(bytes.NewReader(c.body))
		r.ContentLength = int64(len(c.body))
		r.GetBody = nil // net/http would resend more than is safe: see unprocessed
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return d.send(r)
}

// send is the one way to net/http. The time limit covers the response's body.
func (d *doer) send(r *http.Request) *outcome {
	ctx, cancel := context.WithTimeoutCause(r.Context(), d.attemptTimeout, errAttemptTimeout)
	defer cancel()
	sent := sentTrace{}
	response, err := d.http.Do(r.WithContext(httptrace.WithClientTrace(ctx, sent.trace())))
	if err != nil {
		return &outcome{sent: sent.maybe() && !unprocessed(err), err: causeOf(ctx, err)}
	}
	defer response.Body.Close()
	o := &outcome{sent: true, status: response.StatusCode, header: response.Header}
	o.body, err = readUpTo(response.Body, d.maxResponse)
	if err != nil {
		o.err = causeOf(ctx, err)
	}
	return o
}

func readUpTo(r io.Reader, limit int64) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, min(limit, math.MaxInt64-1)+1))
	if int64(len(body)) > limit {
		return body[:limit], errTooLarge
	}
	return body, err
}

// sentTrace tells whether a request was provably not sent: a connection was asked for and never had. A transport that tells
// nothing proves nothing.
type sentTrace struct{ asked, got atomic.Bool }

func (t *sentTrace) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { t.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { t.got.Store(true) },
	}
}

func (t *sentTrace) maybe() bool { return t.got.Load() || !t.asked.Load() }
