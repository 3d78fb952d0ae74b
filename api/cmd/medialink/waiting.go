package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/medialink-go/medialink/api/client"
)

// waiting is what upload and get have in common behind their call.
type waiting struct {
	Wait  bool          `help:"Wait until the media is ready or has failed."`
	Limit time.Duration `default:"30m" placeholder:"DURATION" help:"How long to wait (${default})."`
	JSON  bool          `name:"json" help:"Print the media as JSON."`
}

func (w waiting) check() error {
	if w.Limit <= 0 {
		return errors.New("--limit: must be more than 0s")
	}
	return nil
}

// mediaFailed is the end of a command whose media has failed.
type mediaFailed struct{ media *client.Media }

func (e *mediaFailed) Error() string { return fmt.Sprintf("media %v has failed", e.media.ID) }

// finish waits for the media if it is told to, and prints it.
func (w waiting) finish(ctx context.Context, t terminal, c *client.Client, p *progress, media *client.Media) error {
	if w.Wait && media.Status != client.MediaStatusReady && media.Status != client.MediaStatusFailed {
		p.begin()
		ready, err := c.Wait(ctx, media.ID, client.Poll(client.PollPolicy{Limit: w.Limit}))
		p.end()
		switch {
		case err == nil:
			media = ready
		case errors.Is(err, client.ErrMediaFailed):
			media = lastSeen(err, media)
		default:
			fmt.Fprintf(t.err, "Go on waiting with: medialink get %v --wait\n", media.ID)
			return err
		}
	}
	if err := w.print(t, media); err != nil {
		return err
	}
	if media.Status == client.MediaStatusFailed {
		return &mediaFailed{media}
	}
	return nil
}

func lastSeen(err error, media *client.Media) *client.Media {
	if ended, ok := errors.AsType[*client.WaitError](err); ok && ended.Media != nil {
		return ended.Media
	}
	return media
}

func (w waiting) print(t terminal, media *client.Media) error {
	if w.JSON {
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
