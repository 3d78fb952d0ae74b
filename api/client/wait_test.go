package client_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/journal"
	"github.com/medialink-go/medialink/api/stubtest"
)

func half() float64 { return 0.5 } // no jitter

func TestWaitPollsUntilTheMediaIsReady(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stubtest.New(t, stub.WithReadyAfter("1m"))
		began := time.Now()
		media, err := s.Client(client.WithRandom(half)).UploadLinkAndWait(t.Context(), sample)
		if err != nil || media.Status != client.MediaStatusReady {
			t.Fatalf("%v, %v", media, err)
		}
		// 1 s, 1.5, 2.25, 3.375, 5.0625, 7.59375, 11.390625, 15, 15
		if took := time.Since(began).Round(time.Millisecond); took != 62172*time.Millisecond {
			t.Errorf("it took %v", took)
		}
		if n := asked(s, "getMedia"); n != 9 {
			t.Errorf("%d polls", n)
		}
	})
}

func TestWaitFailsWithAWaitError(t *testing.T) {
	for _, row := range []struct {
		name, scenario, fault string
		policy                client.PollPolicy
		within                time.Duration // of the context; 0 is for ever
		why                   error
		seen                  bool
	}{
		{"it has failed", "failed-after-5s", "", client.PollPolicy{}, 0, client.ErrMediaFailed, true},
		{"it is never ready", "never-ready", "", client.PollPolicy{}, 0, client.ErrWaitExpired, true},
		{"it is not ready within a limit", "never-ready", "", client.PollPolicy{Limit: 10 * time.Second}, 0, client.ErrWaitExpired, true},
		{"the context ends", "never-ready", "", client.PollPolicy{}, 10 * time.Second, context.DeadlineExceeded, true},
		{"a poll fails for good", "never-ready", "404,on=getMedia", client.PollPolicy{}, 0, client.ErrNotFound, false},
		{"no poll has a response", "never-ready", "latency=100s,on=getMedia", client.PollPolicy{Limit: 50 * time.Second}, 0, client.ErrWaitExpired, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := stubtest.New(t, stub.WithScenarios(row.scenario))
				c := s.Client()
				media, err := c.UploadLink(t.Context(), sample)
				if err != nil {
					t.Fatal(err)
				}
				if row.fault != "" {
					s.Faults(row.fault)
				}
				ctx := t.Context()
				if row.within > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, row.within)
					defer cancel()
				}
				began := time.Now()
				_, err = c.Wait(ctx, media.ID, client.Poll(row.policy))
				w, ok := errors.AsType[*client.WaitError](err)
				if !ok || !errors.Is(err, row.why) || w.ID != media.ID || (w.Media != nil) != row.seen || w.Elapsed != time.Since(began) || w.Polls == 0 {
					t.Errorf("%v: %+v", err, w)
				}
			})
		})
	}
}

func TestWaitFollowsTheRetryAfterOfAFailedPoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stubtest.New(t, stub.WithReadyAfter("1poll"))
		c := s.Client(client.WithRandom(half))
		media, err := c.UploadLink(t.Context(), sample)
		if err != nil {
			t.Fatal(err)
		}
		s.Faults("503,first=1,retry-after=20s")
		began := time.Now()
		if _, err := c.Wait(t.Context(), media.ID); err != nil || time.Since(began) != 21*time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}

func TestAnUnknownStatusIsNotFinal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bodies := []string{
			strings.Replace(example(t, "processing"), `"status":"processing"`, `"status":"transcoding"`, 1),
			strings.Replace(example(t, "processing"), `"status":"processing"`, `"status":"READY"`, 1),
			example(t, "ready-video"),
		}
		polls := 0
		c := stubtest.New(t).Client(client.WithHTTPClient(&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			polls++
			return responding(200, http.Header{"Content-Type": {"application/json"}}, bodies[polls-1])(r)
		})}))
		if media, err := c.Wait(t.Context(), exampleID); err != nil || media.Status != client.MediaStatusReady || polls != 3 {
			t.Errorf("%v, %v after %d polls", media, err, polls)
		}
	})
}

func TestAWaitOfThreeHoursRefreshesItsToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stubtest.New(t, stub.WithReadyAfter("3h"), stub.WithTokenTTL(5*time.Minute), stub.WithAuthentication("issued"))
		c := s.Client(client.WithCredentials(credentials()))
		media, err := c.UploadLink(t.Context(), sample)
		if err != nil {
			t.Fatal(err)
		}
		media, err = c.Wait(t.Context(), media.ID, client.Poll(client.PollPolicy{Limit: 4 * time.Hour}))
		if err != nil || media.Status != client.MediaStatusReady {
			t.Errorf("%v, %v", media, err)
		}
		if n := asked(s, journal.OperationToken); n < 3*60/5 {
			t.Errorf("%d tokens", n)
		}
	})
}
