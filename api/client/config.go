package client

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"time"
)

// config is what the options come to.
type config struct {
	baseURL        string
	base           *url.URL
	token          Secret
	credentials    *Credentials
	source         TokenSource
	http           *http.Client
	retry          RetryPolicy
	attemptTimeout time.Duration
	maxResponse    int64
	mode           ContractMode
	logger         *slog.Logger
	observer       func(context.Context, Event)
	userAgent      string
	random         func() float64
}

func defaults() config {
	c := config{
		baseURL:        cmp.Or(os.Getenv("MEDIALINK_BASE_URL"), DefaultBaseURL),
		token:          NewSecret(os.Getenv("MEDIALINK_TOKEN")),
		http:           http.DefaultClient,
		retry:          RetryPolicy{}.withDefaults(),
		attemptTimeout: DefaultAttemptTimeout,
		maxResponse:    DefaultMaxResponse,
		userAgent:      DefaultUserAgent,
		random:         rand.Float64,
	}
	if id := os.Getenv("MEDIALINK_CLIENT_ID"); id != "" && c.token.Reveal() == "" {
		c.credentials = &Credentials{ID: id, Secret: NewSecret(os.Getenv("MEDIALINK_CLIENT_SECRET"))}
	}
	return c
}

// problems are what is invalid in a configuration.
type problems []error

func (p *problems) require(ok bool, otherwise string) {
	if !ok {
		*p = append(*p, errors.New(otherwise))
	}
}

// check returns everything that is invalid.
func (c *config) check() error {
	var p problems
	base, ok := parseHTTP(c.baseURL)
	c.base = base
	p.require(ok && base.User == nil && base.RawQuery == "" && base.Fragment == "",
		"base URL: must be http or https, with a host and at most a path")
	if c.credentials != nil {
		p.require(c.credentials.ID != "" && c.credentials.Secret.Reveal() != "", "credentials: must have an id and a secret")
		_, ok := parseHTTP(c.credentials.TokenURL)
		p.require(c.credentials.TokenURL != "",
			"token URL: is missing: set MEDIALINK_TOKEN_URL (only the base URL "+DefaultBaseURL+" has a default)")
		p.require(ok || c.credentials.TokenURL == "", "token URL: must be http or https, with a host")
	} else {
		p.require(c.source != nil || c.token.Reveal() != "",
			"no credentials: set MEDIALINK_TOKEN, or MEDIALINK_CLIENT_ID and MEDIALINK_CLIENT_SECRET, or pass an option")
	}
	p.require(c.retry.Attempts >= 1 && min(c.retry.Base, c.retry.Cap, c.retry.MaxRetryAfter) >= 0, "retry policy: must not be negative")
	p.require(c.attemptTimeout > 0, "attempt timeout: must be more than 0")
	p.require(c.maxResponse > 0, "response limit: must be more than 0")
	p.require(c.http != nil, "HTTP client: must not be nil")
	p.require(c.random != nil, "random numbers: must not be nil")
	p.require(c.mode >= Tolerant && c.mode <= Off, "contract mode: must be Tolerant, Strict or Off")
	if len(p) > 0 {
		return fmt.Errorf("client: %w", errors.Join(p...))
	}
	return nil
}

func parseHTTP(text string) (u *url.URL, ok bool) {
	u, err := url.Parse(text)
	return u, err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
