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

// fixedErrors are those whose text is always the same.
func fixedErrors() []error {
	return []error{context.Canceled, context.DeadlineExceeded, io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe, net.ErrClosed,
		os.ErrDeadlineExceeded, http.ErrSchemeMismatch, errTooLarge}
}

// knownError returns the outermost error of a chain that net, crypto/tls or the system has written without help of the server,
// or nil.
func knownError(err error) error {
	for ; err != nil; err = errors.Unwrap(err) {
		if slices.Contains(fixedErrors(), err) {
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
