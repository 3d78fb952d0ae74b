package contract

import (
	"net/http"
	"time"
)

// Exchange is a request and what came of it, for whoever observes them: see [WithObserver]. An observer may read it, bodies and all,
// until it returns, and may not change it.
type Exchange struct {
	// Started is when the request came, Ended when the last of the response was received.
	Started, Ended time.Time
	// Request has method, URL and headers. Its Body is not to be read: see RequestBody.
	Request     *http.Request
	RequestBody Payload
	// Response has status, headers and trailers, and is nil if there is none. Its Body is not to be read: see ResponseBody.
	Response     *http.Response
	ResponseBody Payload
	Outcome      Outcome
	// Path is that of the request within the contract, as it is on the wire: without the base path, and "" outside of it.
	Path string
	// Caller tells callers apart, without a secret. It is "" if nothing is known of them.
	Caller string
	// Recorded is true for an exchange of a recording, which may lack its credentials.
	Recorded bool
}

// Payload is a body as it is on the wire.
type Payload struct {
	Data    []byte
	Missing string // why Data is not the whole body, such as "over 1048576 bytes"; "" if it is
}

// Outcome is how an exchange ended.
type Outcome string

// The outcomes.
const (
	OutcomeComplete   Outcome = "complete"
	OutcomeTruncated  Outcome = "truncated"   // the response broke off
	OutcomeNoResponse Outcome = "no response" // the connection broke before a response
	OutcomeUnreached  Outcome = "unreached"   // the server could not be connected to
	OutcomeCanceled   Outcome = "canceled"    // the client left before the end
)
