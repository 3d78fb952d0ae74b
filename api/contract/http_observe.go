package contract

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// WithObserver makes [Contract.Transport] pass on everything as it is, whether it conforms or not, and call observe once for each exchange:
// when the body of the response has ended, by EOF, an error or Close, or when RoundTrip has failed. Bodies are streamed; observe gets their
// first [DefaultMaxBody] bytes.
//
// The goroutine that reads the body calls observe, and waits for it; observe must be safe for concurrent use. [WithOnViolation] has no
// effect beside it. The default is no observer.
func WithObserver(observe func(*Exchange)) TransportOption {
	return transportOption(func(t *transport) { t.observe = observe })
}

// observing is the transport with an observer.
type observing struct {
	base     http.RoundTripper
	basePath string
	observe  func(*Exchange)
}

func (o *observing) RoundTrip(r *http.Request) (*http.Response, error) {
	x := &observed{observe: o.observe, x: Exchange{Started: time.Now(), Request: r, Path: o.path(r), Caller: caller(r.Header)}}
	response, err := o.base.RoundTrip(x.outgoing(r))
	if err != nil {
		x.finish(x.outcome(err, OutcomeNoResponse))
		return response, err
	}
	response.Request = r
	x.receive(response)
	return response, nil
}

func (o *observing) path(r *http.Request) string {
	path, ok := strings.CutPrefix(r.URL.EscapedPath(), o.basePath)
	if !ok || !strings.HasPrefix(path, "/") {
		return ""
	}
	return path
}

// callerKey is random, so that nobody can test guesses of a credential.
var callerKey = sync.OnceValue(func() []byte { return []byte(rand.Text()) })

func caller(h http.Header) string {
	credential := h.Get("Authorization")
	if credential == "" {
		return ""
	}
	mac := hmac.New(sha256.New, callerKey())
	_, _ = mac.Write([]byte(credential)) // a hash cannot fail
	return hex.EncodeToString(mac.Sum(nil)[:8])
}

// observed is an exchange on its way.
type observed struct {
	observe    func(*Exchange)
	once       sync.Once
	connecting atomic.Bool // net/http asked for a connection and has none yet
	sent       atomic.Pointer[recordedBody]
	received   *recordedBody
	response   *http.Response
	x          Exchange
}

// outgoing returns the request with its body recorded. If net/http sends it again, the last time counts.
func (o *observed) outgoing(r *http.Request) *http.Request {
	request := r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
		GetConn: func(string) { o.connecting.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { o.connecting.Store(false) },
	}))
	if r.Body == nil || r.Body == http.NoBody {
		return request
	}
	record := func(body io.ReadCloser) io.ReadCloser {
		o.sent.Store(&recordedBody{ReadCloser: body, length: r.ContentLength})
		return o.sent.Load()
	}
	request.Body = record(r.Body)
	if r.GetBody != nil {
		request.GetBody = func() (io.ReadCloser, error) {
			body, err := r.GetBody()
			return record(body), err
		}
	}
	return request
}

// receive waits for the end of the response, which is here already if it has no body. It copies what others may change meanwhile.
func (o *observed) receive(response *http.Response) {
	head := *response
	head.Header, head.Body = response.Header.Clone(), http.NoBody
	o.response, o.x.Response = response, &head
	switch {
	case response.StatusCode == http.StatusSwitchingProtocols:
		o.x.ResponseBody.Missing = "the protocol was switched"
		o.finish(OutcomeComplete)
	case response.Body == nil || response.Body == http.NoBody:
		o.finish(OutcomeComplete)
	default:
		o.received = &recordedBody{ReadCloser: response.Body, length: response.ContentLength}
		o.received.done = func(err error) { o.finish(o.outcome(err, OutcomeTruncated)) }
		response.Body = o.received
	}
}

// outcome returns what an error means. There is none if the client closed the body.
func (o *observed) outcome(err error, failed Outcome) Outcome {
	var network *net.OpError
	_, unsent := o.sent.Load().state()
	switch whole, _ := o.received.state(); {
	case whole:
		return OutcomeComplete
	case err == nil, o.x.Request.Context().Err() != nil, o.response == nil && unsent:
		return OutcomeCanceled
	case o.connecting.Load(), errors.As(err, &network) && network.Op == "dial":
		return OutcomeUnreached
	default:
		return failed
	}
}

func (o *observed) finish(outcome Outcome) {
	o.once.Do(func() {
		o.x.Ended, o.x.Outcome = time.Now(), outcome
		o.x.RequestBody = o.sent.Load().payload("not sent whole")
		if o.received != nil {
			o.x.ResponseBody = o.received.payload("not received whole")
			o.x.Response.Trailer = o.response.Trailer
		}
		o.observe(&o.x)
	})
}
