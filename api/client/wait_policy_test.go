package client_test

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stubtest"
)

func TestAnInvalidPolicyFailsBeforeAnythingIsSent(t *testing.T) {
	for _, row := range []struct {
		name   string
		policy client.PollPolicy
		says   string
	}{
		{"a negative first pause", client.PollPolicy{First: -time.Second}, "a duration must not be negative"},
		{"a negative cap", client.PollPolicy{Cap: -time.Second}, "a duration must not be negative"},
		{"no cap", client.PollPolicy{Cap: client.None}, "a duration must not be negative"},
		{"no limit", client.PollPolicy{Limit: client.None}, "a duration must not be negative"},
		{"a factor below 1", client.PollPolicy{Factor: 0.99}, "the factor must be from 1 to 1000"},
		{"a negative factor", client.PollPolicy{Factor: client.None}, "the factor must be from 1 to 1000"},
		{"a huge factor", client.PollPolicy{Factor: 1000.1}, "the factor must be from 1 to 1000"},
		{"an infinite factor", client.PollPolicy{Factor: math.Inf(1)}, "the factor must be from 1 to 1000"},
		{"a factor that is no number", client.PollPolicy{Factor: math.NaN()}, "the factor must be from 1 to 1000"},
		{"a negative jitter", client.PollPolicy{Jitter: -0.1}, "the jitter must be from 0 to 1"},
		{"a jitter above 1", client.PollPolicy{Jitter: 1.1}, "the jitter must be from 0 to 1"},
		{"a jitter that is no number", client.PollPolicy{Jitter: math.NaN()}, "the jitter must be from 0 to 1"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := stubtest.New(t)
			_, err := s.Client().Wait(t.Context(), exampleID, client.Poll(row.policy))
			if _, ok := errors.AsType[*client.WaitError](err); !ok || !errors.Is(err, client.ErrInvalid) || !strings.Contains(err.Error(), row.says) {
				t.Errorf("Wait: %v; want %q", err, row.says)
			}
			_, err = s.Client().UploadLinkAndWait(t.Context(), sample, client.Poll(row.policy))
			failed, ok := errors.AsType[*client.Error](err)
			if !ok || failed.Effect != client.NotApplied || !errors.Is(err, client.ErrInvalid) || !strings.Contains(err.Error(), row.says) {
				t.Errorf("UploadLinkAndWait: %v; want %q, not applied", err, row.says)
			}
			if n := len(s.Exchanges()); n > 0 {
				t.Errorf("%d requests were sent", n)
			}
		})
	}
}

// pauses returns how long a client waits before each of its polls.
func pauses(t *testing.T, polls int, random float64, policy client.PollPolicy) string {
	t.Helper()
	var all []string
	synctest.Test(t, func(t *testing.T) {
		s := stubtest.New(t, stub.WithReadyAfter(fmt.Sprint(polls, "polls")))
		last := time.Now()
		c := s.Client(client.WithRandom(func() float64 { return random }), client.WithHTTPClient(&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodGet {
				all = append(all, time.Since(last).String())
				last = time.Now()
			}
			return s.Transport().RoundTrip(r)
		})}))
		if _, err := c.UploadLinkAndWait(t.Context(), sample, client.Poll(policy)); err != nil {
			t.Error(err)
		}
	})
	return strings.Join(all, " ")
}

func TestPollPoliciesSayWhenToPoll(t *testing.T) {
	for _, row := range []struct {
		name   string
		policy client.PollPolicy
		random float64
		want   string
	}{
		{"by default, without luck", client.PollPolicy{}, 0.5, "1s 1.5s 2.25s 3.375s 5.0625s 7.59375s 11.390625s 15s 15s"},
		{"by default, as short as can be", client.PollPolicy{}, 0, "800ms 1.2s 1.8s 2.7s 4.05s 6.075s 9.1125s 12s 12s"},
		{"by default, as long as can be", client.PollPolicy{}, 1, "1.2s 1.8s 2.7s 4.05s 6.075s 9.1125s 13.66875s 18s 18s"},
		{"without jitter", client.PollPolicy{Jitter: client.None}, 0, "1s 1.5s 2.25s 3.375s"},
		{"with full jitter", client.PollPolicy{Jitter: 1}, 1, "2s 3s 4.5s"},
		{"at once, then as by default", client.PollPolicy{First: client.None}, 1, "0s 1.2s 1.8s"},
		{"at once, then by a cap below 1 s", client.PollPolicy{First: client.None, Cap: 10 * time.Millisecond}, 0.5, "0s 10ms 10ms"},
		{"at the same pace", client.PollPolicy{First: 2 * time.Second, Factor: 1}, 0.5, "2s 2s 2s"},
		{"with the largest factor", client.PollPolicy{First: time.Millisecond, Factor: 1000}, 0.5, "1ms 1s 15s"},
		{"with a cap", client.PollPolicy{First: 4 * time.Second, Cap: 5 * time.Second}, 0.5, "4s 5s 5s"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := pauses(t, len(strings.Fields(row.want)), row.random, row.policy); got != row.want {
				t.Errorf("%s; want %s", got, row.want)
			}
		})
	}
}

// A pause that no time.Duration holds is not a negative one, with which a client would poll without a pause.
func TestHugePausesEndAtTheLimit(t *testing.T) {
	for _, policy := range []client.PollPolicy{
		{First: math.MaxInt64},
		{First: client.None, Factor: 1000, Cap: math.MaxInt64, Limit: math.MaxInt64 / 2},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := stubtest.New(t, stub.WithScenarios("never-ready"))
			_, err := s.Client(client.WithRandom(func() float64 { return 1 })).UploadLinkAndWait(t.Context(), sample, client.Poll(policy))
			if !errors.Is(err, client.ErrWaitExpired) {
				t.Errorf("%+v: %v", policy, err)
			}
			if n := asked(s, "getMedia"); n > 10 {
				t.Errorf("%+v: %d polls", policy, n)
			}
		})
	}
}

func TestWaitFollowsTheRetryAfterOfASuccess(t *testing.T) {
	for _, row := range []struct{ retryAfter, want string }{
		{"7", "1s 7s"},
		{"1", "1s 1.5s"}, // the policy's own pause is longer
		{"0", "1s 1.5s"},
		{"-7", "1s 1.5s"},
		{"soon", "1s 1.5s"},
		{"9223372037", ""}, // more than a time.Duration holds, and than the limit
		{"99999999999999999999", ""},
	} {
		t.Run(row.retryAfter, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				header := http.Header{"Content-Type": {"application/json"}, "Retry-After": {row.retryAfter}}
				var all []string
				last := time.Now()
				c := stubtest.New(t).Client(client.WithRandom(half), client.WithHTTPClient(&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
					all = append(all, time.Since(last).String())
					last = time.Now()
					if len(all) == 2 {
						return responding(200, header, example(t, "ready-video"))(r)
					}
					return responding(200, header, example(t, "processing"))(r)
				})}))
				_, err := c.Wait(t.Context(), exampleID)
				if row.want == "" {
					if !errors.Is(err, client.ErrWaitExpired) || len(all) != 1 {
						t.Errorf("%v after pauses of %v; want one poll until the limit", err, all)
					}
					return
				}
				if got := strings.Join(all, " "); got != row.want || err != nil {
					t.Errorf("%v after pauses of %s; want %s", err, got, row.want)
				}
			})
		})
	}
}
