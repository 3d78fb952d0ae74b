package client

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
)

// PollPolicy says when [Client.Wait] asks. The zero value of a field is its default.
type PollPolicy struct {
	First  time.Duration // before the first poll; 1 s
	Factor float64       // of each pause to the one before it; 1.5
	Jitter float64       // by which a pause is shorter or longer, as a part of it; 0.2
	Cap    time.Duration // of a pause; 15 s
	Limit  time.Duration // of the whole; 30 min
}

func (p PollPolicy) withDefaults() PollPolicy {
	return PollPolicy{
		First:  cmp.Or(p.First, time.Second),
		Factor: cmp.Or(p.Factor, 1.5),
		Jitter: cmp.Or(p.Jitter, 0.2),
		Cap:    cmp.Or(p.Cap, 15*time.Second),
		Limit:  cmp.Or(p.Limit, 30*time.Minute),
	}
}

func (p PollPolicy) check() error {
	if p.First < 0 || p.Factor < 1 || p.Jitter < 0 || p.Jitter > 1 || p.Cap < 0 || p.Limit < 0 {
		return errors.New("poll policy: must not be negative, with a factor from 1 and a jitter from 0 to 1")
	}
	return nil
}

// WaitError is a wait that did not end with media that are ready. Nothing is lost with it: call Wait again with ID.
type WaitError struct {
	ID      uuid.UUID
	Media   *Media // as it was last seen; nil if it never was
	Polls   int
	Elapsed time.Duration
	Err     error // ErrMediaFailed, ErrWaitExpired, the context's error, or an *Error
}

// Error says how long it took.
func (e *WaitError) Error() string {
	return fmt.Sprintf("wait for media %v: %v after %d polls in %v", e.ID, e.Err, e.Polls, e.Elapsed.Round(time.Millisecond))
}

// Unwrap returns the reason.
func (e *WaitError) Unwrap() error { return e.Err }

// WaitOption changes one wait. It is an option of [Client.UploadLinkAndWait] too.
type WaitOption interface {
	CallOption
	applyToWait(*PollPolicy)
}

type waitOption func(*PollPolicy)

func (o waitOption) applyToWait(p *PollPolicy)  { o(p) }
func (o waitOption) applyToCall(c *callOptions) { c.wait = append(c.wait, o) }

// Poll says when to ask. The default is the zero [PollPolicy].
func Poll(policy PollPolicy) WaitOption { return waitOption(func(p *PollPolicy) { *p = policy }) }

// CallOption is an [UploadOption] or a [WaitOption].
type CallOption interface{ applyToCall(*callOptions) }

type callOptions struct {
	upload []UploadOption
	wait   []WaitOption
}

// Wait polls until the media is ready, and returns it then. Every other end is a *WaitError: the media has failed, the limit
// or the context's deadline was reached, or a poll failed for good. A status that the contract does not know is not final.
func (c *Client) Wait(ctx context.Context, id uuid.UUID, opts ...WaitOption) (*Media, error) {
	var p PollPolicy
	for _, opt := range opts {
		opt.applyToWait(&p)
	}
	p = p.withDefaults()
	if err := p.check(); err != nil {
		return nil, &WaitError{ID: id, Err: &Error{Operation: "getMedia", Kind: ErrInvalid, Err: err}}
	}
	began := time.Now()
	bounded, cancel := context.WithTimeoutCause(ctx, p.Limit, ErrWaitExpired)
	defer cancel()
	w := &WaitError{ID: id}
	if w.Err = c.poll(bounded, p, w); w.Err == nil {
		return w.Media, nil
	}
	if ctx.Err() == nil && errors.Is(context.Cause(bounded), ErrWaitExpired) {
		w.Err = ErrWaitExpired
	}
	w.Elapsed = time.Since(began)
	return nil, w
}

// poll returns nil once the media is ready.
func (c *Client) poll(ctx context.Context, p PollPolicy, w *WaitError) error {
	pause, floor := p.First, time.Duration(0)
	for {
		if err := sleep(ctx, max(floor, c.doer.jitter(pause, p.Jitter))); err != nil {
			return err
		}
		media, asked, err := c.get(ctx, w.ID)
		w.Polls++
		if err != nil {
			return err
		}
		w.Media = media
		c.doer.observe(ctx, Event{Kind: EventPoll, Operation: "getMedia", Attempt: w.Polls, Media: media.Status})
		switch {
		case media.Status == MediaStatusReady:
			return nil
		case c.doer.isTerminal(media.Status):
			return ErrMediaFailed
		}
		pause, floor = min(time.Duration(float64(pause)*p.Factor), p.Cap), asked
	}
}

// isTerminal asks the contract: whatever is final and not ready is a failure.
func (d *doer) isTerminal(status MediaStatus) bool {
	return slices.Contains(d.library.TerminalStates("MediaStatus"), string(status))
}

func (d *doer) jitter(pause time.Duration, part float64) time.Duration {
	return time.Duration(float64(pause) * (1 + part*(2*d.random()-1)))
}

// UploadLinkAndWait hands in a link and polls until the media is ready. An upload that failed is an *Error, and a wait that
// did is a *WaitError, which has the id.
func (c *Client) UploadLinkAndWait(ctx context.Context, link string, opts ...CallOption) (*Media, error) {
	var both callOptions
	for _, opt := range opts {
		opt.applyToCall(&both)
	}
	media, err := c.UploadLink(ctx, link, both.upload...)
	if err != nil {
		return nil, err
	}
	return c.Wait(ctx, media.ID, both.wait...)
}
