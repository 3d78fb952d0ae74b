package client

import (
	"context"
	"log/slog"
	"net/http"
	"time"
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

// WithBaseURL says where the API is. The default is MEDIALINK_BASE_URL, or [DefaultBaseURL]. The bearer token goes nowhere else.
func WithBaseURL(url string) Option { return option(func(c *config) { c.baseURL = url }) }

// WithToken sends a fixed bearer token, which is not replaced when it is refused. The default is MEDIALINK_TOKEN.
func WithToken(token Secret) Option {
	return option(func(c *config) { c.token, c.credentials, c.source = token, nil, nil })
}

// WithCredentials gets tokens with client credentials. The default is MEDIALINK_CLIENT_ID and
// MEDIALINK_CLIENT_SECRET, and for the token URL MEDIALINK_TOKEN_URL.
func WithCredentials(credentials Credentials) Option {
	return option(func(c *config) { c.token, c.credentials, c.source = Secret{}, &credentials, nil })
}

// WithTokenSource gets tokens from a source of one's own. By default there is none.
func WithTokenSource(source TokenSource) Option {
	return option(func(c *config) { c.token, c.credentials, c.source = Secret{}, nil, source })
}

// WithHTTPClient uses a copy of client, which then follows no redirects. The default is http.DefaultClient.
func WithHTTPClient(client *http.Client) Option { return option(func(c *config) { c.http = client }) }

// WithRetry changes how calls are repeated. The default is the zero [RetryPolicy].
func WithRetry(policy RetryPolicy) Option {
	return option(func(c *config) { c.retry = policy.withDefaults() })
}

// WithAttemptTimeout limits each attempt, its response's body included. The default is [DefaultAttemptTimeout].
func WithAttemptTimeout(d time.Duration) Option {
	return option(func(c *config) { c.attemptTimeout = d })
}

// WithMaxResponse limits a response's body, in bytes. The default is [DefaultMaxResponse], 1 MiB.
func WithMaxResponse(n int64) Option { return option(func(c *config) { c.maxResponse = n }) }

// WithContract says what becomes of a response that does not conform. The default is [Tolerant].
func WithContract(mode ContractMode) Option { return option(func(c *config) { c.mode = mode }) }

// WithLogger logs each [Event] at level debug. By default nothing is logged.
func WithLogger(logger *slog.Logger) Option { return option(func(c *config) { c.logger = logger }) }

// WithObserver is told of each [Event], by the goroutine of the call. It must be safe for concurrent use. By default nobody is told.
func WithObserver(observer func(context.Context, Event)) Option {
	return option(func(c *config) { c.observer = observer })
}

// WithUserAgent names the program. The default is [DefaultUserAgent].
func WithUserAgent(name string) Option { return option(func(c *config) { c.userAgent = name }) }

// WithRandom returns numbers from 0 to 1, for jitter. The default is math/rand/v2.
func WithRandom(random func() float64) Option { return option(func(c *config) { c.random = random }) }
