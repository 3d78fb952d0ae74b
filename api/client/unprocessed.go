package client

import (
	"errors"
	"regexp"
)

// unprocessedErrors are the errors by which net/http says that an HTTP/2 server has not processed a request and never will: it
// sent GOAWAY with a lower stream number or REFUSED_STREAM (RFC 9113, section 8.7), or the request never got a stream. They have
// no type, and are compared whole, since parts of other errors come from the server.
var unprocessedErrors = regexp.MustCompile(`^(http2: Transport: cannot retry err \[(http2: Transport received Server's graceful shutdown GOAWAY` +
	`|stream error: stream ID \d+; REFUSED_STREAM; received from peer)\] after Request.Body was written; define Request.GetBody to avoid this error` +
	`|http2: Transport received GOAWAY from server ErrCode:\w+` +
	`|http2: client conn (not usable|could not be established)` +
	`|http2: no cached connection was available` +
	`|net/http: cannot rewind body after connection loss)$`)

// unprocessed reports whether the request has provably not been processed. With GetBody net/http would resend it by itself, but
// also after a PROTOCOL_ERROR, which proxies send when the service has processed the request and its response is broken; and
// over HTTP/1.1 a request with an Idempotency-Key, which this API does not document.
func unprocessed(err error) bool {
	for ; err != nil; err = errors.Unwrap(err) {
		if unprocessedErrors.MatchString(err.Error()) {
			return true
		}
	}
	return false
}
