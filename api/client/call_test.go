package client_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/api/stubtest"
)

// What cannot be sent is known before the first attempt: it is the caller's mistake, has no effect, and is not repeated.
func TestARequestWithInvalidHeadersIsNotSent(t *testing.T) {
	with := func(opt client.Option) []client.Option { return []client.Option{opt} }
	for _, row := range []struct {
		name   string
		opts   []client.Option
		upload []client.UploadOption
		says   string
	}{
		{"a token with a line end", with(client.WithToken(client.NewSecret(marker + "\n"))), nil, "the token holds a line end"},
		{"a token with a line end inside", with(client.WithToken(client.NewSecret("a\r\nX: " + marker))), nil, "the token holds a line end"},
		{"a token of a source with a line end", with(client.WithTokenSource(&tokens{marker + "\n"})), nil, "the token holds a line end"},
		{"a token with a delete character", with(client.WithToken(client.NewSecret(marker + "\x7f"))), nil, "the token holds a line end"},
		{"a header value with a line end", nil, []client.UploadOption{client.Header("X-Mine", marker+"\n")}, "header X-Mine: holds a line end"},
		{"a header value with a zero", nil, []client.UploadOption{client.Header("X-Mine", marker+"\x00")}, "header X-Mine: holds a line end"},
		{"a header name with a line end", nil, []client.UploadOption{client.Header(marker+"\n", "a")}, "a header has a name that is not a token"},
		{"a header name with a blank", nil, []client.UploadOption{client.Header("X "+marker, "a")}, "a header has a name that is not a token"},
		{"a header name in another script", nil, []client.UploadOption{client.Header("Ж", "a")}, "a header has a name that is not a token"},
		{"a header without a name", nil, []client.UploadOption{client.Header("", "a")}, "a header has a name that is not a token"},
		{"a user agent with a line end", with(client.WithUserAgent(marker + "\n")), nil, "header User-Agent: holds a line end"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := stubtest.New(t)
			events := 0
			opts := append(slices.Clone(row.opts), client.WithObserver(func(context.Context, client.Event) { events++ }))
			_, err := s.Client(opts...).UploadLink(t.Context(), sample, row.upload...)
			failed, ok := errors.AsType[*client.Error](err)
			if !ok || !errors.Is(err, client.ErrInvalid) || failed.Effect != client.NotApplied || failed.Attempts != 0 {
				t.Errorf("%v; want an invalid request, not applied, without an attempt", err)
			}
			if !strings.Contains(err.Error(), row.says) || strings.Contains(err.Error(), marker) {
				t.Errorf("%v; want %q, and no value", err, row.says)
			}
			if n := len(s.Exchanges()) + events; n > 0 {
				t.Errorf("%d requests and events", n)
			}
		})
	}
}

func TestValidHeadersAreSent(t *testing.T) {
	s := stubtest.New(t)
	for name, value := range map[string]string{
		"X-Tab":                     "a\tb",
		"X-Blank":                   " ~",
		"X-Text":                    "grüße",
		"X-Azaz09!#$%&'*+.^_`|~-Z-": "",
	} {
		if _, err := s.Client().UploadLink(t.Context(), sample, client.Header(name, value)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A source gets another chance: a token that cannot be sent is not kept.
func TestAnInvalidTokenIsNotKept(t *testing.T) {
	c := stubtest.New(t).Client(client.WithTokenSource(&tokens{"a\n", "b"}))
	if _, err := c.UploadLink(t.Context(), sample); !errors.Is(err, client.ErrInvalid) {
		t.Errorf("the first call: %v", err)
	}
	if _, err := c.UploadLink(t.Context(), sample); err != nil {
		t.Errorf("the second call: %v", err)
	}
}

func TestAContextThatHasEndedSendsNothing(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	expired, stop := context.WithTimeout(t.Context(), 0)
	defer stop()
	for ctx, why := range map[context.Context]error{cancelled: context.Canceled, expired: context.DeadlineExceeded} {
		for name, opt := range map[string]client.Option{
			"a token":       client.WithToken(client.NewSecret("a")),
			"credentials":   client.WithCredentials(credentials()),
			"a bare client": client.WithHTTPClient(&http.Client{Transport: responding(200, nil, "")}),
		} {
			s := stubtest.New(t)
			_, err := s.Client(opt).UploadLink(ctx, sample)
			failed, ok := errors.AsType[*client.Error](err)
			if !ok || !errors.Is(err, why) || !errors.Is(err, client.ErrTransport) || failed.Effect != client.NotApplied || failed.Attempts != 0 {
				t.Errorf("%s: %v; want %v, not applied, without an attempt", name, err, why)
			}
			if n := len(s.Exchanges()); n > 0 {
				t.Errorf("%s: %d requests", name, n)
			}
		}
	}
}

func TestTheTokenIsSentOnlyToTheBaseURL(t *testing.T) {
	for name, edit := range map[string]func(*http.Request){
		"another host":        func(r *http.Request) { r.URL.Host = "other.invalid" },
		"another port":        func(r *http.Request) { r.URL.Host = "stub.invalid:8443" },
		"https moved to http": func(r *http.Request) { r.URL.Scheme = "http" },
		"no scheme":           func(r *http.Request) { r.URL.Scheme = "" },
		"another base path":   func(r *http.Request) { r.URL.Path = strings.Replace(r.URL.Path, "/rask", "/other", 1) },
		"above the base path": func(r *http.Request) { r.URL.Path = strings.TrimPrefix(r.URL.Path, "/rask") },
	} {
		t.Run(name, func(t *testing.T) {
			c := stubtest.New(t).Client(client.WithBaseURL("https://stub.invalid/rask"), client.WithHTTPClient(&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				t.Errorf("sent to %v", r.URL)
				return responding(200, nil, "")(r)
			})}))
			_, err := c.Raw().GetMediaWithResponse(t.Context(), uuid.Nil, func(_ context.Context, r *http.Request) error {
				edit(r)
				return nil
			})
			if failed, ok := errors.AsType[*client.Error](err); !ok || !errors.Is(err, client.ErrInvalid) || failed.Effect != client.NotApplied {
				t.Errorf("%v; want an invalid request, not applied", err)
			}
			if !strings.HasPrefix(err.Error(), "request: invalid request: the request leaves the base URL") {
				t.Errorf("%v; want that it leaves the base URL", err)
			}
		})
	}
}
