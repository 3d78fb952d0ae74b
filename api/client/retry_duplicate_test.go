package client_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/api/stubtest"
)

// The operation is executed, and then the status is sent: each attempt makes a record.
func TestAnUploadIsNotRepeatedAfterItWasMade(t *testing.T) {
	for _, fault := range []string{"503,after", "503,after,retry-after=1s", "500,after", "502,after", "504,after", "408,after", "html,after"} {
		for _, row := range []struct {
			name    string
			opts    []client.UploadOption
			records int
		}{
			{"by default", nil, 1},
			{"with MayDuplicate", []client.UploadOption{client.MayDuplicate()}, 4},
		} {
			synctest.Test(t, func(t *testing.T) {
				s := stubtest.New(t)
				s.Faults(fault)
				_, err := s.Client().UploadLink(t.Context(), sample, row.opts...)
				if failed, ok := errors.AsType[*client.Error](err); !ok || failed.Effect != client.Unknown {
					t.Errorf("%s, %s: %v; want effect unknown", fault, row.name, err)
				}
				if n := len(s.Media("")); n != row.records {
					t.Errorf("%s, %s: %d records were made, want %d", fault, row.name, n, row.records)
				}
			})
		}
	}
}

func TestNoRetryAfterRepeatsAnUploadThatWasMade(t *testing.T) {
	for _, retryAfter := range []string{"", "0", "abc", "Thu, 01 Jan 1970 00:00:00 GMT"} {
		synctest.Test(t, func(t *testing.T) {
			s := stubtest.New(t)
			c := s.Client(client.WithHTTPClient(&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				stored, err := s.Transport().RoundTrip(r)
				if err != nil {
					return nil, err
				}
				stored.Body.Close()
				return responding(503, http.Header{"Retry-After": {retryAfter}}, "")(r)
			})}))
			if _, err := c.UploadLink(t.Context(), sample); !errors.Is(err, client.ErrServer) {
				t.Errorf("Retry-After %q: %v", retryAfter, err)
			}
			if n := len(s.Media("")); n != 1 {
				t.Errorf("Retry-After %q: %d records were made, want 1", retryAfter, n)
			}
		})
	}
}

func TestMayDuplicateRepeatsAnUploadUntilItSucceeds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stubtest.New(t)
		s.Faults("503,first=1", "reset,first=2")
		media, err := s.Client().UploadLinkAndWait(t.Context(), sample, client.MayDuplicate())
		if err != nil || media.Status != client.MediaStatusReady {
			t.Errorf("%v, %v", media, err)
		}
	})
}

// A call that makes several attempts may have done what any one of them may have done.
func TestTheEffectCoversAllAttempts(t *testing.T) {
	status := func(status int) roundTrip { return responding(status, nil, "") }
	cut := roundTrip(func(r *http.Request) (*http.Response, error) {
		response, err := responding(200, nil, "")(r)
		response.Body = errorBody{}
		return response, err
	})
	for _, row := range []struct {
		name     string
		attempts []roundTrip
		want     client.Effect
	}{
		{"a 429, then a 400", []roundTrip{status(429), status(400)}, client.NotApplied},
		{"a 500, then a 400", []roundTrip{status(500), status(400)}, client.Unknown},
		{"a 429, then a 500, then a 429, then a 429", []roundTrip{status(429), status(500), status(429), status(429)}, client.Unknown},
		{"a success that is cut, then a 400", []roundTrip{cut, status(400)}, client.Applied},
		{"a success that is cut, then a 501", []roundTrip{cut, status(501)}, client.Applied},
		{"a 500, then a success that breaks the contract", []roundTrip{status(500), status(200)}, client.Applied},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				trips := 0
				c := stubtest.New(t).Client(client.WithHTTPClient(&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
					trips++
					return row.attempts[trips-1](r)
				})}))
				_, err := c.UploadLink(t.Context(), sample, client.MayDuplicate())
				failed, ok := errors.AsType[*client.Error](err)
				if !ok || failed.Effect != row.want {
					t.Errorf("%v; want effect %v", err, row.want)
				}
				if ok && failed.Attempts != len(row.attempts) {
					t.Errorf("%d attempts, want %d", failed.Attempts, len(row.attempts))
				}
			})
		})
	}
}

// errorBody is a body that ends before its first byte.
type errorBody struct{}

func (errorBody) Read([]byte) (int, error) { return 0, errors.New("cut") }
func (errorBody) Close() error             { return nil }

// tokens is a source that returns its tokens in turn, and an error after the last.
type tokens []string

func (all *tokens) Token(context.Context) (client.Token, error) {
	if len(*all) == 0 {
		return client.Token{}, errors.New("no token")
	}
	next := (*all)[0]
	*all = (*all)[1:]
	return client.Token{Value: client.NewSecret(next)}, nil
}

func TestTheEffectOfEarlierAttemptsStaysWhenNoOtherFollows(t *testing.T) {
	unknownThen401 := func() roundTrip {
		trips := 0
		return func(r *http.Request) (*http.Response, error) {
			if trips++; trips == 1 {
				return responding(500, nil, "")(r)
			}
			return responding(401, nil, "")(r)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		c := stubtest.New(t).Client(client.WithTokenSource(&tokens{"one"}), client.WithHTTPClient(&http.Client{Transport: unknownThen401()}))
		_, err := c.UploadLink(t.Context(), sample, client.MayDuplicate())
		if failed, ok := errors.AsType[*client.Error](err); !ok || failed.Effect != client.Unknown || failed.Attempts != 2 || failed.Status != 0 {
			t.Errorf("without another token: %v", err)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		c := stubtest.New(t).Client(client.WithHTTPClient(&http.Client{Transport: responding(500, http.Header{"Retry-After": {"30"}}, "")}))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		_, err := c.UploadLink(ctx, sample, client.MayDuplicate())
		if failed, ok := errors.AsType[*client.Error](err); !ok || failed.Effect != client.Unknown || !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled during a pause: %v", err)
		}
	})
}

// "Come again" would be wrong advice for an upload that may have been made.
func TestAnErrorNamesRetryAfterAndGivesNoAdvice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := stubtest.New(t).Client(client.WithHTTPClient(&http.Client{Transport: responding(503, http.Header{"Retry-After": {"3"}}, "")}))
		_, err := c.UploadLink(t.Context(), sample)
		if want := "uploadMediaLink: server failed (status 503); Retry-After 3s; effect unknown"; err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	})
}
