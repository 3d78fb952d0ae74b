package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/medialink-go/medialink/api/stub"
)

// stubCommand has all that the stub can be told at its start. A flag wins over the environment, that over the file, and that over the
// default. What has an environment variable can be in the file, under the name of the flag.
type stubCommand struct {
	rehearsal  `embed:""`
	listening  `embed:""`
	protection `embed:""`

	Config      string `env:"MEDIALINK_STUB_CONFIG" placeholder:"FILE" help:"A file in YAML with flags by their names, and with worlds."`
	CheckConfig bool   `help:"Say whether flags, environment and file are good, and end."`
	CheckHealth bool   `help:"Ask the stub that runs with these settings whether it is ready, and end with code 0 if it is."`

	flags  []*kong.Flag
	file   *configFile        // nil without one
	worlds []stub.WorldConfig // of the file
}

// rehearsal is what becomes of requests.
type rehearsal struct {
	ReadyAfter string        `env:"MEDIALINK_STUB_READY_AFTER" default:"2s" placeholder:"5s|3polls" help:"How long media are processing (${default})."`
	Scenario   []string      `env:"MEDIALINK_STUB_SCENARIO" sep:"none" placeholder:"NAME" help:"How media fare, see above. Repeatable (*); a later one wins."`
	Fault      []string      `env:"MEDIALINK_STUB_FAULT" sep:"none" placeholder:"FAULT" help:"What goes wrong, see above. Repeatable (*)."`
	Strict     bool          `env:"MEDIALINK_STUB_STRICT" help:"Refuse undeclared properties and unusual link schemes with 422."`
	Auth       string        `env:"MEDIALINK_STUB_AUTH" default:"any" placeholder:"any|issued|TOKEN,..." help:"Which bearer tokens are accepted (${default})."`
	Client     []string      `env:"MEDIALINK_STUB_CLIENT" sep:"none" placeholder:"ID:SECRET" help:"Who may ask /oauth2/token. Repeatable (*); none named, anyone may."`
	TokenTTL   time.Duration `name:"token-ttl" env:"MEDIALINK_STUB_TOKEN_TTL" default:"1h" placeholder:"DURATION" help:"How long issued tokens are good (${default})."`
	PublicURL  string        `name:"public-url" env:"MEDIALINK_STUB_PUBLIC_URL" placeholder:"URL" help:"The base of the URLs of files, behind a proxy. By default that of the request."`
	Seed       *uint64       `env:"MEDIALINK_STUB_SEED" placeholder:"N" help:"Chooses ids, chance and the key of issued tokens: for tests, since whoever knows it can forge tokens. By default the key is random, and the rest as with 0."`
}

// listening is where the stub is, and how it is reached.
type listening struct {
	Addr          string        `env:"MEDIALINK_STUB_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where to listen (${default}). Port 0 takes a free one."`
	AddrFile      string        `env:"MEDIALINK_STUB_ADDR_FILE" placeholder:"FILE" help:"Write host and port to a file once it listens; a second line for those of --control, if it is an address."`
	TLSCert       string        `name:"tls-cert" env:"MEDIALINK_STUB_TLS_CERT" placeholder:"FILE" help:"Speak TLS, with this certificate and what it is signed by, in PEM."`
	TLSKey        string        `name:"tls-key" env:"MEDIALINK_STUB_TLS_KEY" placeholder:"FILE" help:"The private key of --tls-cert, in PEM."`
	TLSSelfSigned string        `name:"tls-self-signed" env:"MEDIALINK_STUB_TLS_SELF_SIGNED" placeholder:"FILE" help:"Speak TLS, with a certificate made for a day and written to a file, for clients to trust."`
	AccessLog     string        `env:"MEDIALINK_STUB_ACCESS_LOG" placeholder:"FILE|-" help:"Append a line of JSON for each request to a file, or to standard output."`
	Drain         time.Duration `env:"MEDIALINK_STUB_DRAIN" default:"5s" placeholder:"DURATION" help:"How long requests under way may take to end after SIGTERM (${default})."`
}

// protection is who may do what.
type protection struct {
	Control      string   `env:"MEDIALINK_STUB_CONTROL" default:"on" placeholder:"on|off|HOST:PORT" help:"Whether the control API is there, or an address of its own for it (${default})."`
	ControlToken string   `env:"MEDIALINK_STUB_CONTROL_TOKEN" placeholder:"TOKEN" help:"What calls of the control API must have in their header Control-Token."`
	CORS         []string `name:"cors" env:"MEDIALINK_STUB_CORS" sep:"none" placeholder:"ORIGIN" help:"Let pages of this origin call the stub, such as http://localhost:3000, or * for any. Repeatable (*)."`
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

// Run serves until ctx is done, or only checks.
func (c *stubCommand) Run(ctx context.Context, t terminal) error {
	if c.CheckHealth {
		return c.checkHealth(ctx)
	}
	logger := slog.New(slog.NewTextHandler(t.err, nil))
	if err := usage(c.check()); err != nil {
		return err
	}
	s, err := c.stub(logger)
	if err != nil {
		return &usageError{err}
	}
	if c.CheckConfig {
		_, err := fmt.Fprintln(t.out, "The configuration is good.")
		return err
	}
	return c.serve(ctx, t, s, logger)
}

func (c *stubCommand) stub(logger *slog.Logger) (*stub.Stub, error) {
	options := []stub.Option{
		stub.WithReadyAfter(c.ReadyAfter),
		stub.WithScenarios(words(c.Scenario)...),
		stub.WithAuthentication(c.Auth),
		stub.WithTokenTTL(c.TokenTTL),
		stub.WithLogger(logger),
		stub.WithWorlds(c.worlds...),
	}
	if c.PublicURL != "" {
		options = append(options, stub.WithPublicURL(c.PublicURL))
	}
	if c.Seed != nil {
		options = append(options, stub.WithSeed(*c.Seed))
	}
	if c.Strict {
		options = append(options, stub.WithStrict())
	}
	faults, err := parseAll(words(c.Fault), stub.ParseFault)
	if err != nil {
		return nil, err
	}
	clients, err := parseAll(words(c.Client), stub.ParseClient)
	if err != nil {
		return nil, err
	}
	return stub.New(append(options, stub.WithFaults(faults...), stub.WithClients(clients...))...)
}

// anyClient reports whether everyone gets a token.
func (c *stubCommand) anyClient() bool {
	named := len(c.Client)
	for _, w := range c.worlds {
		named += len(w.Clients)
	}
	return named == 0
}

func parseAll[T any](texts []string, parse func(string) (T, error)) ([]T, error) {
	all := make([]T, len(texts))
	for i, text := range texts {
		var err error
		if all[i], err = parse(text); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// words are what several flags, or one with blanks in it, name.
func words(values []string) []string { return strings.Fields(strings.Join(values, " ")) }
