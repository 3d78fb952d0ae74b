package client

import (
	"bytes"
	"errors"
	"net/http"
)

var (
	errNoMedia     = errors.New("the response holds no media")
	errOtherMedia  = errors.New("response /id: must be the id that was requested")
	errUndecodable = errors.New("the response does not fit its Go type")
	errUnbuildable = errors.New("the request cannot be built")
)

// delivered is the body of a success, which can still fail: the generated client decodes it after the doer has returned.
type delivered struct {
	*bytes.Reader
	failure func(cause error) *Error
}

func (delivered) Close() error { return nil }

// undecoded is the error of a success that could not be decoded, or is not the right one. The decoder's own error may hold a value.
func undecoded(response *http.Response, cause error) error {
	return response.Body.(delivered).failure(cause)
}

// unsent is the error of a call that the generated client has made no response of: the doer's, or its own, which may hold a value.
func unsent(operation string, err error) error {
	if known, ok := errors.AsType[*Error](err); ok {
		return known
	}
	return &Error{Operation: operation, Kind: ErrInvalid, Err: errUnbuildable}
}
