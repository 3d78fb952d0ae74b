package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"time"

	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/api/stub"
)

// drain is how long requests under way may take to end after a signal.
const drain = 5 * time.Second

type stubCommand struct {
	Addr       string        `env:"MEDIALINK_STUB_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where to listen (${default}). Port 0 takes a free one."`
	AddrFile   string        `env:"MEDIALINK_STUB_ADDR_FILE" type:"path" placeholder:"FILE" help:"Write host and port to a file once it listens."`
	ReadyAfter string        `env:"MEDIALINK_STUB_READY_AFTER" default:"2s" placeholder:"5s|3polls" help:"How long media are processing (${default})."`
	Scenario   []string      `env:"MEDIALINK_STUB_SCENARIO" sep:"none" placeholder:"NAME" help:"How media fare, see above. Repeatable (*); a later one wins."`
	Fault      []string      `env:"MEDIALINK_STUB_FAULT" sep:"none" placeholder:"FAULT" help:"What goes wrong, see above. Repeatable (*)."`
	Strict     bool          `env:"MEDIALINK_STUB_STRICT" help:"Refuse undeclared properties and unusual link schemes with 422."`
	Auth       string        `env:"MEDIALINK_STUB_AUTH" default:"any" placeholder:"any|issued|TOKEN,..." help:"Which bearer tokens are accepted (${default})."`
	Client     []string      `env:"MEDIALINK_STUB_CLIENT" sep:"none" placeholder:"ID:SECRET" help:"Who may ask /oauth2/token. Repeatable (*); none named, anyone may."`
	TokenTTL   time.Duration `name:"token-ttl" env:"MEDIALINK_STUB_TOKEN_TTL" default:"1h" placeholder:"DURATION" help:"How long issued tokens are good (${default})."`
	PublicURL  string        `name:"public-url" env:"MEDIALINK_STUB_PUBLIC_URL" placeholder:"URL" help:"The base of the URLs of files, behind a proxy. By default that of the request."`
	Seed       uint64        `env:"MEDIALINK_STUB_SEED" default:"0" placeholder:"N" help:"Chooses ids, tokens and chance (${default})."`
}

// Help lists all that the stub can be told.
func (c *stubCommand) Help() string {
	return "Scenarios, for --scenario, and for links such as https://failed.medialink.invalid/any/name.mp4:\n\n" + table(stub.Scenarios()) +
		"\nPreferences, for the Prefer header of a request:\n\n" + table(stub.Preferences()) +
		"\nFaults, for --fault:\n\n" + table(stub.Faults()) +
		"\n(*) Several in one flag or environment variable have blanks between them."
}

// table is indented, so that it is not wrapped.
func table(forms []stub.Form) string {
	var b strings.Builder
	for _, form := range forms {
		fmt.Fprintf(&b, "    %-20s %s\n", form.Example, form.Means)
	}
	return b.String()
}

// Run serves until ctx is done.
func (c *stubCommand) Run(ctx context.Context, t terminal) error {
	logger := slog.New(slog.NewTextHandler(t.err, nil))
	s, err := c.stub(logger)
	if err != nil {
		return &usageError{err}
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("%w: choose another with --addr", err)
	}
	remove, err := writeAddr(c.AddrFile, listener.Addr())
	if err != nil {
		return err
	}
	defer remove()
	if err := greet(t.out, listener.Addr(), len(c.Client) == 0); err != nil {
		return err
	}
	return server.Serve(ctx, listener, s, logger, drain)
}

func (c *stubCommand) stub(logger *slog.Logger) (*stub.Stub, error) {
	options := []stub.Option{
		stub.WithReadyAfter(c.ReadyAfter),
		stub.WithScenarios(words(c.Scenario)...),
		stub.WithAuthentication(c.Auth),
		stub.WithTokenTTL(c.TokenTTL),
		stub.WithSeed(c.Seed),
		stub.WithLogger(logger),
	}
	if c.PublicURL != "" {
		options = append(options, stub.WithPublicURL(c.PublicURL))
	}
	if c.Strict {
		options = append(options, stub.WithStrict())
	}
	for _, text := range words(c.Fault) {
		f, err := stub.ParseFault(text)
		if err != nil {
			return nil, err
		}
		options = append(options, stub.WithFaults(f))
	}
	for _, text := range words(c.Client) {
		client, err := stub.ParseClient(text)
		if err != nil {
			return nil, err
		}
		options = append(options, stub.WithClients(client))
	}
	return stub.New(options...)
}

// words are what several flags, or one with blanks in it, name.
func words(values []string) []string { return strings.Fields(strings.Join(values, " ")) }
