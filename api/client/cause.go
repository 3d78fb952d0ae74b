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

// cause is an error of a connection with a text of our own: net/http quotes what the server sent, such as the status line or a trailer.
// errors.Is and errors.As find the original. It has no Unwrap, since programs print each error of a chain.
type cause struct {
	text     string
	original error
}

func (e *cause) Error() string        { return e.text }
func (e *cause) GoString() string     { return e.text }
func (e *cause) Is(target error) bool { return errors.Is(e.original, target) }
func (e *cause) As(target any) bool   { return errors.As(e.original, target) }

var errAttemptTimeout = errors.New("the time limit of the attempt was reached")

// causeOf names the time limit that was reached, or keeps the part of an error that holds no value.
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

// knownError returns the outermost error of a chain whose text has nothing from the server, or nil.
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

// knownOperation keeps what was done and between which addresses. The error inside may be the status line of a proxy.
func knownOperation(e *net.OpError) error {
	known := *e
	if known.Err = knownError(e.Err); known.Err == nil {
		known.Err = errors.New("failed")
	}
	return &known
}

// unprocessedErrors says that an HTTP/2 server did not process a request and never will: it sent GOAWAY with a lower stream number or
// REFUSED_STREAM (RFC 9113, section 8.7), or the request never got a stream. These errors have no type. Their whole text is compared, since
// parts of other errors come from the server.
var unprocessedErrors = regexp.MustCompile(`^(http2: Transport: cannot retry err ` +
	`\[(http2: Transport received Server's graceful shutdown GOAWAY|stream error: stream ID \d+; REFUSED_STREAM; received from peer)\] ` +
	`after Request.Body was written; define Request.GetBody to avoid this error` +
	`|http2: Transport received GOAWAY from server ErrCode:\w+` +
	`|http2: client conn (not usable|could not be established)` +
	`|http2: no cached connection was available` +
	`|net/http: cannot rewind body after connection loss)$`)

// unprocessed reports whether the request was certainly not processed. With GetBody net/http would resend such a request by itself, but
// also others: after a PROTOCOL_ERROR, which proxies send for a broken response, and those with an Idempotency-Key over HTTP/1.1.
func unprocessed(err error) bool {
	for ; err != nil; err = errors.Unwrap(err) {
		if unprocessedErrors.MatchString(err.Error()) {
			return true
		}
	}
	return false
}
