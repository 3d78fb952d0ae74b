package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/joho/godotenv"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/gen"
)

type uploadCommand struct {
	Link string  `arg:"" help:"Where the file is: an absolute URI."`
	Kind string  `predictor:"kind" placeholder:"video|audio|image" help:"What kind of file it is. By default the service finds out."`
	Name *string `help:"The name of the media. By default the service chooses it."`
	mediaFlags
}

type getCommand struct {
	ID uuid.UUID `arg:"" help:"The id of the media."`
	mediaFlags
}

// mediaFlags are the flags of both upload and get. No flag holds a secret, because a list of processes shows flags.
type mediaFlags struct {
	BaseURL     string        `env:"MEDIALINK_BASE_URL" default:"${base_url}" placeholder:"URL" help:"Where the API, or a stub of it, is (${default})."`
	Credentials string        `env:"MEDIALINK_CREDENTIALS" type:"path" placeholder:"FILE" help:"A file with MEDIALINK_TOKEN=..., or MEDIALINK_CLIENT_ID and _CLIENT_SECRET, a line each, and MEDIALINK_TOKEN_URL unless the base URL is the default. Without a file they come from the environment."`
	Wait        bool          `help:"Wait until the media is ready or has failed."`
	Limit       time.Duration `default:"30m" placeholder:"DURATION" help:"How long to wait (${default})."`
	JSON        bool          `name:"json" help:"Print the media as JSON."`
}

// Help lists the exit codes.
func (*mediaFlags) Help() string {
	return "Exit codes: 0 the media is ready, or --wait was not given; 3 it has failed; 4 it was not ready in time; 2 usage; " +
		"130 SIGINT; 143 SIGTERM; 1 any other error."
}

// Run uploads a link.
func (u *uploadCommand) Run(ctx context.Context, t terminal) error {
	link := gen.MediaLink{Link: u.Link, Name: u.Name}
	var opts []client.UploadOption
	if u.Kind != "" {
		link.Kind = new(client.MediaKind(u.Kind))
		opts = append(opts, client.Kind(*link.Kind))
	}
	if u.Name != nil {
		opts = append(opts, client.Name(*u.Name))
	}
	return u.run(ctx, t, checkArguments(link), func(ctx context.Context, c *client.Client) (*client.Media, error) {
		return c.UploadLink(ctx, u.Link, opts...)
	})
}

// Run gets a media.
func (g *getCommand) Run(ctx context.Context, t terminal) error {
	return g.run(ctx, t, nil, func(ctx context.Context, c *client.Client) (*client.Media, error) {
		return c.Get(ctx, g.ID)
	})
}

// checkArguments reports arguments that the contract does not allow, before anything needs credentials.
func checkArguments(link gen.MediaLink) error {
	library, err := contract.Library()
	if err != nil {
		return err
	}
	request, err := gen.NewUploadMediaLinkRequest("", link)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return err
	}
	var problems []error
	for _, v := range library.Operation("uploadMediaLink").CheckRequest(request, nil, body).Violations {
		if v.Part == contract.PartBody { // the request has no credentials yet
			argument := strings.NewReplacer("/link", "<link>", "/", "--").Replace(v.Pointer)
			problems = append(problems, fmt.Errorf("%s: %s", argument, v.Reason))
		}
	}
	return errors.Join(problems...)
}

type apiCall func(context.Context, *client.Client) (*client.Media, error)

// run calls the API, waits if --wait is given, and prints the media. A signal ends it early.
func (m *mediaFlags) run(ctx context.Context, t terminal, invalid error, call apiCall) error {
	if m.Limit <= 0 {
		invalid = errors.Join(invalid, errors.New("--limit: must be more than 0s"))
	}
	if invalid != nil {
		return usage(invalid)
	}
	p := newProgress(t.err)
	c, err := m.client(client.WithObserver(p.observe))
	if err != nil {
		return usage(err)
	}
	return interruptible(ctx, func(ctx context.Context) error {
		media, err := call(ctx, c)
		if err == nil && m.Wait && media.Status != client.MediaStatusReady && media.Status != client.MediaStatusFailed {
			media, err = m.wait(ctx, t, c, p, media)
		}
		if err != nil {
			return err
		}
		if err := m.print(t, media); err != nil {
			return err
		}
		if media.Status == client.MediaStatusFailed {
			return &exitError{exitMediaFailed, fmt.Errorf("media %v has failed", media.ID)}
		}
		return nil
	})
}

// wait returns a media that is ready or has failed.
func (m *mediaFlags) wait(ctx context.Context, t terminal, c *client.Client, p *progress, media *client.Media) (*client.Media, error) {
	p.begin()
	ready, err := c.Wait(ctx, media.ID, client.Poll(client.PollPolicy{Limit: m.Limit}))
	p.end()
	if err == nil {
		return ready, nil
	}
	if failed, ok := errors.AsType[*client.WaitError](err); ok && errors.Is(err, client.ErrMediaFailed) {
		return failed.Media, nil
	}
	fmt.Fprintf(t.err, "Go on waiting with: medialink get %v --wait\n", media.ID)
	return nil, err
}

func (m *mediaFlags) print(t terminal, media *client.Media) error {
	if m.JSON {
		encoder := json.NewEncoder(t.out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(media)
	}
	line := fmt.Sprintf("%v  %s  %s", media.ID, media.Kind, media.Status)
	if media.URL != nil {
		line += "  " + *media.URL
	}
	_, err := fmt.Fprintln(t.out, oneLine(line))
	return err
}

func (m *mediaFlags) client(opts ...client.Option) (*client.Client, error) {
	// With this token an error can only be about the base URL, never about missing credentials.
	if _, err := client.New(client.WithBaseURL(m.BaseURL), client.WithToken(client.NewSecret("checked"))); err != nil {
		return nil, fmt.Errorf("--base-url: %w", errors.Unwrap(err)) // without the name of the package
	}
	opts = append(opts, client.WithBaseURL(m.BaseURL), client.WithHTTPClient(&http.Client{}))
	if m.Credentials != "" {
		credentials, err := readCredentials(m.Credentials)
		if err != nil {
			return nil, fmt.Errorf("--credentials: %s: %w", m.Credentials, err)
		}
		opts = append(opts, credentials)
	}
	return client.New(opts...)
}

// readCredentials reads a file of lines such as MEDIALINK_TOKEN=abc.
func readCredentials(path string) (client.Option, error) {
	const token, id, secret, tokenURL = "MEDIALINK_TOKEN", "MEDIALINK_CLIENT_ID", "MEDIALINK_CLIENT_SECRET", "MEDIALINK_TOKEN_URL"
	values, err := godotenv.Read(path)
	if err != nil {
		return nil, errors.New("cannot be read as lines of NAME=value") // err may quote a line
	}
	known := []string{token, id, secret, tokenURL}
	for name := range values {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("has a line that is none of %v", known)
		}
	}
	if values[token] != "" {
		return client.WithToken(client.NewSecret(values[token])), nil
	}
	credentials := client.Credentials{ID: values[id], Secret: client.NewSecret(values[secret]), TokenURL: values[tokenURL]}
	return client.WithCredentials(credentials), nil
}
