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
	"github.com/medialink-go/medialink/api/stubtest"
)

// A caller who uploads again on NotApplied would make a record at each try: once there is one, no error says so.
func TestAWaitAfterAnUploadAlwaysHasTheEffectApplied(t *testing.T) {
	for _, row := range []struct {
		name, scenario, fault string
		within                time.Duration // of the context; 0 is for ever
		why                   error
	}{
		{"a poll is refused", "never-ready", "404,on=getMedia", 0, client.ErrNotFound},
		{"each poll fails", "never-ready", "503,on=getMedia", 0, client.ErrServer},
		{"a poll breaks the contract", "never-ready", "broken,on=getMedia", 0, client.ErrContract},
		{"the token is refused", "never-ready", "revoked,on=getMedia", 0, client.ErrUnauthorized},
		{"a poll is cut by the context", "never-ready", "latency=90s,on=getMedia", 10 * time.Second, context.DeadlineExceeded},
		{"the context ends between polls", "never-ready", "", 10 * time.Second, context.DeadlineExceeded},
		{"the limit is reached", "never-ready", "", 0, client.ErrWaitExpired},
		{"the media has failed", "failed-after-5s", "", 0, client.ErrMediaFailed},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := stubtest.New(t, stub.WithScenarios(row.scenario))
				s.AllowViolations()
				if row.fault != "" {
					s.Faults(row.fault)
				}
				ctx := t.Context()
				if row.within > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, row.within)
					defer cancel()
				}
				_, err := s.Client().UploadLinkAndWait(ctx, sample)
				if !errors.Is(err, row.why) {
					t.Errorf("%v; want %v", err, row.why)
				}
				if failed, ok := errors.AsType[*client.Error](err); !ok || failed.Effect != client.Applied {
					t.Errorf("errors.AsType finds %v; want effect applied", failed)
				}
				var failed *client.Error
				if !errors.As(err, &failed) || failed.Effect != client.Applied || !errors.Is(failed, row.why) {
					t.Errorf("errors.As finds %v; want effect applied, and %v", failed, row.why)
				}
				w, ok := errors.AsType[*client.WaitError](err)
				if !ok {
					t.Fatalf("%v is no *WaitError", err)
				}
				if w.Effect != client.Applied {
					t.Errorf("WaitError.Effect is %v", w.Effect)
				}
				if polled, ok := errors.AsType[*client.Error](w.Err); ok && polled.Effect != client.Applied {
					t.Errorf("WaitError.Err has effect %v", polled.Effect)
				}
				if w.Media == nil || w.Media.ID != w.ID {
					t.Errorf("WaitError.Media is %v; want what the upload returned, at least", w.Media)
				}
				if strings.Contains(err.Error(), "not applied") {
					t.Errorf("the message is %v", err)
				}
			})
		})
	}
}

func TestAFailedUploadIsNotAWaitError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stubtest.New(t)
		s.Faults("500,on=uploadMediaLink")
		_, err := s.Client().UploadLinkAndWait(t.Context(), sample)
		if failed, ok := errors.AsType[*client.Error](err); !ok || failed.Effect != client.Unknown {
			t.Errorf("%v; want effect unknown", err)
		}
		if w, ok := errors.AsType[*client.WaitError](err); ok {
			t.Errorf("it is a *WaitError: %v", w)
		}
	})
}

// Wait makes nothing. It has no *Error to find but that of a poll.
func TestWaitHasTheEffectNotApplied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stubtest.New(t, stub.WithScenarios("failed-after-0s"))
		media, err := s.Client().UploadLink(t.Context(), sample)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Client().Wait(t.Context(), media.ID)
		if w, ok := errors.AsType[*client.WaitError](err); !ok || w.Effect != client.NotApplied || !errors.Is(err, client.ErrMediaFailed) {
			t.Errorf("%v; want effect not applied", err)
		}
		if failed, ok := errors.AsType[*client.Error](err); ok {
			t.Errorf("it has an *Error: %v", failed)
		}
		s.Faults("404")
		_, err = s.Client().Wait(t.Context(), media.ID)
		if failed, ok := errors.AsType[*client.Error](err); !ok || failed.Effect != client.NotApplied || failed.Operation != "getMedia" {
			t.Errorf("%v; want the poll's own effect", err)
		}
	})
}

// final is an upload whose response has a final status, and how many requests it made.
func final(t *testing.T, name string) (media *client.Media, requests int, err error) {
	t.Helper()
	c := stubtest.New(t).Client(client.WithHTTPClient(&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		requests++
		return responding(200, http.Header{"Content-Type": {"application/json"}}, example(t, name))(r)
	})}))
	media, err = c.UploadLinkAndWait(t.Context(), sample)
	return media, requests, err
}

func TestAnUploadThatIsReadyIsNotWaitedFor(t *testing.T) {
	media, requests, err := final(t, "ready-video")
	if err != nil || media.Status != client.MediaStatusReady {
		t.Errorf("%v, %v; want media that are ready", media, err)
	}
	if requests != 1 {
		t.Errorf("%d requests, want the upload alone", requests)
	}
}

func TestAnUploadThatHasFailedIsNotWaitedFor(t *testing.T) {
	_, requests, err := final(t, "failed")
	if w, ok := errors.AsType[*client.WaitError](err); !ok || !errors.Is(err, client.ErrMediaFailed) || w.Media.Status != client.MediaStatusFailed {
		t.Errorf("%v; want that the media failed", err)
	}
	if requests != 1 {
		t.Errorf("%d requests, want the upload alone", requests)
	}
}

func TestAWaitErrorCountsItsPolls(t *testing.T) {
	for polls, says := range map[int]string{
		1: ": after 1 poll in 1s: getMedia: not found (status 404); effect applied",
		2: ": after 2 polls in 2.5s: getMedia: not found (status 404); effect applied",
	} {
		synctest.Test(t, func(t *testing.T) {
			s := stubtest.New(t, stub.WithScenarios("never-ready"))
			requests := 0
			c := s.Client(client.WithRandom(half), client.WithHTTPClient(&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				if requests++; requests == 1+polls {
					return responding(404, nil, "")(r)
				}
				return s.Transport().RoundTrip(r)
			})}))
			_, err := c.UploadLinkAndWait(t.Context(), sample)
			if w, ok := errors.AsType[*client.WaitError](err); !ok || err.Error() != "wait for media "+w.ID.String()+says {
				t.Errorf("%v; want %s", err, says)
			}
		})
	}
}

func TestAResponseAboutAnotherMediaBreaksTheContract(t *testing.T) {
	for _, mode := range []client.ContractMode{client.Tolerant, client.Strict, client.Off} {
		c, _ := clientWith(t, 200, example(t, "ready-video"), client.WithContract(mode))
		asked := exampleID
		asked[15]++
		_, err := c.Get(t.Context(), asked)
		if failed, ok := errors.AsType[*client.Error](err); !ok || !errors.Is(err, client.ErrContract) || failed.Effect != client.NotApplied {
			t.Errorf("mode %v: %v; want that it breaks the contract", mode, err)
		}
		if !strings.Contains(err.Error(), "response /id: must be the id that was requested") || strings.Contains(err.Error(), exampleID.String()) {
			t.Errorf("mode %v: %v", mode, err)
		}
		if _, err := c.Wait(t.Context(), asked, client.Poll(client.PollPolicy{First: client.None})); !errors.Is(err, client.ErrContract) {
			t.Errorf("mode %v: a wait that sees another media: %v", mode, err)
		}
	}
}

func TestEventsSayWhichMediaTheyAreAbout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var events []string
		s := stubtest.New(t, stub.WithReadyAfter("1poll"))
		s.Faults("500,first=1,on=getMedia")
		c := s.Client(client.WithObserver(func(_ context.Context, e client.Event) {
			events = append(events, string(e.Kind)+" "+e.MediaID.String())
		}))
		media, err := c.UploadLinkAndWait(t.Context(), sample)
		if err != nil {
			t.Fatal(err)
		}
		none, id := " 00000000-0000-0000-0000-000000000000", " "+media.ID.String()
		want := "attempt" + none + ", attempt" + id + ", retry" + id + ", attempt" + id + ", poll" + id
		if got := strings.Join(events, ", "); got != want {
			t.Errorf("%s; want %s", got, want)
		}
	})
}
