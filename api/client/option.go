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

	"github.com/medialink-go/medialink/api/contract"
)

// The defaults of [New].
const (
	DefaultBaseURL        = "https://api.rask.ai"
	DefaultAttemptTimeout = 30 * time.Second
	DefaultMaxResponse    = 1 << 20
	DefaultUserAgent      = "medialink-go (unofficial)"
)

// Option changes [New]. It wins over the environment.
type Option interface{ applyTo(*config) }

type option func(*config)

func (o option) applyTo(c *config) { o(c) }

// WithBaseURL sets the URL of the API. The default is MEDIALINK_BASE_URL, or [DefaultBaseURL]. The bearer token is sent nowhere else.
func WithBaseURL(url string) Option { return option(func(c *config) { c.baseURL = url }) }

// WithToken sends a fixed bearer token, which is not replaced if it is refused. The default is MEDIALINK_TOKEN.
func WithToken(token Secret) Option {
	return option(func(c *config) { c.token, c.credentials, c.source = token, nil, nil })
}

// WithCredentials gets tokens with client credentials. The default is MEDIALINK_CLIENT_ID and MEDIALINK_CLIENT_SECRET.
func WithCredentials(credentials Credentials) Option {
	return option(func(c *config) { c.token, c.credentials, c.source = Secret{}, &credentials, nil })
}

// WithTokenSource gets tokens from the source. By default there is none.
func WithTokenSource(source TokenSource) Option {
	return option(func(c *config) { c.token, c.credentials, c.source = Secret{}, nil, source })
}

// WithHTTPClient uses a copy of client, which then follows no redirects. The default is http.DefaultClient.
func WithHTTPClient(client *http.Client) Option { return option(func(c *config) { c.http = client }) }

// WithRetry sets how calls are repeated. The default is the zero [RetryPolicy].
func WithRetry(policy RetryPolicy) Option {
	return option(func(c *config) { c.retry = policy.withDefaults() })
}

// WithAttemptTimeout limits each attempt, its response's body included. The default is [DefaultAttemptTimeout].
func WithAttemptTimeout(d time.Duration) Option {
	return option(func(c *config) { c.attemptTimeout = d })
}

// WithMaxResponse limits a response's body, in bytes. The default is [DefaultMaxResponse], 1 MiB.
func WithMaxResponse(n int64) Option { return option(func(c *config) { c.maxResponse = n }) }

// WithContract sets what happens to a response that does not conform. The default is [Tolerant].
func WithContract(mode ContractMode) Option { return option(func(c *config) { c.mode = mode }) }

// WithLogger logs each [Event] at level debug. By default nothing is logged.
func WithLogger(logger *slog.Logger) Option { return option(func(c *config) { c.logger = logger }) }

// WithObserver calls observer with each [Event], in the goroutine of the call. It must be safe for concurrent use. The default is none.
func WithObserver(observer func(context.Context, Event)) Option {
	return option(func(c *config) { c.observer = observer })
}

// WithUserAgent names the program. The default is [DefaultUserAgent] and the version of the contract: "medialink-go (unofficial) contract/0.1.0".
func WithUserAgent(name string) Option { return option(func(c *config) { c.userAgent = name }) }

// WithRandom sets the source of numbers from 0 to 1, for jitter. The default is math/rand/v2.
func WithRandom(random func() float64) Option { return option(func(c *config) { c.random = random }) }

// config is what the options set.
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

func defaults(library *contract.Contract) config {
	c := config{
		baseURL:        cmp.Or(os.Getenv("MEDIALINK_BASE_URL"), DefaultBaseURL),
		token:          NewSecret(os.Getenv("MEDIALINK_TOKEN")),
		http:           http.DefaultClient,
		retry:          RetryPolicy{}.withDefaults(),
		attemptTimeout: DefaultAttemptTimeout,
		maxResponse:    DefaultMaxResponse,
		userAgent:      DefaultUserAgent + " contract/" + library.Version(),
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

// check reports everything that is invalid.
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
