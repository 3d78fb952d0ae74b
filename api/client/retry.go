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

// RetryPolicy says how often and after what time a call is repeated, where it may be. The zero value of a field is its default.
type RetryPolicy struct {
	Attempts      int           // at most, the first among them; 4
	Base          time.Duration // before the first repetition, and twice as much before each further one, or None; 250 ms
	Cap           time.Duration // of what doubling comes to; 8 s
	MaxRetryAfter time.Duration // a Retry-After beyond it ends the call, with None any does; 60 s
}

func (p RetryPolicy) withDefaults() RetryPolicy {
	return RetryPolicy{
		Attempts:      cmp.Or(p.Attempts, 4),
		Base:          orDefault(p.Base, 250*time.Millisecond),
		Cap:           cmp.Or(p.Cap, 8*time.Second),
		MaxRetryAfter: orDefault(p.MaxRetryAfter, 60*time.Second),
	}
}

func (p RetryPolicy) check() error {
	if p.Attempts < 1 || min(p.Base, p.Cap, p.MaxRetryAfter) < 0 {
		return errors.New("retry policy: must not be negative")
	}
	return nil
}

// backoff is full jitter: anything from nothing to the doubled base, so that callers who failed together do not come back together.
func (p RetryPolicy) backoff(attempt int, random func() float64) time.Duration {
	return duration(random() * min(math.Ldexp(float64(p.Base), attempt-1), float64(p.Cap)))
}

// duration is the nearest one: a float64 may be beyond all.
func duration(nanoseconds float64) time.Duration {
	if nanoseconds < math.MaxInt64 {
		return time.Duration(nanoseconds)
	}
	return math.MaxInt64
}

// mayRepeat reports whether an attempt that did not succeed may be repeated. What may have had an effect, a 503 with
// Retry-After included, is repeated only for a call that may be repeated anyway.
func (o *outcome) mayRepeat(anyway bool) bool {
	if errors.Is(o.err, errTooLarge) {
		return false
	}
	if o.err != nil && o.status < 300 {
		return anyway || !o.sent
	}
	switch o.status {
	case http.StatusTooManyRequests:
		return true
	case http.StatusRequestTimeout, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return anyway
	}
	return false
}

// retryAfter reads seconds and dates (RFC 9110, section 10.2.3); 0 is none. What no duration holds is as long as one can be.
func retryAfter(header http.Header) time.Duration {
	text := header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(text, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Second * time.Duration(min(seconds, uint64(math.MaxInt64/time.Second)))
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, time.Until(at).Round(time.Second))
	}
	return 0
}

// pause returns how long to wait before the next attempt, and false if it is not worth it.
func (d *doer) pause(ctx context.Context, c *call, o *outcome) (time.Duration, bool) {
	asked := retryAfter(o.header)
	pause := max(asked, d.retry.backoff(c.attempts, d.random))
	if asked > d.retry.MaxRetryAfter {
		return 0, false
	}
	deadline, bounded := ctx.Deadline()
	return pause, !bounded || pause < time.Until(deadline)
}

// sleep waits under the caller's context.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
