package contract

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// DefaultMaxResponse is the largest response body that [Contract.Transport] reads, in bytes.
const DefaultMaxResponse = 16 << 20

// TransportOption changes [Contract.Transport].
type TransportOption interface{ applyToTransport(*transport) }

type transportOption func(*transport)

func (o transportOption) applyToTransport(t *transport) { o(t) }

// WithBasePath is for a server whose paths begin with a prefix, such as "/rask". The default is none.
func WithBasePath(prefix string) TransportOption {
	return transportOption(func(t *transport) { t.basePath = strings.TrimSuffix(prefix, "/") })
}

// WithOnViolation calls decide for each message that does not conform. If it returns nil the message passes, else
// RoundTrip fails with its error. By default RoundTrip fails with the *ViolationError.
func WithOnViolation(decide func(*ViolationError) error) TransportOption {
	return transportOption(func(t *transport) { t.decide = decide })
}

// Transport checks what a client sends and receives through base (http.DefaultTransport if nil). A request that does not
// conform is not sent; a response that does not conform is closed and not returned. Either way the error is a
// *ViolationError, and a *RouteError for a request that no operation is for; http.Client wraps both in a *url.Error.
//
// Put it innermost, behind what adds the Authorization header. Bodies are read whole: of responses at most
// [DefaultMaxResponse], of requests at most [DefaultMaxBody]. A response that is not JSON is returned unread. It is as safe for concurrent use as base is.
//
// With an observer it does none of that: see [WithObserver].
func (c *Contract) Transport(base http.RoundTripper, opts ...TransportOption) http.RoundTripper {
	if base == nil {
		base = http.DefaultTransport
	}
	t := &transport{contract: c, base: base, decide: func(err *ViolationError) error { return err }}
	for _, opt := range opts {
		opt.applyToTransport(t)
	}
	return t
}

type transport struct {
	contract *Contract
	base     http.RoundTripper
	basePath string
	decide   func(*ViolationError) error
	observe  func(*Exchange) // nil without an observer
}

func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if t.observe != nil {
		return t.roundTripObserved(r)
	}
	op, request, err := t.checkRequest(r)
	if err != nil {
		return nil, err
	}
	response, err := t.base.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	if err := t.checkResponse(op, response); err != nil {
		return nil, err
	}
	return response, nil
}

// path is that of the request behind the base path, and "" outside of it.
func (t *transport) path(r *http.Request) string {
	if path, ok := strings.CutPrefix(r.URL.EscapedPath(), t.basePath); ok && strings.HasPrefix(path, "/") {
		return path
	}
	return ""
}

// checkRequest returns the operation and a request whose body can be read again. It closes the body of r, as a RoundTripper must.
func (t *transport) checkRequest(r *http.Request) (*Operation, *http.Request, error) {
	body, err := drain(r.Body, DefaultMaxBody, r.ContentLength)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: read the request body: %w", r.Method, err)
	}
	match, err := t.contract.Match(r.Method, t.path(r))
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", r.Method, err)
	}
	if err := match.Operation.UseRequest(r, match.Parameters, body, t.enforce); err != nil {
		return nil, nil, err
	}
	request := r.Clone(r.Context())
	if r.Body != nil && r.Body != http.NoBody {
		request.Body = io.NopCloser(bytes.NewReader(body))
		request.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		request.ContentLength = int64(len(body))
	}
	return match.Operation, request, nil
}

// checkResponse replaces the body by one that can be read again, or closes it. It does not read one that is not JSON.
func (t *transport) checkResponse(op *Operation, response *http.Response) error {
	if declared := op.response(response.StatusCode); declared != nil && declared.stream != "" && !isHead(response) {
		err := t.enforce(op.checkResponse(response.StatusCode, response.Header, nil, lent))
		if err != nil {
			_ = response.Body.Close() // it says nothing of a response that nobody gets
		}
		return err
	}
	body, err := drain(response.Body, DefaultMaxResponse, response.ContentLength)
	if err != nil {
		return fmt.Errorf("%s: read the response body: %w", op, err)
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	if isHead(response) {
		return t.enforce(op.CheckHeadResponse(response.StatusCode, response.Header))
	}
	return op.UseResponse(response.StatusCode, response.Header, body, t.enforce)
}

func isHead(response *http.Response) bool {
	return response.Request != nil && response.Request.Method == http.MethodHead
}

func (t *transport) enforce(result Result) error {
	if result.OK() {
		return nil
	}
	return t.decide(&ViolationError{Violations: result.Violations})
}

// drain reads a body and closes it, whatever happens.
func drain(body io.ReadCloser, limit, sizeHint int64) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	data, err := readAll(body, limit, sizeHint)
	return data, errors.Join(err, body.Close())
}
