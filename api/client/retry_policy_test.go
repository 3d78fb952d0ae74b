package client_test

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/api/stubtest"
)

// backoff returns how long a client waits before each further attempt, while every response is a 500 with the header.
func backoff(t *testing.T, policy client.RetryPolicy, random float64, header http.Header) (pauses string, err error) {
	t.Helper()
	var all []string
	synctest.Test(t, func(t *testing.T) {
		c := stubtest.New(t).Client(client.WithRetry(policy), client.WithRandom(func() float64 { return random }),
			client.WithHTTPClient(&http.Client{Transport: responding(500, header, "")}),
			client.WithObserver(func(_ context.Context, e client.Event) {
				if e.Kind == client.EventRetry {
					all = append(all, e.Delay.String())
				}
			}))
		began := time.Now()
		_, err = c.Get(t.Context(), exampleID)
		var sum time.Duration
		for _, pause := range all {
			d, _ := time.ParseDuration(pause)
			sum += d
		}
		if took := time.Since(began); took != sum {
			t.Errorf("pauses of %v took %v", all, took)
		}
	})
	return strings.Join(all, " "), err
}

func TestRetryPoliciesSetThePauses(t *testing.T) {
	for _, row := range []struct {
		name   string
		policy client.RetryPolicy
		random float64
		want   string
	}{
		{"by default, as long as can be", client.RetryPolicy{}, 1, "250ms 500ms 1s"},
		{"by default, on average", client.RetryPolicy{}, 0.5, "125ms 250ms 500ms"},
		{"once", client.RetryPolicy{Attempts: 1}, 1, ""},
		{"up to the default cap", client.RetryPolicy{Attempts: 8}, 1, "250ms 500ms 1s 2s 4s 8s 8s"},
		{"with a cap that is no multiple", client.RetryPolicy{Cap: 700 * time.Millisecond}, 1, "250ms 500ms 700ms"},
		{"with a cap below the base", client.RetryPolicy{Base: time.Second, Cap: 100 * time.Millisecond}, 1, "100ms 100ms 100ms"},
		{"without a pause", client.RetryPolicy{Base: client.None}, 1, "0s 0s 0s"},
		{"with the largest base", client.RetryPolicy{Base: math.MaxInt64, Cap: time.Minute}, 1, "1m0s 1m0s 1m0s"},
		{"with the largest base and cap", client.RetryPolicy{Attempts: 2, Base: math.MaxInt64, Cap: math.MaxInt64}, 0.5, time.Duration(math.MaxInt64/2 + 1).String()},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got, err := backoff(t, row.policy, row.random, nil); got != row.want || !errors.Is(err, client.ErrServer) {
				t.Errorf("%v after pauses of %s; want %s", err, got, row.want)
			}
		})
	}
}

// The float64 next to the longest time.Duration is beyond it, and would become the most negative one.
func TestTheLongestPauseIsNotNegative(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := stubtest.New(t).Client(client.WithRetry(client.RetryPolicy{Base: math.MaxInt64, Cap: math.MaxInt64}), client.WithRandom(func() float64 { return 1 }),
		client.WithHTTPClient(&http.Client{Transport: responding(500, nil, "")}),
		client.WithObserver(func(_ context.Context, e client.Event) {
			if e.Kind == client.EventRetry {
				cancel()
				if e.Delay != math.MaxInt64 {
					t.Errorf("a pause of %v", e.Delay)
				}
			}
		}))
	if _, err := c.Get(ctx, exampleID); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestRetryAfterIsFollowed(t *testing.T) {
	for _, row := range []struct {
		name, retryAfter string
		policy           client.RetryPolicy
		want             string
		says             time.Duration
	}{
		{"in seconds", "2", client.RetryPolicy{}, "2s 2s 2s", 2 * time.Second},
		{"less than the policy's pause", "0", client.RetryPolicy{}, "250ms 500ms 1s", 0},
		{"as long as the limit", "60", client.RetryPolicy{}, "1m0s 1m0s 1m0s", time.Minute},
		{"longer than the limit", "61", client.RetryPolicy{}, "", 61 * time.Second},
		{"longer than a limit of one's own", "4", client.RetryPolicy{MaxRetryAfter: 3 * time.Second}, "", 4 * time.Second},
		{"any, where none is waited for", "1", client.RetryPolicy{MaxRetryAfter: client.None}, "", time.Second},
		{"none, where none is waited for", "", client.RetryPolicy{MaxRetryAfter: client.None}, "250ms 500ms 1s", 0},
		{"more than a time.Duration holds", "9223372037", client.RetryPolicy{}, "", 9223372036 * time.Second},
		{"more than an integer holds", "99999999999999999999", client.RetryPolicy{MaxRetryAfter: time.Hour}, "", 9223372036 * time.Second},
		{"negative", "-5", client.RetryPolicy{}, "250ms 500ms 1s", 0},
		{"a fraction", "1.5", client.RetryPolicy{}, "250ms 500ms 1s", 0},
		{"a word", "abc", client.RetryPolicy{}, "250ms 500ms 1s", 0},
		{"a date that has passed", "Thu, 01 Jan 1970 00:00:00 GMT", client.RetryPolicy{}, "250ms 500ms 1s", 0},
		{"a date, by a synctest clock of 2000", "Sat, 01 Jan 2000 00:00:30 GMT", client.RetryPolicy{Attempts: 2}, "30s", 0},
		{"a date in a thousand years", "Wed, 01 Jan 3000 00:00:00 GMT", client.RetryPolicy{}, "", math.MaxInt64},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := backoff(t, row.policy, 1, http.Header{"Retry-After": {row.retryAfter}})
			if got != row.want {
				t.Errorf("pauses of %s; want %s", got, row.want)
			}
			if failed, ok := errors.AsType[*client.Error](err); !ok || failed.RetryAfter != row.says {
				t.Errorf("%v; want RetryAfter %v", err, row.says)
			}
		})
	}
}

func TestNewRefusesAnInvalidRetryPolicy(t *testing.T) {
	for _, policy := range []client.RetryPolicy{
		{Attempts: -1}, {Base: -time.Second}, {Cap: -time.Second}, {Cap: client.None}, {MaxRetryAfter: -time.Second},
	} {
		_, err := client.New(client.WithToken(client.NewSecret("a")), client.WithRetry(policy))
		if err == nil || err.Error() != "client: retry policy: must not be negative" {
			t.Errorf("%+v: %v", policy, err)
		}
	}
}
