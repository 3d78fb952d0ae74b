package client

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/gen"
)

// Client calls the API. It is safe for concurrent use, and no goroutine of it outlives a call.
type Client struct {
	doer *doer
	raw  *gen.ClientWithResponses
}

// New makes a client from the environment (MEDIALINK_BASE_URL; MEDIALINK_TOKEN, or MEDIALINK_CLIENT_ID and MEDIALINK_CLIENT_SECRET;
// MEDIALINK_TOKEN_URL) and options, which win. It sends nothing, and fails with all that is wrong at once.
func New(opts ...Option) (*Client, error) {
	c := defaults()
	for _, opt := range opts {
		opt.applyTo(&c)
	}
	library, err := contract.Library()
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	c.completeCredentials(library)
	if err := c.check(); err != nil {
		return nil, err
	}
	d, err := newDoer(c, library)
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	raw, err := gen.NewClientWithResponses(c.baseURL, gen.WithHTTPClient(d), gen.WithRequestEditorFn(d.introduce))
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	return &Client{doer: d, raw: raw}, nil
}

func newDoer(c config, library *contract.Contract) (*doer, error) {
	base, err := url.Parse(c.baseURL)
	if err != nil {
		return nil, err
	}
	copied := *c.httpClient
	copied.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	d := &doer{config: c, base: base, http: &copied, library: library}
	d.tokens = staticToken(c.token)
	if c.source != nil {
		d.tokens = &tokenCache{source: c.source}
	}
	if c.credentials != nil {
		d.tokens = &tokenCache{source: &exchange{doer: d, client: *c.credentials}}
	}
	return d, nil
}

func (d *doer) introduce(_ context.Context, r *http.Request) error {
	if r.Header.Get("User-Agent") == "" {
		r.Header.Set("User-Agent", d.userAgent)
	}
	return nil
}

// Raw is the generated client, on the same way to the service: tokens, repetition, limits and checks are the same. An
// operation that this package has no method for is there. Its responses are successes only; all else is an *Error.
func (c *Client) Raw() *gen.ClientWithResponses { return c.raw }

// UploadOption changes one upload. It is an option of [Client.UploadLinkAndWait] too.
type UploadOption interface {
	CallOption
	applyToUpload(*upload)
}

type uploadOption func(*upload)

func (o uploadOption) applyToUpload(u *upload)    { o(u) }
func (o uploadOption) applyToCall(c *callOptions) { c.upload = append(c.upload, o) }

type upload struct {
	link         gen.MediaLink
	editors      []gen.RequestEditorFn
	mayDuplicate bool
}

// Name says what to call the media. By default the service decides.
func Name(name string) UploadOption { return uploadOption(func(u *upload) { u.link.Name = &name }) }

// Kind says what the link leads to. By default the service finds out.
func Kind(kind MediaKind) UploadOption { return uploadOption(func(u *upload) { u.link.Kind = &kind }) }

// Header adds a header to the request.
func Header(name, value string) UploadOption {
	return uploadOption(func(u *upload) {
		u.editors = append(u.editors, func(_ context.Context, r *http.Request) error {
			r.Header.Set(name, value)
			return nil
		})
	})
}

// UploadLink hands in a link, an absolute URI, and returns the media as it is then, most likely in status processing. It
// fails with an *Error, whose Effect says whether the upload may be called again.
func (c *Client) UploadLink(ctx context.Context, link string, opts ...UploadOption) (*Media, error) {
	u := upload{link: gen.MediaLink{Link: link}}
	for _, opt := range opts {
		opt.applyToUpload(&u)
	}
	if u.mayDuplicate {
		ctx = withMayDuplicate(ctx)
	}
	response, err := c.raw.UploadMediaLink(ctx, u.link, u.editors...) //nolint:bodyclose // doer has read it
	if err != nil {
		return nil, unsent("uploadMediaLink", err)
	}
	parsed, err := gen.ParseUploadMediaLinkResponse(response)
	if err != nil {
		return nil, undecoded(response, errUndecodable)
	}
	if parsed.JSON200 == nil {
		return nil, undecoded(response, errNoMedia)
	}
	return parsed.JSON200, nil
}

// Get returns a media as it is now. It fails with an *Error. A response that is about another media is ErrContract, whatever the mode.
func (c *Client) Get(ctx context.Context, id uuid.UUID) (*Media, error) {
	media, _, err := c.get(ctx, id)
	return media, err
}

// get also returns when the service wants to be asked again.
func (c *Client) get(ctx context.Context, id uuid.UUID) (*Media, time.Duration, error) {
	response, err := c.raw.GetMedia(ctx, id) //nolint:bodyclose // doer has read it
	if err != nil {
		return nil, 0, unsent("getMedia", err)
	}
	parsed, err := gen.ParseGetMediaResponse(response)
	if err != nil {
		return nil, 0, undecoded(response, errUndecodable)
	}
	if parsed.JSON200 == nil {
		return nil, 0, undecoded(response, errNoMedia)
	}
	if parsed.JSON200.ID != id {
		return nil, 0, undecoded(response, errOtherMedia)
	}
	return parsed.JSON200, retryAfter(response.Header), nil
}
