package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/fault"
	"github.com/medialink-go/medialink/api/stub/journal"
	"github.com/medialink-go/medialink/api/stub/scenario"
)

// stubCommand has the settings of the stub. A flag wins over the environment, that over the file, and that over the default.
// A flag that has an environment variable can be in the file too, except --config.
type stubCommand struct {
	behaviorFlags `embed:""`
	serverFlags   `embed:""`
	accessFlags   `embed:""`

	Config      string `env:"MEDIALINK_STUB_CONFIG" placeholder:"FILE" help:"A YAML file with flags by their names, and with worlds."`
	CheckConfig bool   `help:"Check flags, environment and file, and exit."`
	CheckHealth bool   `help:"Exit with code 0 if the stub that runs with these settings is ready."`

	file    configFile
	metrics *stubMetrics // once there is a stub
	screen  *screen      // while it serves, if people read along
}

// behaviorFlags are about the responses of the API.
type behaviorFlags struct {
	ReadyAfter string        `env:"MEDIALINK_STUB_READY_AFTER" default:"2s" placeholder:"5s|3polls" help:"How long media stay in processing (${default})."`
	Scenario   []string      `env:"MEDIALINK_STUB_SCENARIO" sep:"none" predictor:"scenario" placeholder:"NAME" help:"A scenario for all media, see above. Repeatable (*); a later one wins."`
	Fault      []string      `env:"MEDIALINK_STUB_FAULT" sep:"none" predictor:"fault" placeholder:"FAULT" help:"A fault to inject, see above. Repeatable (*)."`
	Strict     bool          `env:"MEDIALINK_STUB_STRICT" help:"Refuse undeclared properties and unusual link schemes with 422."`
	Auth       string        `env:"MEDIALINK_STUB_AUTH" default:"any" placeholder:"any|issued|TOKEN,..." help:"Which bearer tokens are accepted (${default})."`
	Client     []string      `env:"MEDIALINK_STUB_CLIENT" sep:"none" placeholder:"ID:SECRET" help:"A client that gets tokens from /oauth2/token. Repeatable (*); without one any client does."`
	TokenTTL   time.Duration `name:"token-ttl" env:"MEDIALINK_STUB_TOKEN_TTL" default:"1h" placeholder:"DURATION" help:"How long issued tokens are valid (${default})."`
	PublicURL  string        `name:"public-url" env:"MEDIALINK_STUB_PUBLIC_URL" placeholder:"URL" help:"The base of the URLs of files, for a stub behind a proxy. By default that of the request."`
	Seed       *uint64       `env:"MEDIALINK_STUB_SEED" placeholder:"N" help:"The seed of ids, of chance and of the key of issued tokens. For tests only: whoever knows it can forge tokens. By default the key is random, and the rest as with 0."`
}

// serverFlags are about the server and its connections.
type serverFlags struct {
	Addr          string        `env:"MEDIALINK_STUB_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where to listen (${default}). Port 0 is any free port."`
	AddrFile      string        `env:"MEDIALINK_STUB_ADDR_FILE" placeholder:"FILE" help:"Write host and port to a file when it listens, and those of --control, if it is an address, to a second line."`
	TLSCert       string        `name:"tls-cert" env:"MEDIALINK_STUB_TLS_CERT" placeholder:"FILE" help:"Use TLS with this certificate and its chain, in PEM."`
	TLSKey        string        `name:"tls-key" env:"MEDIALINK_STUB_TLS_KEY" placeholder:"FILE" help:"The private key of --tls-cert, in PEM."`
	TLSSelfSigned string        `name:"tls-self-signed" env:"MEDIALINK_STUB_TLS_SELF_SIGNED" placeholder:"FILE" help:"Use TLS with a new certificate, valid for a day, and write it to a file, which clients can trust."`
	Log           string        `env:"MEDIALINK_STUB_LOG" predictor:"log" placeholder:"human|json|off" help:"Print each request on standard output: as a line for people, as a line of JSON, or not at all. By default human on a terminal, and off elsewhere."`
	AccessLog     string        `env:"MEDIALINK_STUB_ACCESS_LOG" placeholder:"FILE|-" help:"Append a line of JSON for each request to a file, or with - to standard output as --log json does."`
	Drain         time.Duration `env:"MEDIALINK_STUB_DRAIN" default:"5s" placeholder:"DURATION" help:"How long requests in flight may take after SIGTERM (${default})."`
}

// accessFlags are about who may call what.
type accessFlags struct {
	Control      string   `env:"MEDIALINK_STUB_CONTROL" default:"on" placeholder:"on|off|HOST:PORT" help:"Serve the control API beside the stub, not at all, or at an address of its own (${default})."`
	ControlToken string   `env:"MEDIALINK_STUB_CONTROL_TOKEN" placeholder:"TOKEN" help:"Require this token from calls of the control API, in the header Control-Token."`
	CORS         []string `name:"cors" env:"MEDIALINK_STUB_CORS" sep:"none" placeholder:"ORIGIN" help:"Let pages of this origin call the stub, such as http://localhost:3000, or * for any. Repeatable (*)."`
}

// Help lists the scenarios, preferences and faults.
func (c *stubCommand) Help() string {
	return "Scenarios, for --scenario, and for links such as https://failed.medialink.invalid/any/name.mp4:\n\n" + table(scenario.Forms()) +
		"\nPreferences, for the Prefer header of a request:\n\n" + table(scenario.Preferences()) +
		"\nFaults, for --fault:\n\n" + table(fault.Forms()) +
		"\n(*) One flag or environment variable can have several, with blanks between them."
}

// table indents the lines, so that kong does not wrap them.
func table(forms []fault.Form) string {
	var b strings.Builder
	for _, form := range forms {
		fmt.Fprintf(&b, "    %-20s %s\n", form.Example, form.Means)
	}
	return b.String()
}

// Run serves until ctx is done, or only checks.
func (c *stubCommand) Run(ctx context.Context, t terminal) error {
	if c.CheckHealth {
		return c.checkHealth()
	}
	if err := c.check(); err != nil {
		return usage(err)
	}
	logger := slog.New(slog.NewTextHandler(t.err, nil))
	s, err := c.stub(logger)
	if err != nil {
		return usage(err)
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
		stub.WithObserver(c.observe),
		stub.WithWorlds(c.file.worlds...),
		stub.WithFaults(parsed(words(c.Fault), fault.Parse)...),
		stub.WithClients(parsed(words(c.Client), stub.ParseOAuthClient)...),
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
	s, err := stub.New(options...)
	if err == nil {
		c.metrics = newStubMetrics(s)
	}
	return s, err
}

// observe is called for each exchange.
func (c *stubCommand) observe(x journal.Exchange) {
	c.metrics.count(&x)
	if c.screen != nil {
		c.screen.show(&x)
	}
}

// parsed parses texts that are known to be valid.
func parsed[T any](texts []string, parse func(string) (T, error)) []T {
	all := make([]T, len(texts))
	for i, text := range texts {
		all[i], _ = parse(text)
	}
	return all
}

// words splits the values of a flag at blanks.
func words(values []string) []string { return strings.Fields(strings.Join(values, " ")) }
