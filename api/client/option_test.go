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

func TestNewReportsEveryProblemAtOnce(t *testing.T) {
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

func TestNewChecksTheBoundsOfEachOption(t *testing.T) {
	token := func(url string) client.Option {
		return client.WithCredentials(client.Credentials{ID: "id", Secret: client.NewSecret("secret"), TokenURL: url})
	}
	for _, row := range []struct {
		name string
		opt  client.Option
		says string // "" for nothing
	}{
		{"a response limit of 0", client.WithMaxResponse(0), "response limit: must be more than 0"},
		{"a response limit of 1", client.WithMaxResponse(1), ""},
		{"an attempt timeout of 0", client.WithAttemptTimeout(0), "attempt timeout: must be more than 0"},
		{"an attempt timeout of 1 ns", client.WithAttemptTimeout(1), ""},
		{"the first contract mode", client.WithContract(client.Tolerant), ""},
		{"the last contract mode", client.WithContract(client.Off), ""},
		{"a mode before the first", client.WithContract(client.Tolerant - 1), "contract mode: must be Tolerant, Strict or Off"},
		{"a mode behind the last", client.WithContract(client.Off + 1), "contract mode: must be Tolerant, Strict or Off"},
		{"an http base URL", client.WithBaseURL("http://h.example"), ""},
		{"an https base URL", client.WithBaseURL("https://h.example/a"), ""},
		{"a base URL of another scheme", client.WithBaseURL("ftp://h.example"), "base URL: must be http or https"},
		{"a base URL without a host", client.WithBaseURL("https:///a"), "base URL: must be http or https"},
		{"a base URL with a user", client.WithBaseURL("https://a@h.example"), "base URL: must be http or https"},
		{"a base URL with a query", client.WithBaseURL("https://h.example?a"), "base URL: must be http or https"},
		{"a base URL with a fragment", client.WithBaseURL("https://h.example#a"), "base URL: must be http or https"},
		{"an http token URL", token("http://h.example"), ""},
		{"an https token URL", token("https://h.example"), ""},
		{"a token URL of another scheme", token("ftp://h.example"), "token URL: must be http or https, with a host"},
		{"a token URL without a host", token("https:///a"), "token URL: must be http or https, with a host"},
		{"no id", client.WithCredentials(client.Credentials{Secret: client.NewSecret("secret")}), "credentials: must have an id and a secret"},
		{"no secret", client.WithCredentials(client.Credentials{ID: "id"}), "credentials: must have an id and a secret"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := client.New(client.WithToken(client.NewSecret("a")), row.opt)
			if row.says == "" && err != nil {
				t.Error(err)
			}
			if row.says != "" && (err == nil || !strings.HasPrefix(err.Error(), "client: "+row.says) || strings.Contains(err.Error(), "\n")) {
				t.Errorf("%v; want %q alone", err, row.says)
			}
		})
	}
}

func TestTheBasePathAndTheUserAgentAreSent(t *testing.T) {
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
	if got := string(s.Exchanges()[0].RequestBody); got != `{"link":"`+sample+`"}` {
		t.Error(got)
	}
}
