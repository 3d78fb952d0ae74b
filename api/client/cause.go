package client

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"syscall"
)

// cause is an error of a connection without its text: net/http quotes there what the server has sent, such as the status line
// or a trailer. errors.Is and errors.As reach the original. There is no Unwrap, for programs that print each error of a chain.
type cause struct {
	text     string
	original error
}

func (e *cause) Error() string        { return e.text }
func (e *cause) GoString() string     { return e.text }
func (e *cause) Is(target error) bool { return errors.Is(e.original, target) }
func (e *cause) As(target any) bool   { return errors.As(e.original, target) }

var errAttemptTimeout = errors.New("the time limit of the attempt was reached")

// causeOf says which time limit it was, and otherwise what is known to hold no value.
func causeOf(ctx context.Context, err error) error {
	if errors.Is(err, context.DeadlineExceeded) && errors.Is(context.Cause(ctx), errAttemptTimeout) {
		return errAttemptTimeout
	}
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err // its text has the URL, and would make a *url.Error of every cause
	}
	text := "no valid HTTP response"
	if known := knownError(err); known != nil {
		text = known.Error()
	}
	return &cause{text: text, original: err}
}

// knownError returns the outermost error of a chain that net, crypto/tls or the system has written without help of the server,
// or nil.
func knownError(err error) error {
	fixed := []error{context.Canceled, context.DeadlineExceeded, io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe, net.ErrClosed,
		os.ErrDeadlineExceeded, http.ErrSchemeMismatch, errTooLarge}
	for ; err != nil; err = errors.Unwrap(err) {
		if slices.Contains(fixed, err) {
			return err
		}
		switch e := err.(type) { //nolint:errorlint // the loop unwraps
		case *net.OpError:
			return knownOperation(e)
		case *net.DNSError, *os.SyscallError, syscall.Errno, *tls.CertificateVerificationError, tls.RecordHeaderError, tls.AlertError:
			return e
		case net.Error:
			if e.Timeout() {
				return os.ErrDeadlineExceeded
			}
		}
	}
	return nil
}

// knownOperation keeps what was done and between which addresses. Behind it may be the status line of a proxy.
func knownOperation(e *net.OpError) error {
	known := *e
	if known.Err = knownError(e.Err); known.Err == nil {
		known.Err = errors.New("failed")
	}
	return &known
}

// unprocessedErrors are the errors by which net/http says that an HTTP/2 server has not processed a request and never will: it
// sent GOAWAY with a lower stream number or REFUSED_STREAM (RFC 9113, section 8.7), or the request never got a stream. They have
// no type, and are compared whole, since parts of other errors come from the server.
var unprocessedErrors = regexp.MustCompile(`^(http2: Transport: cannot retry err ` +
	`\[(http2: Transport received Server's graceful shutdown GOAWAY|stream error: stream ID \d+; REFUSED_STREAM; received from peer)\] ` +
	`after Request.Body was written; define Request.GetBody to avoid this error` +
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
