package client

import (
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
	token          Secret
	credentials    *Credentials
	source         TokenSource
	httpClient     *http.Client
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
		baseURL:        DefaultBaseURL,
		httpClient:     http.DefaultClient,
		retry:          RetryPolicy{}.withDefaults(),
		attemptTimeout: DefaultAttemptTimeout,
		maxResponse:    DefaultMaxResponse,
		userAgent:      DefaultUserAgent,
		random:         rand.Float64,
	}
	c.fromEnvironment()
	return c
}

func (c *config) fromEnvironment() {
	if base := os.Getenv("MEDIALINK_BASE_URL"); base != "" {
		c.baseURL = base
	}
	if token := os.Getenv("MEDIALINK_TOKEN"); token != "" {
		c.token = NewSecret(token)
		return
	}
	if id := os.Getenv("MEDIALINK_CLIENT_ID"); id != "" {
		c.credentials = &Credentials{ID: id, Secret: NewSecret(os.Getenv("MEDIALINK_CLIENT_SECRET"))}
	}
}

func (c *config) clearCredentials() { c.token, c.credentials, c.source = Secret{}, nil, nil }

// check returns everything that cannot be.
func (c *config) check() error {
	var errs []error
	base, err := url.Parse(c.baseURL)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" || base.User != nil || base.RawQuery != "" || base.Fragment != "" {
		errs = append(errs, errors.New("base URL: must be http or https, with a host and at most a path"))
	}
	if c.credentials != nil {
		errs = append(errs, c.credentials.check())
	} else if c.source == nil && c.token.Reveal() == "" {
		errs = append(errs, errors.New("no credentials: set MEDIALINK_TOKEN, or MEDIALINK_CLIENT_ID and MEDIALINK_CLIENT_SECRET, or pass an option"))
	}
	errs = append(errs, c.retry.check())
	if c.attemptTimeout <= 0 {
		errs = append(errs, errors.New("attempt timeout: must be more than 0"))
	}
	if c.maxResponse <= 0 {
		errs = append(errs, errors.New("response limit: must be more than 0"))
	}
	if c.httpClient == nil {
		errs = append(errs, errors.New("HTTP client: must not be nil"))
	}
	if c.random == nil {
		errs = append(errs, errors.New("random numbers: must not be nil"))
	}
	if c.mode < Tolerant || c.mode > Off {
		errs = append(errs, errors.New("contract mode: must be Tolerant, Strict or Off"))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("client: %w", err)
	}
	return nil
}
