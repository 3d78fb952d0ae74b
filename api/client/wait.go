package client

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"
)

// Wait polls until the media is ready, and returns it then. Every other end is a *WaitError: the media has failed, the limit
// or the context's deadline was reached, or a poll failed for good. A status that the contract does not know is not final.
func (c *Client) Wait(ctx context.Context, id uuid.UUID, opts ...WaitOption) (*Media, error) {
	w := &WaitError{ID: id}
	p := configOf(opts).poll.withDefaults()
	if err := p.check(); err != nil {
		w.Err = &Error{Operation: "getMedia", Kind: ErrInvalid, Err: err}
		return nil, w
	}
	return c.wait(ctx, p, w)
}

// UploadLinkAndWait hands in a link and polls until the media is ready. An upload that failed is an *Error, and a wait that
// did is a *WaitError, which has the id: look for that first. A policy that is invalid fails before anything is sent.
//
// Once there is a record, errors.As finds an *Error with effect [Applied], whatever ended the wait.
func (c *Client) UploadLinkAndWait(ctx context.Context, link string, opts ...CallOption) (*Media, error) {
	config := configOf(opts)
	p := config.poll.withDefaults()
	if err := p.check(); err != nil {
		return nil, &Error{Operation: "uploadMediaLink", Kind: ErrInvalid, Err: err}
	}
	media, err := c.upload(ctx, link, config)
	if err != nil {
		return nil, err
	}
	return c.wait(ctx, p, &WaitError{ID: media.ID, Media: media, Effect: Applied})
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

// poll returns nil once the media is ready.
func (c *Client) poll(ctx context.Context, p PollPolicy, w *WaitError) error {
	pause, asked := p.First, time.Duration(0)
	for !c.doer.isTerminal(w.Media) {
		if err := sleep(ctx, max(asked, p.jittered(pause, c.doer.random()))); err != nil {
			return err
		}
		media, retryAfter, err := c.get(ctx, w.ID)
		w.Polls++
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

// isTerminal asks the contract: whatever is final and not ready is a failure.
func (d *doer) isTerminal(m *Media) bool {
	return m != nil && slices.Contains(d.library.TerminalStates("MediaStatus"), string(m.Status))
}
