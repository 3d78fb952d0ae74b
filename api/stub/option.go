package stub

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub/fault"
	"github.com/medialink-go/medialink/api/stub/internal/token"
	"github.com/medialink-go/medialink/api/stub/journal"
	"github.com/medialink-go/medialink/api/stub/scenario"
	"github.com/medialink-go/medialink/gen"
)

// DefaultReadyAfter is how long a media record is processing unless [WithReadyAfter] or a scenario says otherwise.
const DefaultReadyAfter = 2 * time.Second

// The bounds of what a stub remembers, beside those of the journal.
const (
	DefaultMaxMedia      = 10_000   // records of one principal
	DefaultMaxPrincipals = 1_000    // principals
	DefaultMaxBytes      = 24 << 20 // bytes of all records
)

// Option changes [New].
type Option func(*settings) error

func setting(set func(*settings)) Option {
	return func(s *settings) error {
		set(s)
		return nil
	}
}

// WithSeed chooses ids, chance, and the key of issued tokens. The same seed, clock and requests then give the same bytes, and whoever
// knows the seed can forge tokens. By default ids and chance are those of seed 0, and the key is random: each stub accepts only the
// tokens that it has issued itself.
func WithSeed(seed uint64) Option {
	return setting(func(s *settings) { s.seed, s.tokens = seed, token.Seeded(seed) })
}

// WithClock sets the clock. The default is time.Now.
func WithClock(now func() time.Time) Option {
	return setting(func(s *settings) { s.now = now })
}

// WithReadyAfter sets how long a media record is processing: a time ("5s"; with "0s" the first GET finds it ready) or a number of
// polls ("3polls": the third GET does). The default is [DefaultReadyAfter].
func WithReadyAfter(after string) Option {
	return func(s *settings) error {
		if err := s.readyAfter.SetAfter(after); err != nil {
			return fmt.Errorf("ready after %q: %w", after, err)
		}
		return nil
	}
}

// WithScenarios sets the scenarios in force, in the forms that scenario.Forms lists; of two that contradict each other the later one
// wins. A link that names a scenario wins over them. By default media become ready.
func WithScenarios(scenarios ...string) Option {
	return setting(func(s *settings) { s.scenarios = append(s.scenarios, scenarios...) })
}

// WithFaults injects faults: each world gets all of them, with counts of its own. By default nothing goes wrong.
func WithFaults(faults ...fault.Fault) Option {
	return func(s *settings) error {
		s.faults = append(s.faults, faults...)
		return fault.Check(faults...)
	}
}

// WithStrict refuses with status 422 what is legal and looks like a mistake: see journal.Exchange. By default it is accepted.
func WithStrict() Option {
	return setting(func(s *settings) { s.strict = true })
}

// WithAuthentication says which bearer tokens are accepted: "any", "issued" for those of the token endpoint, or the tokens themselves
// with commas between them, "issued" among them for both. An issued token that has expired is never accepted. The default is "any".
func WithAuthentication(accepted string) Option {
	return func(s *settings) (err error) {
		s.authentication, err = token.ParseAccepted(accepted)
		return err
	}
}

// OAuthClient is a client id and secret, which may ask for tokens (RFC 6749, section 2).
type OAuthClient = token.Client

// ParseOAuthClient reads "id:secret".
func ParseOAuthClient(text string) (OAuthClient, error) { return token.ParseClient(text) }

// WithClients names who may ask the token endpoint. By default anyone may.
func WithClients(clients ...OAuthClient) Option {
	return setting(func(s *settings) { s.clients = append(s.clients, clients...) })
}

// WithTokenTTL sets how long an issued token is good, in whole seconds. The default is [DefaultTokenTTL].
func WithTokenTTL(ttl time.Duration) Option {
	return setting(func(s *settings) { s.tokenTTL = ttl })
}

// WithObserver calls observe for each exchange when its response is made. It is called by the goroutine that responds, so it must be
// quick and safe for concurrent use. By default nothing is called.
func WithObserver(observe func(journal.Exchange)) Option {
	return setting(func(s *settings) { s.observe = observe })
}

// WithLimits bounds what is remembered: media records of one principal, principals, and the bytes of all records. Beyond them the
// oldest record of the principal goes, or the principal that has been silent for longest with all it has. The defaults are
// [DefaultMaxMedia], [DefaultMaxPrincipals] and [DefaultMaxBytes].
func WithLimits(media, principals int, bytes int64) Option {
	return setting(func(s *settings) { s.maxMedia, s.maxPrincipals, s.maxBytes = media, principals, bytes })
}

// WithJournalLimits bounds the journal: exchanges of one principal, and bytes of all. Beyond them the oldest go. The defaults are
// [journal.DefaultMaxExchanges] and [journal.DefaultMaxBytes].
func WithJournalLimits(exchanges int, bytes int64) Option {
	return setting(func(s *settings) { s.maxExchanges, s.maxJournalBytes = exchanges, bytes })
}

// WithPublicURL sets the base of the URLs of files, such as "https://stub.example/base", for a stub behind a proxy. By default they
// have the scheme and the host of the request.
func WithPublicURL(base string) Option {
	return func(s *settings) error {
		u, err := url.Parse(base)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || u.User != nil || !isHost(u.Host) {
			return errors.New("public URL: must be http or https with a host, without user, query and fragment")
		}
		s.publicURL = strings.TrimRight(u.String(), "/")
		return nil
	}
}

// WithLogger receives what goes wrong and what is forgotten. By default nothing is logged.
func WithLogger(logger *slog.Logger) Option {
	return setting(func(s *settings) { s.logger = logger })
}

type settings struct {
	library         *contract.Contract
	seed            uint64
	tokens          token.Issuer
	publicURL       string // "" for that of the request
	now             func() time.Time
	readyAfter      scenario.Behavior // without scenarios
	scenarios       []string
	inForce         *inForce // of all worlds
	worldConfigs    []WorldConfig
	worlds          map[journal.Key]controls // by the world's key
	worldOfClient   map[string]string        // names, by client id
	faults          []fault.Fault
	strict          bool
	authentication  token.Accepted
	clients         []OAuthClient
	tokenTTL        time.Duration
	observe         func(journal.Exchange)
	maxMedia        int
	maxPrincipals   int
	maxBytes        int64
	maxExchanges    int
	maxJournalBytes int64
	logger          *slog.Logger
}

func newSettings(opts []Option) (settings, error) {
	s := settings{
		tokens:          token.Random(),
		now:             time.Now,
		readyAfter:      scenario.Behavior{Outcome: scenario.Ready, After: DefaultReadyAfter},
		authentication:  token.Accepted{Any: true},
		tokenTTL:        DefaultTokenTTL,
		observe:         func(journal.Exchange) {},
		maxMedia:        DefaultMaxMedia,
		maxPrincipals:   DefaultMaxPrincipals,
		maxBytes:        DefaultMaxBytes,
		maxExchanges:    journal.DefaultMaxExchanges,
		maxJournalBytes: journal.DefaultMaxBytes,
		logger:          slog.New(slog.DiscardHandler),
	}
	for _, opt := range opts {
		if err := opt(&s); err != nil {
			return s, err
		}
	}
	s.clients = slices.Clone(s.clients)
	return s, s.resolve()
}

// resolve checks the settings, and derives some from others.
func (s *settings) resolve() (err error) {
	const longestTTL = 365 * 24 * time.Hour
	switch {
	case s.tokenTTL < time.Second || s.tokenTTL > longestTTL || s.tokenTTL%time.Second != 0:
		return fmt.Errorf("token lifetime %v: must be in whole seconds, from 1s to %v", s.tokenTTL, longestTTL)
	case min(s.maxMedia, s.maxPrincipals, s.maxExchanges) < 1 || min(s.maxBytes, s.maxJournalBytes) < 1:
		return errors.New("limits: each must be at least 1")
	}
	if s.library, err = contract.Library(); err != nil {
		return err
	}
	if s.inForce, err = s.newInForce(s.scenarios); err != nil {
		return err
	}
	return s.setUpWorlds()
}

// isFinal reports whether a media with this status keeps it.
func (s *settings) isFinal(status gen.MediaStatus) bool {
	return slices.Contains(s.library.TerminalStates("MediaStatus"), string(status))
}

// publicURLOr returns what WithPublicURL has set, or else what is given, as far as URLs can be made of it.
func (s *settings) publicURLOr(given string) string {
	switch {
	case s.publicURL != "":
		return s.publicURL
	case given == "":
		return "https://" + scenario.StorageHost // nobody can tell where the stub is
	}
	return given
}

// hostPattern is what a URI can have for its host without any escaping. A Host header may have more, or nothing.
var hostPattern = regexp.MustCompile(`^[A-Za-z0-9._:\[\]-]+$`)

func isHost(host string) bool {
	u, err := url.Parse("http://" + host)
	return err == nil && hostPattern.MatchString(host) && u.Host == host && u.Hostname() != ""
}
