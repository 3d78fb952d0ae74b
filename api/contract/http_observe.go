package contract

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
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

// roundTripObserved is RoundTrip with an observer.
func (t *transport) roundTripObserved(r *http.Request) (*http.Response, error) {
	x := Exchange{Started: time.Now(), Request: r, Path: t.path(r), Caller: caller(r.Header.Get("Authorization"))}
	o := &observation{Exchange: x, observe: t.observe}
	response, err := t.base.RoundTrip(o.outgoing())
	var network *net.OpError
	switch {
	case err == nil:
		o.receive(response)
	case o.connecting.Load(), errors.As(err, &network) && network.Op == "dial":
		o.finish(Payload{}, OutcomeUnreached)
	default:
		o.finish(Payload{}, OutcomeNoResponse)
	}
	return response, err
}

// callerKey is random, so that nobody can test guesses of a credential.
var callerKey = sync.OnceValue(rand.Text)

func caller(credential string) string {
	if credential == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(callerKey() + credential))
	return hex.EncodeToString(sum[:8])
}

// observation is of an exchange on its way.
type observation struct {
	Exchange
	observe    func(*Exchange)
	connecting atomic.Bool                  // net/http asked for a connection and has none yet
	sent       atomic.Pointer[recordedBody] // nil if the request has no body
}

// outgoing returns the request with its body recorded. If net/http sends it again, the last time counts.
func (o *observation) outgoing() *http.Request {
	r := o.Request
	request := r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
		GetConn: func(string) { o.connecting.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { o.connecting.Store(false) },
	}))
	if r.Body == nil || r.Body == http.NoBody {
		return request
	}
	record := func(body io.ReadCloser) io.ReadCloser {
		sent := &recordedBody{ReadCloser: body, length: r.ContentLength, cut: "not sent whole"}
		o.sent.Store(sent)
		return sent
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
func (o *observation) receive(response *http.Response) {
	response.Request = o.Request
	head := *response
	head.Header, head.Body = response.Header.Clone(), http.NoBody
	o.Response = &head
	switch {
	case response.StatusCode == http.StatusSwitchingProtocols:
		o.finish(Payload{Missing: "the protocol was switched"}, OutcomeComplete)
	case response.Body == nil || response.Body == http.NoBody:
		o.finish(Payload{}, OutcomeComplete)
	default:
		done := func(received Payload, outcome Outcome) {
			head.Trailer = response.Trailer
			o.finish(received, outcome)
		}
		response.Body = &recordedBody{ReadCloser: response.Body, length: response.ContentLength, cut: "not received whole", done: done}
	}
}

// finish blames no upstream if the client left, by its context or within its body.
func (o *observation) finish(received Payload, outcome Outcome) {
	left := o.Request.Context().Err() != nil
	if body := o.sent.Load(); body != nil {
		body.stop()
		sent, how := body.recorded()
		o.RequestBody, left = sent, left || how == OutcomeTruncated
	}
	if left && outcome != OutcomeComplete {
		outcome = OutcomeCanceled
	}
	o.Ended, o.Outcome, o.ResponseBody = time.Now(), outcome, received
	o.observe(&o.Exchange)
}
