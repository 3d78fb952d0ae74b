package client

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

// The kinds of failures, for errors.Is. Each *Error is of one of the first eight, each *WaitError of one of the last two or
// of an *Error.
var (
	ErrUnauthorized = errors.New("unauthorized")             // status 401 or 403, or there is no token
	ErrNotFound     = errors.New("not found")                // status 404
	ErrInvalid      = errors.New("invalid request")          // any other 4xx, or a request that does not conform
	ErrRateLimited  = errors.New("rate limited")             // status 429
	ErrServer       = errors.New("server failed")            // status 5xx, 408, or a redirect
	ErrTransport    = errors.New("no response")              // the connection failed, or a time limit was reached
	ErrContract     = errors.New("response breaks contract") // a response that does not conform, or does not fit its Go type
	ErrTooLarge     = errors.New("response is too large")    // a response beyond the limit
	ErrMediaFailed  = errors.New("media failed")             // the media's status is failed
	ErrWaitExpired  = errors.New("media was not ready yet")  // the limit of Wait was reached
)

// Detail is an entry of a 422, or the one sentence of another error.
type Detail struct {
	Type     string // such as "url_parsing"; "" of a sentence
	Location string // such as "body.link"; "" of a sentence
	Message  string
}

// Error is a call that failed. It prints neither body, link nor token.
type Error struct {
	Operation  string        // the operationId
	Status     int           // of the last attempt; 0 without a response
	Attempts   int           // that were made, each a request to the API
	Effect     Effect        // of all attempts together
	Kind       error         // one of the sentinels, also for errors.Is
	Details    []Detail      // what the service said, redacted as Body is
	RetryAfter time.Duration // what the service asked for; 0 for nothing
	Header     http.Header   // of the last response, redacted as Body is
	Err        error         // what lies behind it, if anything

	body []byte
}

// Body returns the first 4 KiB of the last response, or all that came of a success: the id in it may be the only trace of what was made.
// It says REDACTED where the response quotes the bearer token or another credential of the request, in any spelling of JSON or URLs.
func (e *Error) Body() []byte { return e.body }

// Error says who, what, how often, and what may have happened.
func (e *Error) Error() string {
	text := fmt.Sprintf("%s: %v", e.Operation, e.Kind)
	if e.Status > 0 {
		text += fmt.Sprintf(" (status %d)", e.Status)
	}
	if e.Attempts > 1 {
		text += fmt.Sprintf(" after %d attempts", e.Attempts)
	}
	if e.Err != nil {
		text += fmt.Sprintf(": %v", e.Err)
	}
	if e.RetryAfter > 0 {
		text += fmt.Sprintf("; Retry-After %v", e.RetryAfter)
	}
	return text + fmt.Sprintf("; effect %v", e.Effect)
}

// GoString keeps %#v from printing what Error does not.
func (e *Error) GoString() string { return "&client.Error{" + e.Error() + "}" }

// MarshalText makes logs and JSON of the error what Error says.
func (e *Error) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

// Unwrap returns the kind and what lies behind it.
func (e *Error) Unwrap() []error { return []error{e.Kind, e.Err} }
