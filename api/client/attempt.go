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
)

// outcome is what came of one attempt.
type outcome struct {
	sent   bool // a byte of it may have been sent
	status int  // 0 without a response
	header http.Header
	body   []byte
	err    error // of the connection, or while the body came
}

func (o *outcome) succeeded() bool { return o.err == nil && o.status >= 200 && o.status < 300 }

var errTooLarge = errors.New("larger than the limit")

// attempt sends the call once.
func (c *call) attempt(token string) *outcome {
	c.attempts++
	r := c.request.Clone(c.request.Context())
	if r.Body != nil {
		r.Body = io.NopCloser(bytes.NewReader(c.body))
		r.ContentLength = int64(len(c.body))
		r.GetBody = nil // net/http would resend more than is safe: see unprocessed
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return c.send(r)
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
	if o.body, err = readUpTo(response.Body, d.maxResponse); err != nil {
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

// sentTrace proves that a request was not sent: a connection was asked for and never had. A transport that traces nothing proves nothing.
type sentTrace struct{ asked, got atomic.Bool }

func (t *sentTrace) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { t.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { t.got.Store(true) },
	}
}

func (t *sentTrace) maybe() bool { return t.got.Load() || !t.asked.Load() }
