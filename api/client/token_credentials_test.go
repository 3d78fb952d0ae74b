package client_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/api/stubtest"
)

// endpoint is a token endpoint whose every response is the same, in front of a stub. It counts its requests.
func endpoint(t *testing.T, respond roundTrip) (c *client.Client, requests *int) {
	t.Helper()
	s, requests := stubtest.New(t), new(int)
	return s.Client(client.WithCredentials(credentials()), client.WithRandom(func() float64 { return 0 }), client.WithHTTPClient(&http.Client{
		Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.URL.Path != "/oauth2/token" {
				return s.Transport().RoundTrip(r)
			}
			*requests++
			return respond(r)
		}),
	})), requests
}

func kinds() []error {
	return []error{client.ErrUnauthorized, client.ErrNotFound, client.ErrInvalid, client.ErrRateLimited, client.ErrServer, client.ErrTransport,
		client.ErrContract, client.ErrTooLarge}
}

func TestErrorsOfATokenEndpoint(t *testing.T) {
	const check = ": not a response of RFC 6749, section 5: check the token URL"
	for _, row := range []struct {
		name     string
		status   int
		body     string
		kind     error
		requests int
		says     string
	}{
		{"a client that it does not know", 400, `{"error":"invalid_client"}`, client.ErrUnauthorized, 1, "status 400 Bad Request: invalid_client: check the client id and secret"},
		{"the same with 401", 401, `{"error":"invalid_client"}`, client.ErrUnauthorized, 1, "status 401 Unauthorized: invalid_client: check the client id and secret"},
		{"an error with status 200", 200, `{"error":"invalid_client"}`, client.ErrUnauthorized, 1, "status 200 OK: invalid_client: check the client id and secret"},
		{"a scope", 400, `{"error":"invalid_scope"}`, client.ErrUnauthorized, 1, "status 400 Bad Request: invalid_scope: check the scopes"},
		{"a client without this grant", 400, `{"error":"unauthorized_client"}`, client.ErrUnauthorized, 1,
			"status 400 Bad Request: unauthorized_client: this client may not get tokens by client credentials"},
		{"a grant type", 400, `{"error":"unsupported_grant_type"}`, client.ErrUnauthorized, 1, "status 400 Bad Request: unsupported_grant_type: check the token URL"},
		{"a request", 400, `{"error":"invalid_request"}`, client.ErrUnauthorized, 1, "status 400 Bad Request: invalid_request"},
		{"an error of no RFC", 400, `{"error":"M4RK3R"}`, client.ErrUnauthorized, 1, "status 400 Bad Request" + check},
		{"a wrong path", 404, `<html>`, client.ErrUnauthorized, 1, "status 404 Not Found" + check},
		{"several choices", 300, ``, client.ErrServer, 1, "status 300 Multiple Choices" + check},
		{"a redirect", 302, ``, client.ErrServer, 1, "status 302 Found" + check},
		{"a page with status 200", 200, `<html>`, client.ErrContract, 1, "the response has no access token: check the token URL"},
		{"an empty body", 200, ``, client.ErrContract, 1, "the response has no access token: check the token URL"},
		{"no access token", 200, `{"token_type":"Bearer"}`, client.ErrContract, 1, "the response has no access token: check the token URL"},
		{"a fraction of a second", 200, `{"access_token":"x","expires_in":3600.5}`, client.ErrContract, 1,
			"expires_in must be a whole number of seconds (RFC 6749, appendix A.14)"},
		{"a negative lifetime", 200, `{"access_token":"x","expires_in":-1}`, client.ErrContract, 1,
			"expires_in must be a whole number of seconds (RFC 6749, appendix A.14)"},
		{"a lifetime in words", 200, `{"access_token":"x","expires_in":"M4RK3R"}`, client.ErrContract, 1,
			"expires_in must be a whole number of seconds (RFC 6749, appendix A.14)"},
		{"a token of another type", 200, `{"access_token":"x","token_type":"MAC"}`, client.ErrContract, 1, "token_type must be Bearer (RFC 6749, section 7.1)"},
		{"a large body", 200, strings.Repeat(" ", 1<<20+1), client.ErrTooLarge, 1, "larger than the limit"},
		{"too many requests", 429, ``, client.ErrRateLimited, 4, "status 429 Too Many Requests"},
		{"a failure", 500, `<html>`, client.ErrServer, 4, "status 500 Internal Server Error"},
		{"a failure with an error", 503, `{"error":"invalid_client"}`, client.ErrServer, 4, "status 503 Service Unavailable: invalid_client: check the client id and secret"},
		{"a status of no RFC", 599, ``, client.ErrServer, 1, "status 599"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c, requests := endpoint(t, responding(row.status, http.Header{}, row.body))
			_, err := c.UploadLink(t.Context(), sample)
			failed, ok := errors.AsType[*client.Error](err)
			if !ok {
				t.Fatal(err)
			}
			if *requests != row.requests {
				t.Errorf("%d requests, want %d", *requests, row.requests)
			}
			if got, want := failed.Err.Error(), "get a token: "+row.says; got != want {
				t.Errorf("says %q, want %q", got, want)
			}
			for _, kind := range kinds() {
				if errors.Is(err, kind) != errors.Is(kind, row.kind) {
					t.Errorf("%v, want %v alone", err, row.kind)
				}
			}
			if failed.Effect != client.NotApplied {
				t.Errorf("effect %v", failed.Effect)
			}
			if failed.Attempts != 0 {
				t.Errorf("%d attempts of the upload", failed.Attempts)
			}
		})
	}
}

func TestTheRetryAfterOfATokenEndpointIsFollowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, requests := endpoint(t, responding(429, http.Header{"Retry-After": {"7"}}, ""))
		began := time.Now()
		_, err := c.UploadLink(t.Context(), sample)
		if took := time.Since(began); took != 21*time.Second {
			t.Errorf("%d requests in %v", *requests, took)
		}
		if failed, ok := errors.AsType[*client.Error](err); !ok || failed.RetryAfter != 7*time.Second {
			t.Error(err)
		}
	})
}

func TestHowLongATokenIsUsed(t *testing.T) {
	for body, lifetime := range map[string]time.Duration{
		`{"access_token":"x","token_type":"bearer","expires_in":60}`:   50 * time.Second,
		`{"access_token":"x","token_type":"Bearer","expires_in":"60"}`: 50 * time.Second,
		`{"access_token":"x","expires_in":60.0}`:                       50 * time.Second,
		`{"access_token":"x","expires_in":6e1}`:                        50 * time.Second,
		`{"access_token":"x"}`:                                         1000 * time.Hour,
		`{"access_token":"x","expires_in":null}`:                       1000 * time.Hour,
		`{"access_token":"x","expires_in":1e300}`:                      1000 * time.Hour,
		`{"access_token":"x","expires_in":0}`:                          0,
		`{"access_token":"x","expires_in":10}`:                         0,
	} {
		synctest.Test(t, func(t *testing.T) {
			c, requests := endpoint(t, responding(200, http.Header{}, body))
			call := func() int {
				if _, err := c.Raw().GetMediaWithResponse(t.Context(), uuid.Nil); !errors.Is(err, client.ErrNotFound) {
					t.Errorf("%s: %v", body, err)
				}
				return *requests
			}
			call()
			want := 2
			if lifetime > 0 {
				<-time.After(lifetime - 1)
				if n := call(); n != 1 {
					t.Errorf("%s: %d requests just before %v", body, n, lifetime)
				}
				want = 1
			}
			<-time.After(1)
			if lifetime < time.Hour {
				want = 2
			}
			if n := call(); n != want {
				t.Errorf("%s: %d requests at %v", body, n, lifetime)
			}
		})
	}
}

func TestTheTokenRequestFollowsRFC6749(t *testing.T) {
	for _, row := range []struct {
		name   string
		inForm bool
		scopes []string
		basic  string
		form   url.Values
	}{
		{"in HTTP Basic, form-encoded", false, nil, "id+%C3%A9 s%2Fs", url.Values{"grant_type": {"client_credentials"}, "scope": {"api/source api/input api/output api/limit"}}},
		{"in the form, with a scope", true, []string{"a"}, "", url.Values{"grant_type": {"client_credentials"}, "scope": {"a"}, "client_id": {"id é"}, "client_secret": {"s/s"}}},
		{"without scopes", true, []string{}, "", url.Values{"grant_type": {"client_credentials"}, "client_id": {"id é"}, "client_secret": {"s/s"}}},
	} {
		t.Run(row.name, func(t *testing.T) {
			given := client.Credentials{ID: "id é", Secret: client.NewSecret("s/s"), TokenURL: "http://tokens.invalid/t?x=1", InForm: row.inForm, Scopes: row.scopes}
			stopped := errors.New("stopped")
			c := stubtest.New(t).Client(client.WithRetry(client.RetryPolicy{Attempts: 1}), client.WithCredentials(given), client.WithHTTPClient(&http.Client{
				Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
					id, secret, _ := r.BasicAuth()
					if got := strings.TrimSpace(id + " " + secret); got != row.basic {
						t.Errorf("HTTP Basic has %q", got)
					}
					if err := r.ParseForm(); err != nil {
						t.Error(err)
					}
					if got, want := r.PostForm.Encode(), row.form.Encode(); got != want {
						t.Errorf("the form is %s, want %s", got, want)
					}
					if got := r.URL.String(); got != given.TokenURL {
						t.Errorf("the URL is %s", got)
					}
					if got := r.Header.Get("Accept"); got != "application/json" {
						t.Errorf("it accepts %s", got)
					}
					return nil, stopped
				}),
			}))
			if _, err := c.UploadLink(t.Context(), sample); !errors.Is(err, stopped) {
				t.Error(err)
			}
		})
	}
}

func TestATokenIsReplacedTenSecondsBeforeItExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked []time.Duration
		began := time.Now()
		counted := tokenSource(func(context.Context) (client.Token, error) {
			asked = append(asked, time.Since(began))
			return client.Token{Value: client.NewSecret("x"), Expiry: time.Now().Add(30 * time.Second)}, nil
		})
		c := stubtest.New(t).Client(client.WithTokenSource(counted))
		for _, pause := range []time.Duration{0, 20*time.Second - 1, 1} {
			<-time.After(pause)
			if _, err := c.UploadLink(t.Context(), sample); err != nil {
				t.Fatal(err)
			}
		}
		if want := []time.Duration{0, 20 * time.Second}; !slices.Equal(asked, want) {
			t.Errorf("asked at %v, want %v", asked, want)
		}
	})
}

type tokenSource func(context.Context) (client.Token, error)

func (f tokenSource) Token(ctx context.Context) (client.Token, error) { return f(ctx) }
