package contract

import (
	"bytes"
	"maps"
	"net/http"
	"strconv"
	"sync"
)

// Response is a response that is held back until it has been checked, unless it is a stream: see [Response.StreamTo]. It is an
// http.ResponseWriter, and it ignores informational statuses. One goroutine may use it at a time.
type Response struct {
	header   http.Header
	status   int // 0 before the header is written
	body     bytes.Buffer
	bare     bool // to HEAD, without the body that GET would get
	failure  error
	conforms *Operation // that the body is known to conform to; nil once it changes
	stream   stream
}

// largestPooled keeps one huge response from staying in memory.
const largestPooled = 64 << 10

var responsePool = sync.Pool{New: func() any { return &Response{header: http.Header{}} }}

// NewResponse returns an empty response, which its user may give back with [Response.Release].
func NewResponse() *Response { return responsePool.Get().(*Response) }

// Release gives the response back for further use. Nothing of it may be used afterwards.
func (res *Response) Release() {
	if res.body.Cap() > largestPooled {
		return
	}
	res.Reset()
	res.stream = stream{}
	responsePool.Put(res)
}

// Reset removes all that was written. What has been streamed is sent.
func (res *Response) Reset() {
	res.body.Reset()
	clear(res.header)
	res.status, res.bare, res.failure, res.conforms = 0, false, nil, nil
}

// Status returns the status that was written, or 0.
func (res *Response) Status() int { return res.status }

// Body returns the body that was written. It is valid until more is written.
func (res *Response) Body() []byte { return res.body.Bytes() }

// Header returns the header to send.
func (res *Response) Header() http.Header { return res.header }

// WriteHeader sets the status, the first time.
func (res *Response) WriteHeader(status int) {
	if res.status == 0 && status >= 200 {
		res.status = status
		if res.stream.operation != nil {
			res.beginStream()
		}
	}
}

// Write appends to the body.
func (res *Response) Write(data []byte) (int, error) {
	res.WriteHeader(http.StatusOK)
	if res.stream.operation != nil && (res.failure != nil || res.stream.begun) {
		return res.writeStream(data)
	}
	res.conforms = nil
	return res.body.Write(data)
}

// ReplaceBody replaces the body that was written.
func (res *Response) ReplaceBody(body []byte) {
	res.body.Reset()
	res.conforms = nil
	_, _ = res.body.Write(body)
}

// SendHeader sends status and header, with the length of the whole body.
func (res *Response) SendHeader(w http.ResponseWriter) {
	if !res.bare {
		res.SetLength()
	}
	maps.Copy(w.Header(), res.header)
	w.WriteHeader(res.status)
}

// SetLength sets Content-Length to that of the body, as [Response.Send] does.
func (res *Response) SetLength() {
	var digits [20]byte
	length := strconv.AppendInt(digits[:0], int64(res.body.Len()), 10)
	if given := res.header["Content-Length"]; len(given) != 1 || given[0] != string(length) {
		res.header.Set("Content-Length", string(length))
	}
}

// Send sends the response, unless it has been streamed. It drops the connection of a stream that has failed, with http.ErrAbortHandler.
func (res *Response) Send(w http.ResponseWriter) {
	switch {
	case res.stream.begun && res.stream.failed:
		panic(http.ErrAbortHandler)
	case res.stream.begun:
		return
	}
	res.SendHeader(w)
	_, _ = w.Write(res.body.Bytes()) // it fails if the client has gone away, which net/http notices too
}

// Fail makes the response one that the contract refuses: whatever was written is dropped, and the Refusal has status 500 and err.
// It is for handlers behind the contract, and reports whether w is a Response.
func Fail(w http.ResponseWriter, err error) bool {
	res, ok := w.(*Response)
	if ok {
		res.failure = err
	}
	return ok
}
