package client

import "errors"

var (
	errNoMedia     = errors.New("the answer holds no media")
	errOtherMedia  = errors.New("response /id: must be the id that was requested")
	errUndecodable = errors.New("the answer does not fit its Go type")
)

// undecoded makes an *Error of what only the generated client has noticed: an answer that it could not decode, whose own
// error may hold a value. How many attempts came before is not known here: one at least.
func undecoded(operation string, effect Effect, err error) error {
	if known, ok := errors.AsType[*Error](err); ok {
		return known
	}
	if !errors.Is(err, errNoMedia) && !errors.Is(err, errOtherMedia) {
		err = errUndecodable
	}
	return &Error{Operation: operation, Attempts: 1, Effect: effect, Kind: ErrContract, Err: err}
}
