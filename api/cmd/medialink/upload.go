package main

import (
	"context"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/client"
)

type uploadCommand struct {
	access
	Link string  `arg:"" help:"Where the file is: an absolute URI."`
	Kind string  `enum:",video,audio,image" default:"" placeholder:"video|audio|image" help:"What the link leads to. The service finds out by default."`
	Name *string `help:"What to call the media. The service decides by default."`
	waiting
}

type getCommand struct {
	access
	ID uuid.UUID `arg:"" help:"The id of the media."`
	waiting
}

// Help tells the exit codes.
func (*uploadCommand) Help() string { return exitCodes }

// Help tells the exit codes.
func (*getCommand) Help() string { return exitCodes }

const exitCodes = "Exit codes: 0 the media is ready, or was not waited for; 3 it has failed; 4 it was not ready in time; 2 usage; 130 SIGINT; 143 SIGTERM; 1 anything else."

// Run uploads, and waits if it is told to.
func (u *uploadCommand) Run(ctx context.Context, t terminal) error {
	return interruptible(ctx, func(ctx context.Context) error { return u.run(ctx, t) })
}

func (u *uploadCommand) run(ctx context.Context, t terminal) error {
	if err := u.check(ctx); err != nil {
		return err
	}
	p := newProgress(t)
	c, err := u.client(client.WithObserver(p.observe))
	if err != nil {
		return err
	}
	var opts []client.UploadOption
	if u.Kind != "" {
		opts = append(opts, client.Kind(client.MediaKind(u.Kind)))
	}
	if u.Name != nil {
		opts = append(opts, client.Name(*u.Name))
	}
	media, err := c.UploadLink(ctx, u.Link, opts...)
	if err != nil {
		return err
	}
	return u.finish(ctx, t, c, p, media)
}

// Run gets a media, and waits if it is told to.
func (g *getCommand) Run(ctx context.Context, t terminal) error {
	return interruptible(ctx, func(ctx context.Context) error { return g.run(ctx, t) })
}

func (g *getCommand) run(ctx context.Context, t terminal) error {
	if err := usage(g.check()); err != nil {
		return err
	}
	p := newProgress(t)
	c, err := g.client(client.WithObserver(p.observe))
	if err != nil {
		return err
	}
	media, err := c.Get(ctx, g.ID)
	if err != nil {
		return err
	}
	return g.finish(ctx, t, c, p, media)
}
