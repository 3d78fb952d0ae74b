package client

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"
	"unicode"

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

// secrets are the texts of a call that no error may hold, also where a service quotes its request: tokens, and the caller's headers for
// credentials.
type secrets []string

// addHeader adds the values of headers for credentials, with and without their scheme (RFC 9110, section 11.4), and of cookies that are
// long enough for a secret.
func (s *secrets) addHeader(header http.Header) {
	const shortestCookie = 8
	for name, values := range header {
		if !redact.NamesCredential(name) {
			continue
		}
		for _, value := range values {
			_, credentials, _ := strings.Cut(value, " ")
			*s = append(*s, value, credentials)
			cookies, _ := http.ParseCookie(value)
			for _, cookie := range cookies {
				if len(cookie.Value) >= shortestCookie {
					*s = append(*s, cookie.Value)
				}
			}
		}
	}
}

// redact replaces each secret in text, in either case and any spelling of JSON or URLs. The end of a text that was cut may be the start of
// one. It stops after limit bytes.
func (s secrets) redact(text string, cut bool, limit int) string {
	var b strings.Builder
	for text != "" && b.Len() < limit {
		longest := 0
		for _, secret := range s {
			longest = max(longest, spelled(text, secret, cut))
		}
		if longest > 0 {
			b.WriteString(redact.Mark)
		} else {
			b.WriteByte(text[0])
		}
		text = text[max(1, longest):]
	}
	return b.String()[:min(b.Len(), limit)]
}

func (s secrets) text(text string) string { return s.redact(text, false, math.MaxInt) }

// spelled returns how many bytes at the start of text spell the secret.
func spelled(text, secret string, cut bool) int {
	const longestEscape = len(`\u002F`)
	rest := text
	for i := range len(secret) {
		switch c, width := unescaped(rest); {
		case rest != "" && equalFold(rest[0], secret[i]):
			rest = rest[1:]
		case width > 0 && equalFold(c, secret[i]):
			rest = rest[width:]
		case cut && i > 0 && (rest == "" || len(rest) < longestEscape && strings.ContainsAny(rest[:1], `%\`)):
			return len(text) // it was cut here, maybe within a character
		default:
			return 0
		}
	}
	return len(text) - len(rest)
}

func equalFold(a, b byte) bool { return unicode.ToLower(rune(a)) == unicode.ToLower(rune(b)) }

// unescaped reads a character that is percent-encoded (RFC 3986, section 2.1) or escaped (RFC 8259, section 7). For another width is 0.
func unescaped(text string) (c byte, width int) {
	if text == "" || text[0] != '%' && text[0] != '\\' {
		return 0, 0
	}
	for _, prefix := range []string{"%", `\u00`} {
		if digits, found := strings.CutPrefix(text, prefix); found && len(digits) >= 2 {
			if c, err := strconv.ParseUint(digits[:2], 16, 8); err == nil {
				return byte(c), len(prefix) + 2
			}
		}
	}
	if len(text) > 1 && text[0] == '\\' {
		return text[1], 2
	}
	return 0, 0
}

func (s secrets) header(header http.Header) http.Header {
	clean := make(http.Header, len(header))
	for name, values := range header {
		name = s.text(name)
		for _, value := range values {
			clean[name] = append(clean[name], s.text(value))
		}
	}
	return clean
}

// details reads the details of a body in either of their forms, and nothing of a body that has none.
func (s secrets) details(body []byte) []Detail {
	var sentence struct{ Detail string }
	if json.Unmarshal(body, &sentence) == nil && sentence.Detail != "" {
		return []Detail{{Message: s.text(sentence.Detail)}}
	}
	var list struct {
		Detail []struct {
			Type, Msg string
			Loc       []any
		}
	}
	if json.Unmarshal(body, &list) != nil {
		return nil
	}
	details := make([]Detail, len(list.Detail))
	for i, entry := range list.Detail {
		loc := make([]string, len(entry.Loc))
		for j, token := range entry.Loc {
			loc[j] = fmt.Sprint(token)
		}
		details[i] = Detail{Type: s.text(entry.Type), Location: s.text(strings.Join(loc, ".")), Message: s.text(entry.Msg)}
	}
	return details
}
