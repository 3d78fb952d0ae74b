package floor

import (
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Call is a request that any number of goroutines may serve again and again, in process.
type Call struct {
	Header  http.Header // of the request
	request http.Request
	body    string
}

// NewCall makes a request with a bearer token and a body of JSON.
func NewCall(method, path, token, body string) *Call {
	header := http.Header{"Authorization": {"Bearer " + token}, "Content-Type": {"application/json"}}
	return &Call{Header: header, body: body, request: http.Request{
		Method: method, URL: &url.URL{Path: path}, Host: "127.0.0.1:8080", RequestURI: path, RemoteAddr: "127.0.0.1:50000",
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, ContentLength: int64(len(body)), Header: header,
	}}
}

// Serve has a handler serve the request, and returns the status. It adds as little as it can to what the handler costs.
func (c *Call) Serve(h http.Handler) (status int) {
	request := c.request
	request.Body = http.NoBody
	if c.body != "" {
		request.Body = io.NopCloser(strings.NewReader(c.body))
	}
	w := discard{header: http.Header{}, status: http.StatusOK}
	h.ServeHTTP(&w, &request)
	return w.status
}

// discard is a response of which only the status is kept.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) WriteHeader(status int)      { d.status = status }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }
