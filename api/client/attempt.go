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

// outcome is what came of one attempt. Without a response StatusCode is 0.
type outcome struct {
	*http.Response
	sent bool // a byte of it may have been sent
	body []byte
	err  error // of the connection, or while the body came
}

func (o *outcome) succeeded() bool { return o.err == nil && o.StatusCode >= 200 && o.StatusCode < 300 }

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

// send sends a request. The time limit covers the response's body. Nothing was sent if a connection was requested and there was none; a
// transport that traces nothing proves nothing.
func (d *doer) send(r *http.Request) *outcome {
	ctx, cancel := context.WithTimeoutCause(r.Context(), d.attemptTimeout, errAttemptTimeout)
	defer cancel()
	var trace struct{ asked, got atomic.Bool }
	response, err := d.http.Do(r.WithContext(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { trace.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { trace.got.Store(true) },
	})))
	if err != nil {
		return &outcome{Response: &http.Response{}, sent: (trace.got.Load() || !trace.asked.Load()) && !unprocessed(err), err: causeOf(ctx, err)}
	}
	defer response.Body.Close()
	o := &outcome{Response: response, sent: true}
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
