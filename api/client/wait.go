package client

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
)

// Wait polls until the media is ready, and returns it. Else it returns a *WaitError: the media has failed, the limit or the context's
// deadline was reached, or a poll failed. A status that the contract does not know is not final.
func (c *Client) Wait(ctx context.Context, id uuid.UUID, opts ...WaitOption) (*Media, error) {
	p := configOf(opts).poll
	if err := p.check(); err != nil {
		return nil, &WaitError{ID: id, Err: &Error{Operation: "getMedia", Kind: ErrInvalid, Err: err}}
	}
	return c.wait(ctx, p, &WaitError{ID: id})
}

// UploadLinkAndWait uploads a link and polls until the media is ready. A failed upload is an *Error, and a failed wait is a *WaitError,
// which has the id: look for that first. An invalid policy fails before anything is sent.
//
// Once there is a record, errors.As finds an *Error with effect [Applied], whatever ended the wait.
func (c *Client) UploadLinkAndWait(ctx context.Context, link string, opts ...CallOption) (*Media, error) {
	config := configOf(opts)
	if err := config.poll.check(); err != nil {
		return nil, &Error{Operation: "uploadMediaLink", Kind: ErrInvalid, Err: err}
	}
	media, err := c.upload(ctx, link, config)
	if err != nil {
		return nil, err
	}
	return c.wait(ctx, config.poll, &WaitError{ID: media.ID, Media: media, Effect: Applied})
}

// wait fills in w, and returns it unless the media is ready.
func (c *Client) wait(ctx context.Context, p PollPolicy, w *WaitError) (*Media, error) {
	began := time.Now()
	bounded, cancel := context.WithTimeoutCause(ctx, p.Limit, ErrWaitExpired)
	defer cancel()
	if w.Err = c.poll(bounded, p, w); w.Err == nil {
		return w.Media, nil
	}
	if ctx.Err() == nil && errors.Is(context.Cause(bounded), ErrWaitExpired) {
		w.Err = ErrWaitExpired
	}
	if failed, ok := errors.AsType[*Error](w.Err); ok {
		failed.Effect = w.Effect
	}
	w.Elapsed = time.Since(began)
	return nil, w
}

// poll returns nil once the media is ready. Every other status that the contract says is final is a failure.
func (c *Client) poll(ctx context.Context, p PollPolicy, w *WaitError) error {
	final := c.doer.library.TerminalStates("MediaStatus")
	pause, asked := p.First, time.Duration(0)
	for w.Media == nil || !slices.Contains(final, string(w.Media.Status)) {
		if err := sleep(ctx, max(asked, p.jittered(pause, c.doer.random()))); err != nil {
			return err
		}
		w.Polls++
		media, retryAfter, err := c.get(ctx, w.ID)
		if err != nil {
			return err
		}
		w.Media = media
		c.doer.observe(ctx, Event{Kind: EventPoll, Operation: "getMedia", Attempt: w.Polls, Media: media.Status, MediaID: media.ID})
		pause, asked = p.after(pause), retryAfter
	}
	if w.Media.Status != MediaStatusReady {
		return ErrMediaFailed
	}
	return nil
}

// WaitError is a wait that ended before the media was ready. The record is not lost: call Wait again with ID.
type WaitError struct {
	ID      uuid.UUID
	Media   *Media // of the last poll, or of the upload; nil if there was no response
	Polls   int
	Elapsed time.Duration
	Effect  Effect // Applied of UploadLinkAndWait, since the record exists; NotApplied of Wait
	Err     error  // ErrMediaFailed, ErrWaitExpired, the context's error, or an *Error
}

// Error says how many polls there were, how long they took, and why there is no other.
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

// As lets errors.As find an *Error with the effect of the upload, whatever ended a wait of UploadLinkAndWait.
func (e *WaitError) As(target any) bool {
	found, ok := target.(**Error)
	if _, has := errors.AsType[*Error](e.Err); !ok || has || e.Effect != Applied {
		return false
	}
	*found = &Error{Operation: "uploadMediaLink", Effect: Applied, Kind: e.Err}
	return true
}
