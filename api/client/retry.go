package client

import (
	"cmp"
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"
)

// RetryPolicy says how often and after what pause a call is repeated, if it may be. The zero value of a field is its default.
type RetryPolicy struct {
	Attempts      int           // at most, with the first; 4
	Base          time.Duration // the longest first pause, doubled for each further one, or None; 250 ms
	Cap           time.Duration // of the doubled pause; 8 s
	MaxRetryAfter time.Duration // a longer Retry-After ends the call; with None any does; 60 s
}

func (p RetryPolicy) withDefaults() RetryPolicy {
	return RetryPolicy{
		Attempts:      cmp.Or(p.Attempts, 4),
		Base:          orDefault(p.Base, 250*time.Millisecond),
		Cap:           cmp.Or(p.Cap, 8*time.Second),
		MaxRetryAfter: orDefault(p.MaxRetryAfter, 60*time.Second),
	}
}

// backoff is full jitter: from 0 to the doubled base, so that callers that failed together do not try again together.
func (p RetryPolicy) backoff(attempt int, random func() float64) time.Duration {
	return duration(random() * min(math.Ldexp(float64(p.Base), attempt-1), float64(p.Cap)))
}

// duration converts to the nearest duration; a float64 may be out of range.
func duration(nanoseconds float64) time.Duration {
	if nanoseconds < math.MaxInt64 {
		return time.Duration(nanoseconds)
	}
	return math.MaxInt64
}

func (c *call) hasAttempts() bool {
	return c.attempts < c.retry.Attempts && c.request.Context().Err() == nil
}

// again waits until the next attempt. If no other may be made it returns the kind and the cause of the call's error. After an attempt that
// may have had an effect, only a call with mayRepeat is repeated.
func (c *call) again(o *outcome) (kind, cause error) {
	m, ctx, asked := o.meaning(), c.request.Context(), retryAfter(o.Header)
	if !m.transient || !c.mayRepeat && m.effect != NotApplied || !c.hasAttempts() || asked > c.retry.MaxRetryAfter {
		return m.kind, o.err
	}
	pause := max(asked, c.retry.backoff(c.attempts, c.random))
	if deadline, bounded := ctx.Deadline(); bounded && pause >= time.Until(deadline) {
		return m.kind, o.err
	}
	if c.Operation != nil { // it is not a request for a token
		c.event(Event{Kind: EventRetry, Status: o.StatusCode, Delay: pause})
	}
	if err := sleep(ctx, pause); err != nil {
		return ErrTransport, err
	}
	return nil, nil
}

// retryAfter reads seconds and dates (RFC 9110, section 10.2.3); 0 is none. A time that is too long is the longest duration.
func retryAfter(header http.Header) time.Duration {
	text := header.Get("Retry-After")
	if text == "" {
		return 0
	}
	if seconds, err := strconv.ParseUint(text, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Second * time.Duration(min(seconds, uint64(math.MaxInt64/time.Second)))
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, time.Until(at).Round(time.Second))
	}
	return 0
}

// sleep waits for d; it fails if ctx ends first.
func sleep(ctx context.Context, d time.Duration) error {
	timer, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	<-timer.Done()
	return ctx.Err()
}
