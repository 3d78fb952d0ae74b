package stub

import (
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// DefaultReadyAfter is how long a media record is processing unless [WithReadyAfter] says otherwise.
const DefaultReadyAfter = 2 * time.Second

// The bounds of what a stub remembers.
const (
	DefaultMaxMedia      = 10_000    // records of one principal
	DefaultMaxPrincipals = 1_000     // principals
	DefaultMaxBytes      = 256 << 20 // bytes of all records
)

// Option changes [New].
type Option interface{ applyTo(*settings) }

type option func(*settings)

func (o option) applyTo(s *settings) { o(s) }

// WithSeed chooses the ids and the meta of media. The default is 0.
func WithSeed(seed uint64) Option {
	return option(func(s *settings) { s.seed = seed })
}

// WithClock tells the time. The default is time.Now.
func WithClock(now func() time.Time) Option {
	return option(func(s *settings) { s.now = now })
}

// WithReadyAfter sets how long a media record is processing before it is ready. The default is [DefaultReadyAfter]; with 0 the first GET
// finds it ready.
func WithReadyAfter(d time.Duration) Option {
	return option(func(s *settings) { s.readyAfter = d })
}

// WithLimits bounds what is remembered: media records of one principal, principals, and the bytes of all records. Beyond them the
// oldest record of the principal goes, or the principal that has been silent for longest with all it has. The defaults are
// [DefaultMaxMedia], [DefaultMaxPrincipals] and [DefaultMaxBytes].
func WithLimits(media, principals int, bytes int64) Option {
	return option(func(s *settings) { s.maxMedia, s.maxPrincipals, s.maxBytes = media, principals, bytes })
}

// WithLogger receives what goes wrong and what is forgotten. By default nothing is logged.
func WithLogger(logger *slog.Logger) Option {
	return option(func(s *settings) { s.logger = logger })
}

type settings struct {
	seed          uint64
	now           func() time.Time
	readyAfter    time.Duration
	maxMedia      int
	maxPrincipals int
	maxBytes      int64
	logger        *slog.Logger
}

func defaults() settings {
	return settings{
		now:           time.Now,
		readyAfter:    DefaultReadyAfter,
		maxMedia:      DefaultMaxMedia,
		maxPrincipals: DefaultMaxPrincipals,
		maxBytes:      DefaultMaxBytes,
		logger:        slog.New(slog.DiscardHandler),
	}
}

func (s settings) check() error {
	switch {
	case s.readyAfter < 0:
		return fmt.Errorf("ready after: %v is negative", s.readyAfter)
	case s.maxMedia < 1 || s.maxPrincipals < 1 || s.maxBytes < 1:
		return errors.New("limits: each must be at least 1")
	}
	return nil
}
