package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/gen"
)

type uploadCommand struct {
	Link string  `arg:"" help:"Where the file is: an absolute URI."`
	Kind string  `placeholder:"video|audio|image" help:"What kind of file it is. By default the service finds out."`
	Name *string `help:"The name of the media. By default the service chooses it."`
	mediaFlags
}

type getCommand struct {
	ID uuid.UUID `arg:"" help:"The id of the media."`
	mediaFlags
}

// mediaFlags are those that upload and get share.
type mediaFlags struct {
	apiFlags
	Wait  bool          `help:"Wait until the media is ready or has failed."`
	Limit time.Duration `default:"30m" placeholder:"DURATION" help:"How long to wait (${default})."`
	JSON  bool          `name:"json" help:"Print the media as JSON."`
}

// Help lists the exit codes.
func (*mediaFlags) Help() string {
	return "Exit codes: 0 the media is ready, or --wait was not given; 3 it has failed; 4 it was not ready in time; 2 usage; 130 SIGINT; 143 SIGTERM; 1 any other error."
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

// run calls the API, waits if --wait is given, and prints the media. A signal ends it early.
func (m *mediaFlags) run(ctx context.Context, t terminal, invalid error, call func(context.Context, *client.Client) (*client.Media, error)) error {
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
