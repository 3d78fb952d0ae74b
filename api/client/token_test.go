package client_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/journal"
	"github.com/medialink-go/medialink/api/stubtest"
)

func credentials() client.Credentials {
	return client.Credentials{ID: "id", Secret: client.NewSecret("secret"), TokenURL: "http://stub.invalid/oauth2/token"}
}

// asked counts the requests to an operation.
func asked(s *stubtest.Server, operation string) (n int) {
	for _, x := range s.Exchanges() {
		if x.Operation == operation {
			n++
		}
	}
	return n
}

func TestCredentialsGetANewTokenBeforeTheOldOneExpires(t *testing.T) {
	for _, inForm := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			s := stubtest.New(t, stub.WithAuthentication("issued"), stub.WithClients(stub.OAuthClient{ID: "id", Secret: "secret"}), stub.WithTokenTTL(time.Minute))
			given := credentials()
			given.InForm = inForm
			c := s.Client(client.WithCredentials(given))
			media, err := c.UploadLink(t.Context(), sample)
			if err != nil {
				t.Fatal(err)
			}
			for range 6 {
				<-time.After(10 * time.Second)
				if _, err := c.Get(t.Context(), media.ID); err != nil {
					t.Fatal(err)
				}
			}
			if n := asked(s, journal.OperationToken); n != 2 {
				t.Errorf("a minute's calls asked for %d tokens", n)
			}
		})
	}
}

func TestFiftyCallersAndARefusedTokenAskForOneToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stubtest.New(t, stub.WithAuthentication("issued"))
		c := s.Client(client.WithCredentials(credentials()))
		media, err := c.UploadLink(t.Context(), sample)
		if err != nil {
			t.Fatal(err)
		}
		s.Advance(2 * time.Hour) // the service's clock is ahead: the token is refused though it looks good here
		s.Faults("latency=1s,on=token")
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				// An issued token expires by the stub's clock, two hours ahead, so a new one is good again.
				if _, err := c.Get(t.Context(), media.ID); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := asked(s, journal.OperationToken); n != 2 {
			t.Errorf("%d tokens in all, one of them the first", n)
		}
	})
}

func TestARefusedTokenIsReplacedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stubtest.New(t)
		s.Faults("revoked")
		c := s.Client(client.WithCredentials(credentials()))
		_, err := c.UploadLink(t.Context(), sample)
		failed, ok := errors.AsType[*client.Error](err)
		if !ok || failed.Attempts != 2 || !errors.Is(err, client.ErrUnauthorized) || failed.Effect != client.NotApplied {
			t.Errorf("%v", err)
		}
		if n := asked(s, journal.OperationToken); n != 2 {
			t.Errorf("%d tokens", n)
		}
	})
}

// Whatever ends the call that met the refusal, the next call asks for a token.
func TestARefusedTokenIsNotKept(t *testing.T) {
	for _, row := range []struct {
		name     string
		attempts int
		refusals []int // the statuses before all is well
	}{
		{"a 401 on the only attempt", 1, []int{401}},
		{"a 401 on the last attempt", 3, []int{500, 500, 401}},
		{"a second 401", 4, []int{401, 401}},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := stubtest.New(t)
				media, err := s.Client().UploadLink(t.Context(), sample)
				if err != nil {
					t.Fatal(err)
				}
				given, last, trips := tokens{"a", "b", "c"}, "", 0
				c := s.Client(client.WithTokenSource(&given), client.WithRetry(client.RetryPolicy{Attempts: row.attempts}),
					client.WithHTTPClient(&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
						trips++
						if trips <= len(row.refusals) {
							last = r.Header.Get("Authorization")
							return responding(row.refusals[trips-1], nil, "")(r)
						}
						if r.Header.Get("Authorization") == last {
							t.Error("the refused token was sent again")
						}
						r.Header.Set("Authorization", "Bearer "+stubtest.Token) // whose media it is
						return s.Transport().RoundTrip(r)
					})}))
				if _, err := c.Get(t.Context(), media.ID); !errors.Is(err, client.ErrUnauthorized) {
					t.Errorf("the first call: %v, want unauthorized", err)
				}
				if _, err := c.Get(t.Context(), media.ID); err != nil {
					t.Errorf("the second call: %v", err)
				}
			})
		})
	}
}

func TestFailuresToGetAToken(t *testing.T) {
	for _, row := range []struct {
		fault, secret string
		kind          error
		asked         int
	}{
		{"", "wrong", client.ErrUnauthorized, 1},
		{"503,on=token", "secret", client.ErrServer, 4},
		{"html,on=token", "secret", client.ErrServer, 4},
		{"reset,on=token", "secret", client.ErrTransport, 4},
		{"latency=90s,on=token", "secret", client.ErrTransport, 4},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := stubtest.New(t, stub.WithClients(stub.OAuthClient{ID: "id", Secret: "secret"}))
			if row.fault != "" {
				s.Faults(row.fault)
			}
			given := credentials()
			given.Secret = client.NewSecret(row.secret)
			_, err := s.Client(client.WithCredentials(given)).UploadLink(t.Context(), sample)
			failed, ok := errors.AsType[*client.Error](err)
			if !ok || !errors.Is(err, row.kind) || failed.Attempts != 0 || failed.Effect != client.NotApplied {
				t.Errorf("%s: %v", row.fault, err)
			}
			<-time.After(10 * time.Minute)
			if n := asked(s, journal.OperationToken); n != row.asked {
				t.Errorf("%s: asked %d times", row.fault, n)
			}
		})
	}
}

func TestCancellingOneCallDoesNotCancelTheTokenOfOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stubtest.New(t)
		s.Faults("latency=10s,on=token")
		c := s.Client(client.WithCredentials(credentials()))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		began := time.Now()
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := c.UploadLink(ctx, sample); !errors.Is(err, context.Canceled) || time.Since(began) != 3*time.Second {
				t.Errorf("%v after %v", err, time.Since(began))
			}
		})
		wg.Go(func() {
			if _, err := c.UploadLink(t.Context(), sample); err != nil || time.Since(began) != 10*time.Second {
				t.Errorf("%v after %v", err, time.Since(began))
			}
		})
		wg.Wait()
	})
}

func TestTheLastCallerThatLeavesCancelsTheTokenRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stubtest.New(t)
		s.Faults("latency=50s,on=token,first=1")
		c := s.Client(client.WithCredentials(credentials()))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := c.UploadLink(ctx, sample); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		began := time.Now()
		if _, err := c.UploadLink(t.Context(), sample); err != nil || time.Since(began) != 0 {
			t.Errorf("%v after %v; want a new request at once", err, time.Since(began))
		}
	})
}

type source func() (*oauth2.Token, error)

func (f source) Token() (*oauth2.Token, error) { return f() }

func TestOAuth2UsesASourceOfXOAuth2(t *testing.T) {
	s := stubtest.New(t)
	given := client.OAuth2(source(func() (*oauth2.Token, error) { return &oauth2.Token{AccessToken: stubtest.Token}, nil }))
	if _, err := s.Client(client.WithTokenSource(given)).UploadLink(t.Context(), sample); err != nil {
		t.Error(err)
	}
	broken := client.OAuth2(source(func() (*oauth2.Token, error) { return nil, errors.New("M4RK3R") }))
	_, err := s.Client(client.WithTokenSource(broken)).UploadLink(t.Context(), sample)
	if !errors.Is(err, client.ErrUnauthorized) || err.Error() != "uploadMediaLink: unauthorized: get a token: the token source failed; effect not applied" {
		t.Error(err)
	}
}

func TestARetrieveErrorHasTheKindOfItsStatus(t *testing.T) {
	for status, kind := range map[int]error{400: client.ErrUnauthorized, 429: client.ErrRateLimited, 500: client.ErrServer} {
		failed := &oauth2.RetrieveError{Response: &http.Response{StatusCode: status}, Body: []byte(marker), ErrorDescription: marker}
		for name, given := range map[string]client.TokenSource{
			"OAuth2":                client.OAuth2(source(func() (*oauth2.Token, error) { return nil, failed })),
			"a source of one's own": tokenSource(func(context.Context) (client.Token, error) { return client.Token{}, fmt.Errorf("mine: %w", failed) }),
		} {
			_, err := stubtest.New(t).Client(client.WithTokenSource(given)).UploadLink(t.Context(), sample)
			if !errors.Is(err, kind) || strings.Contains(err.Error(), marker) {
				t.Errorf("%s, %d: %v", name, status, err)
			}
		}
	}
}

func TestACallDoesNotWaitForASourceThatCannotBeCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := client.OAuth2(source(func() (*oauth2.Token, error) {
			<-time.After(time.Minute)
			return &oauth2.Token{AccessToken: stubtest.Token}, nil
		}))
		c := stubtest.New(t).Client(client.WithTokenSource(slow))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		if _, err := c.UploadLink(ctx, sample); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		<-time.After(time.Hour) // the source has returned by then
	})
}
