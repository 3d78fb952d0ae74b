package client

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"slices"
	"sync/atomic"
)

// outcome is what came of one attempt. Without a response StatusCode is 0.
type outcome struct {
	*http.Response
	sent       bool // a byte of it may have been sent
	body       []byte
	normalized []byte // the body of a success as the generated client can decode it
	err        error  // of the connection, or while the body came
}

func (o *outcome) succeeded() bool { return o.err == nil && o.StatusCode >= 200 && o.StatusCode < 300 }

var errTooLarge = errors.New("larger than the limit")

// attempt sends the call once. The time limit covers the response's body. Nothing was sent if a connection was requested and there was
// none; a transport that traces nothing proves nothing.
func (c *call) attempt(token string) *outcome {
	c.attempts++
	ctx, cancel := context.WithTimeoutCause(c.request.Context(), c.attemptTimeout, errAttemptTimeout)
	defer cancel()
	var trace struct {
		httptrace.ClientTrace
		asked, got atomic.Bool
	}
	traced := ctx
	if !c.safe { // else it makes no difference
		trace.GetConn = func(string) { trace.asked.Store(true) }
		trace.GotConn = func(httptrace.GotConnInfo) { trace.got.Store(true) }
		traced = httptrace.WithClientTrace(ctx, &trace.ClientTrace)
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

// attemptRequest shares all but the header with the call's request, since transports do not change a request.
func (c *call) attemptRequest(ctx context.Context, token string) *http.Request {
	r := c.request.WithContext(ctx)
	r.Header = maps.Clone(r.Header)
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

// readUpTo takes no more memory than the announced size needs, if that is right.
func readUpTo(r io.Reader, limit, announced int64) (body []byte, err error) {
	if announced < 0 {
		announced = bytes.MinRead
	}
	body = make([]byte, 0, min(announced, limit, DefaultMaxResponse)+1) // so that the end is found without growing
	for err == nil && int64(len(body)) <= limit {
		var n int
		n, err = r.Read(body[len(body):cap(body)])
		body = slices.Grow(body[:len(body)+n], 1)
	}
	if int64(len(body)) > limit {
		return body[:limit], errTooLarge
	}
	if err == io.EOF { //nolint:errorlint // as readers return it
		err = nil
	}
	return body, err
}
