package client_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/api/stubtest"
)

const sample = "https://static.rask.ai/samples/sample_1.mp4"

// retryCase says what every attempt of a call meets, and how the call ends: an upload and a GET.
type retryCase struct {
	what   string
	fault  string            // of the stub
	trip   http.RoundTripper // instead of the stub
	upload ending
	get    ending
}

// ending is how a call ends.
type ending struct {
	attempts int
	effect   client.Effect
	kind     error
}

// roundTrip is a transport without a network.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func responding(status int, header http.Header, body string) roundTrip {
	return func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: r}, nil
	}
}

func unreachable() http.RoundTripper {
	return &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("connection refused")
	}}
}

func retryCases() []retryCase {
	json := http.Header{"Content-Type": {"application/json"}}
	return []retryCase{
		{"no connection", "", unreachable(), ending{4, client.NotApplied, client.ErrTransport}, ending{4, client.NotApplied, client.ErrTransport}},
		{"a transport that traces nothing fails", "", roundTrip(func(*http.Request) (*http.Response, error) { return nil, errors.New("failed") }),
			ending{1, client.Unknown, client.ErrTransport}, ending{4, client.NotApplied, client.ErrTransport}},
		{"sent, then the connection ends", "reset", nil, ending{1, client.Unknown, client.ErrTransport}, ending{4, client.NotApplied, client.ErrTransport}},
		{"sent, and no response within the time limit", "latency=90s", nil, ending{1, client.Unknown, client.ErrTransport}, ending{4, client.NotApplied, client.ErrTransport}},
		{"a success that ends early", "truncate", nil, ending{1, client.Applied, client.ErrTransport}, ending{4, client.NotApplied, client.ErrTransport}},
		{"a success that stalls", "stall=90s", nil, ending{1, client.Applied, client.ErrTransport}, ending{4, client.NotApplied, client.ErrTransport}},
		{"a success that breaks the contract", "broken", nil, ending{1, client.Applied, client.ErrContract}, ending{1, client.NotApplied, client.ErrContract}},
		{"a success of another content type", "content-type", nil, ending{1, client.Applied, client.ErrContract}, ending{1, client.NotApplied, client.ErrContract}},
		{"a success without a body", "", responding(200, json, ""), ending{1, client.Applied, client.ErrContract}, ending{1, client.NotApplied, client.ErrContract}},
		{"a success beyond the limit", "", responding(200, json, strings.Repeat(" ", 1<<20+1)), ending{1, client.Applied, client.ErrTooLarge}, ending{1, client.NotApplied, client.ErrTooLarge}},
		{"another success", "", responding(202, json, "{}"), ending{1, client.Applied, client.ErrContract}, ending{1, client.NotApplied, client.ErrContract}},
		{"a redirect that keeps the method", "", responding(307, http.Header{"Location": {"https://other.example"}}, ""), ending{1, client.NotApplied, client.ErrServer}, ending{1, client.NotApplied, client.ErrServer}},
		{"another redirect", "", responding(302, http.Header{"Location": {"https://other.example"}}, ""), ending{1, client.Unknown, client.ErrServer}, ending{1, client.NotApplied, client.ErrServer}},
		{"400", "400", nil, ending{1, client.NotApplied, client.ErrInvalid}, ending{1, client.NotApplied, client.ErrInvalid}},
		{"401 with a static token", "revoked", nil, ending{1, client.NotApplied, client.ErrUnauthorized}, ending{1, client.NotApplied, client.ErrUnauthorized}},
		{"403", "403", nil, ending{1, client.NotApplied, client.ErrUnauthorized}, ending{1, client.NotApplied, client.ErrUnauthorized}},
		{"404", "404", nil, ending{1, client.NotApplied, client.ErrNotFound}, ending{1, client.NotApplied, client.ErrNotFound}},
		{"408", "408", nil, ending{1, client.Unknown, client.ErrServer}, ending{4, client.NotApplied, client.ErrServer}},
		{"429", "429", nil, ending{4, client.NotApplied, client.ErrRateLimited}, ending{4, client.NotApplied, client.ErrRateLimited}},
		{"429 for longer than a minute", "429,retry-after=61s", nil, ending{1, client.NotApplied, client.ErrRateLimited}, ending{1, client.NotApplied, client.ErrRateLimited}},
		{"500", "500", nil, ending{1, client.Unknown, client.ErrServer}, ending{4, client.NotApplied, client.ErrServer}},
		{"501", "501", nil, ending{1, client.Unknown, client.ErrServer}, ending{1, client.NotApplied, client.ErrServer}},
		{"502 with a page", "html", nil, ending{1, client.Unknown, client.ErrServer}, ending{4, client.NotApplied, client.ErrServer}},
		{"503 with Retry-After", "503", nil, ending{1, client.Unknown, client.ErrServer}, ending{4, client.NotApplied, client.ErrServer}},
		{"503 without", "", responding(503, json, `{"detail":"x"}`), ending{1, client.Unknown, client.ErrServer}, ending{4, client.NotApplied, client.ErrServer}},
		{"504", "504", nil, ending{1, client.Unknown, client.ErrServer}, ending{4, client.NotApplied, client.ErrServer}},
	}
}

func TestAttemptsAndEffectOfEachCase(t *testing.T) {
	for _, row := range retryCases() {
		t.Run(row.what, func(t *testing.T) {
			expectEnding(t, row, "upload", row.upload, func(ctx context.Context, c *client.Client, _ uuid.UUID) error {
				_, err := c.UploadLink(ctx, sample)
				return err
			})
			expectEnding(t, row, "upload with MayDuplicate", ending{row.get.attempts, row.upload.effect, row.get.kind}, func(ctx context.Context, c *client.Client, _ uuid.UUID) error {
				_, err := c.UploadLink(ctx, sample, client.MayDuplicate())
				return err
			})
			expectEnding(t, row, "get", row.get, func(ctx context.Context, c *client.Client, id uuid.UUID) error {
				_, err := c.Get(ctx, id)
				return err
			})
		})
	}
}

func expectEnding(t *testing.T, row retryCase, name string, want ending, call func(context.Context, *client.Client, uuid.UUID) error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := stubtest.New(t)
		media, err := s.Client().UploadLink(t.Context(), sample)
		if err != nil {
			t.Fatal(err)
		}
		if row.fault != "" {
			s.Faults(row.fault)
		}
		var opts []client.Option
		if row.trip != nil {
			opts = append(opts, client.WithHTTPClient(&http.Client{Transport: row.trip}))
		}
		failed, ok := errors.AsType[*client.Error](call(t.Context(), s.Client(opts...), media.ID))
		if !ok {
			t.Fatalf("%s: no *client.Error", name)
		}
		if failed.Attempts != want.attempts || failed.Effect != want.effect || !errors.Is(failed, want.kind) {
			t.Errorf("%s: %d attempts, %v, %v; want %d, %v, %v", name, failed.Attempts, failed.Effect, failed, want.attempts, want.effect, want.kind)
		}
		<-time.After(10 * time.Minute) // the stub records a late response when it sends it
		// net/http repeats a GET by itself when a connection that it has used before ends without a response.
		asked := len(s.Exchanges()) - 1
		if row.trip == nil && asked != want.attempts && (name != "get" || asked < want.attempts) {
			t.Errorf("%s: the stub was asked %d times", name, asked)
		}
	})
}

func TestPausesGrowAndFollowRetryAfter(t *testing.T) {
	for _, row := range []struct {
		fault string
		took  time.Duration
	}{
		{"500", 250*time.Millisecond + 500*time.Millisecond + time.Second},
		{"503,retry-after=5s", 15 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := stubtest.New(t)
			s.Faults(row.fault)
			began := time.Now()
			_, err := s.Client(client.WithRandom(func() float64 { return 1 })).Get(t.Context(), uuid.Nil)
			if took := time.Since(began); took != row.took || err == nil {
				t.Errorf("%s: %v after %v", row.fault, err, took)
			}
		})
	}
}

func TestRetryAfterMayBeADate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stubtest.New(t)
		trips := 0
		c := s.Client(client.WithHTTPClient(&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			if trips++; trips == 1 {
				at := time.Now().Add(20 * time.Second).UTC().Format(http.TimeFormat)
				return responding(429, http.Header{"Retry-After": {at}}, "")(r)
			}
			return s.Transport().RoundTrip(r)
		})}))
		began := time.Now()
		if _, err := c.UploadLink(t.Context(), sample); err != nil || time.Since(began) != 20*time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}

func TestNoPauseStartsThatWouldOutlastTheContext(t *testing.T) {
	for within, attempts := range map[time.Duration]int{10 * time.Second: 1, 30 * time.Second: 1, 30*time.Second + 1: 2} {
		synctest.Test(t, func(t *testing.T) {
			s := stubtest.New(t)
			s.Faults("503,retry-after=30s")
			ctx, cancel := context.WithTimeout(t.Context(), within)
			defer cancel()
			began := time.Now()
			_, err := s.Client().Get(ctx, uuid.Nil)
			failed, ok := errors.AsType[*client.Error](err)
			if !ok || failed.RetryAfter != 30*time.Second || failed.Attempts != attempts {
				t.Errorf("within %v: %v; want %d attempts", within, err, attempts)
			}
			if took := time.Since(began); took != time.Duration(attempts-1)*30*time.Second {
				t.Errorf("within %v: it took %v", within, took)
			}
		})
	}
}

func TestACallThatSucceedsInTheEndSucceeds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stubtest.New(t)
		s.Faults("429,first=3,on=uploadMediaLink", "reset,first=2,on=getMedia")
		c := s.Client()
		media, err := c.UploadLink(t.Context(), sample, client.Name("Launch"), client.Kind(client.MediaKindVideo))
		if err != nil || *media.Name != "Launch" {
			t.Fatalf("%v, %v", media, err)
		}
		if got, err := c.Get(t.Context(), media.ID); err != nil || got.ID != media.ID {
			t.Errorf("%v, %v", got, err)
		}
	})
}

func TestACancelledCallReturnsAtOnce(t *testing.T) {
	for _, fault := range []string{"latency=90s", "stall=90s", "503,retry-after=50s"} {
		synctest.Test(t, func(t *testing.T) {
			s := stubtest.New(t)
			s.Faults(fault)
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(3*time.Second, cancel)
			began := time.Now()
			_, err := s.Client().Get(ctx, uuid.Nil)
			if took := time.Since(began); took != 3*time.Second || !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v after %v", fault, err, took)
			}
		})
	}
}
