package client_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stubtest"
)

func TestNewReadsTheEnvironmentAndOptionsWin(t *testing.T) {
	s := stubtest.New(t, stub.WithAuthentication("from-environment,from-option"))
	t.Setenv("MEDIALINK_BASE_URL", s.URL())
	t.Setenv("MEDIALINK_TOKEN", "from-environment")
	for name, opts := range map[string][]client.Option{
		"the environment": nil,
		"an option":       {client.WithToken(client.NewSecret("from-option"))},
	} {
		c, err := client.New(opts...)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.UploadLink(t.Context(), sample); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNewReadsCredentialsOfTheEnvironment(t *testing.T) {
	s := stubtest.New(t, stub.WithAuthentication("issued"))
	t.Setenv("MEDIALINK_BASE_URL", s.URL()+"/")
	t.Setenv("MEDIALINK_CLIENT_ID", "id")
	t.Setenv("MEDIALINK_CLIENT_SECRET", "secret")
	t.Setenv("MEDIALINK_TOKEN_URL", s.URL()+"/oauth2/token")
	c, err := client.New(client.WithHTTPClient(&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.UploadLink(t.Context(), sample); err != nil {
		t.Error(err)
	}
}

func TestNewTellsAllThatIsWrongAtOnce(t *testing.T) {
	_, err := client.New(
		client.WithBaseURL("ftp://user:"+marker+"@h.example"),
		client.WithCredentials(client.Credentials{TokenURL: marker}),
		client.WithRetry(client.RetryPolicy{Attempts: -1}),
		client.WithAttemptTimeout(0),
		client.WithMaxResponse(-1),
		client.WithHTTPClient(nil),
		client.WithRandom(nil),
		client.WithContract(9),
	)
	if err == nil || strings.Contains(err.Error(), marker) {
		t.Fatal(err)
	}
	for _, says := range []string{"base URL", "credentials", "token URL", "retry policy", "attempt timeout", "response limit", "HTTP client", "random numbers", "contract mode"} {
		if !strings.Contains(err.Error(), says) {
			t.Errorf("%q is not in %v", says, err)
		}
	}
	if _, err := client.New(); err == nil || !strings.Contains(err.Error(), "no credentials") {
		t.Errorf("without credentials: %v", err)
	}
}

func TestABasePathAndAUserAgentGoAlong(t *testing.T) {
	s := stubtest.New(t)
	given := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.URL.Path != "/rask/api/library/v1/media/link" || r.UserAgent() != "tests" || r.Header.Get("X-Mine") != "1" {
			t.Errorf("%s by %s", r.URL.Path, r.UserAgent())
		}
		r.URL.Path = strings.TrimPrefix(r.URL.Path, "/rask")
		return s.Transport().RoundTrip(r)
	})}
	c := s.Client(client.WithHTTPClient(given), client.WithBaseURL("http://stub.invalid/rask"), client.WithUserAgent("tests"))
	if _, err := c.UploadLink(t.Context(), sample, client.Header("X-Mine", "1")); err != nil {
		t.Error(err)
	}
	if given.CheckRedirect != nil {
		t.Error("the caller's HTTP client was changed")
	}
}

func TestKindAndNameAreAbsentUnlessGiven(t *testing.T) {
	s := stubtest.New(t)
	if _, err := s.Client().UploadLink(t.Context(), sample); err != nil {
		t.Fatal(err)
	}
	if got := string(s.Requests()[0].RequestBody); got != `{"link":"`+sample+`"}` {
		t.Error(got)
	}
}
