package client

import (
	"log/slog"

	"github.com/medialink-go/medialink/api/internal/redact"
)

// Secret is a text that no print, log or JSON encoding shows. Reveal does.
type Secret struct{ text *string }

// NewSecret wraps a text.
func NewSecret(text string) Secret { return Secret{&text} }

// Reveal returns the text.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// String says REDACTED, or nothing of an empty secret.
func (s Secret) String() string {
	if s.Reveal() == "" {
		return ""
	}
	return redact.Mark
}

// GoString is String, for %#v.
func (s Secret) GoString() string { return `client.Secret("` + s.String() + `")` }

// LogValue is String, for slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText is String, for JSON and the like.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
