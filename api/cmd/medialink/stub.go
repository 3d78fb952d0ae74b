package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/api/stub"
)

// drain is how long requests under way may take to end after a signal.
const drain = 5 * time.Second

type stubCommand struct {
	Addr       string        `env:"MEDIALINK_STUB_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where to listen (${default}). Port 0 takes a free one."`
	ReadyAfter time.Duration `env:"MEDIALINK_STUB_READY_AFTER" default:"2s" placeholder:"DURATION" help:"How long media are processing (${default})."`
	Seed       uint64        `env:"MEDIALINK_STUB_SEED" default:"0" placeholder:"N" help:"Chooses ids and meta (${default})."`
}

// Run serves until ctx is done.
func (c *stubCommand) Run(ctx context.Context, t terminal) error {
	logger := slog.New(slog.NewTextHandler(t.err, nil))
	s, err := stub.New(stub.WithReadyAfter(c.ReadyAfter), stub.WithSeed(c.Seed), stub.WithLogger(logger))
	if err != nil {
		return &usageError{err}
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("%w: choose another with --addr", err)
	}
	if err := greet(t.out, listener.Addr()); err != nil {
		return err
	}
	return server.Serve(ctx, listener, s, logger, drain)
}
