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
	sent    bool // a byte of it may have been sent
	body    []byte
	err     error // of the connection, or while the body came
	value   any   // of the body of a success
	changed bool  // the value no longer says what the body says
}

func (o *outcome) succeeded() bool { return o.err == nil && o.StatusCode >= 200 && o.StatusCode < 300 }

var errTooLarge = errors.New("larger than the limit")

// attempt sends the call once. The time limit covers the response's body. Nothing was sent if a connection was requested and there was
// none; a transport that traces nothing proves nothing.
func (c *call) attempt(token string) *outcome {
	c.attempts++
	ctx, cancel := context.WithTimeoutCause(c.request.Context(), c.attemptTimeout, errAttemptTimeout)
	defer cancel()
	var trace struct{ asked, got atomic.Bool }
	traced := ctx
	if !c.safe { // else it makes no difference
		traced = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
			GetConn: func(string) { trace.asked.Store(true) },
			GotConn: func(httptrace.GotConnInfo) { trace.got.Store(true) },
		})
	}
	response, err := c.http.Do(c.attemptRequest(traced, token))
	if err != nil {
		return &outcome{Response: &http.Response{}, sent: (trace.got.Load() || !trace.asked.Load()) && !unprocessed(err), err: causeOf(ctx, err)}
	}
	defer response.Body.Close()
	o := &outcome{Response: response, sent: true}
	if o.body, err = readUpTo(response.Body, c.maxResponse, response.ContentLength); err != nil {
		o.err = causeOf(ctx, err)
	}
	return o
}

func (c *call) attemptRequest(ctx context.Context, token string) *http.Request {
	r := c.request.Clone(ctx)
	if r.Body != nil {
		r.Body = io.NopCloser(bytes.NewReader(c.body))
		r.ContentLength = int64(len(c.body))
		r.GetBody = nil // net/http would resend more than is safe: see unprocessed
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return r
}

// readUpTo makes room for the announced size first.
func readUpTo(r io.Reader, limit, announced int64) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(int(min(max(announced, 0), limit, DefaultMaxResponse)) + bytes.MinRead) // so that ReadFrom need not grow it
	_, err := b.ReadFrom(io.LimitReader(r, min(limit, math.MaxInt64-1)+1))
	body := b.Bytes()
	if int64(len(body)) > limit {
		return body[:limit], errTooLarge
	}
	return body, err
}
