package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/gen"
)

// Client calls the API. It is safe for concurrent use, and no goroutine of it outlives a call.
type Client struct {
	doer   *doer
	raw    *gen.ClientWithResponses
	server string // the base URL with a slash at its end, as the generated functions want it
}

// New makes a client from the environment (MEDIALINK_BASE_URL; MEDIALINK_TOKEN, or MEDIALINK_CLIENT_ID and MEDIALINK_CLIENT_SECRET;
// MEDIALINK_TOKEN_URL) and options, which win. It sends nothing. Its error lists everything that is invalid.
func New(opts ...Option) (*Client, error) {
	library, err := contract.Library()
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	c := defaults(library)
	for _, opt := range opts {
		opt.applyTo(&c)
	}
	if c.credentials != nil {
		c.credentials = c.credentials.withDefaults(c.baseURL, library.TokenURL("HTTPBearer"))
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	d := newDoer(c, library)
	raw, err := gen.NewClientWithResponses(c.baseURL, gen.WithHTTPClient(d))
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	return &Client{doer: d, raw: raw, server: strings.TrimSuffix(c.baseURL, "/") + "/"}, nil
}

func newDoer(c config, library *contract.Contract) *doer {
	copied := *c.http
	copied.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c.http = &copied
	d := &doer{config: c, library: library, tokens: &tokenCache{source: c.source}}
	if c.credentials != nil {
		d.tokens.source = &credentialsSource{d, *c.credentials}
	} else if c.source == nil {
		d.tokens.token, d.tokens.valid = Token{Value: c.token}, true
	}
	return d
}

// Raw returns the generated client, which has every operation of the contract, with the same tokens, retries, limits and checks. It
// returns successes only; all else is an *Error.
func (c *Client) Raw() *gen.ClientWithResponses { return c.raw }

// UploadLink uploads a link, an absolute URI, and returns the media, usually in status processing. It fails with an *Error, whose Effect
// says whether the upload may be repeated.
func (c *Client) UploadLink(ctx context.Context, link string, opts ...UploadOption) (*Media, error) {
	return c.upload(ctx, link, configOf(opts))
}

func (c *Client) upload(ctx context.Context, link string, config callConfig) (*Media, error) {
	config.link.Link = link
	r, err := gen.NewUploadMediaLinkRequest(c.server, config.link)
	if err != nil {
		return nil, unbuilt("uploadMediaLink")
	}
	r = r.WithContext(ctx)
	for _, edit := range config.editors {
		edit(r)
	}
	media := new(Media)
	if _, _, err := c.doer.exchange(r, media); err != nil {
		return nil, err
	}
	return media, nil
}

// Get returns a media as it is now. It fails with an *Error. A response about another media is ErrContract in every mode.
func (c *Client) Get(ctx context.Context, id uuid.UUID) (*Media, error) {
	media, _, err := c.get(ctx, id)
	return media, err
}

// get also returns the Retry-After of the response.
func (c *Client) get(ctx context.Context, id uuid.UUID) (*Media, time.Duration, error) {
	r, err := gen.NewGetMediaRequest(c.server, id)
	if err != nil {
		return nil, 0, unbuilt("getMedia")
	}
	media := new(Media)
	call, o, err := c.doer.exchange(r.WithContext(ctx), media)
	if err != nil {
		return nil, 0, err
	}
	if media.ID != id {
		return nil, 0, call.failure(o, ErrContract, errors.New("response /id: must be the id that was requested"))
	}
	return media, retryAfter(o.Header), nil
}

func unbuilt(operation string) error {
	return &Error{Operation: operation, Kind: ErrInvalid, Err: errors.New("the request cannot be built")}
}
