package client

import (
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// WaitError is a wait that did not end with media that are ready. Nothing is lost with it: call Wait again with ID.
type WaitError struct {
	ID      uuid.UUID
	Media   *Media // as it was last seen, by the upload if not by a poll; nil if it never was
	Polls   int
	Elapsed time.Duration
	Effect  Effect // of the call: Applied of UploadLinkAndWait, since the record exists; NotApplied of Wait
	Err     error  // ErrMediaFailed, ErrWaitExpired, the context's error, or an *Error
}

// Error says how long it took.
func (e *WaitError) Error() string {
	polls := "polls"
	if e.Polls == 1 {
		polls = "poll"
	}
	return fmt.Sprintf("wait for media %v: after %d %s in %v: %v", e.ID, e.Polls, polls, e.Elapsed.Round(time.Millisecond), e.Err)
}

// MarshalText makes logs and JSON of the error what Error says: Media has links.
func (e *WaitError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

// Unwrap returns the reason.
func (e *WaitError) Unwrap() error { return e.Err }

// As lets errors.As find an *Error whatever ended a wait of UploadLinkAndWait: its Effect is always that of the upload.
func (e *WaitError) As(target any) bool {
	found, ok := target.(**Error)
	if _, has := errors.AsType[*Error](e.Err); !ok || has || e.Effect != Applied {
		return false
	}
	*found = &Error{Operation: "uploadMediaLink", Effect: Applied, Kind: e.Err}
	return true
}
