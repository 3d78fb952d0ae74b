package client

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"unicode"

	"github.com/medialink-go/medialink/api/internal/redact"
)

// secrets are the texts of a call that no error may hold: its tokens, and what the caller put into headers for credentials.
// A service or proxy that quotes its request would otherwise carry them into logs. Errors of connections are cause's subject.
type secrets []string

const shortestCookie = 8

// addHeader adds what headers for credentials hold, with and without their scheme (RFC 9110, section 11.4), and the values of cookies
// that are long enough for a secret.
func (s *secrets) addHeader(header http.Header) {
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

// redact replaces each secret in text, in either case and any spelling of JSON or URLs. In a text that was cut off, the end may be a
// part of one. It stops after limit bytes.
func (s secrets) redact(text string, cut bool, limit int) string {
	var b strings.Builder
	for i := 0; i < len(text) && b.Len() < limit; {
		if n := s.spelled(text[i:], cut); n > 0 {
			b.WriteString(redact.Mark)
			i += n
			continue
		}
		b.WriteByte(text[i])
		i++
	}
	return b.String()[:min(b.Len(), limit)]
}

func (s secrets) text(text string) string {
	return s.redact(text, false, math.MaxInt)
}

// spelled returns how many bytes at the start of text spell a secret: the longest that fits.
func (s secrets) spelled(text string, cut bool) (longest int) {
	for _, secret := range s {
		longest = max(longest, spelled(text, secret, cut))
	}
	return longest
}

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

// unescaped reads a character as it is, percent-encoded (RFC 3986, section 2.1) or escaped (RFC 8259, section 7).
func unescaped(text string) (c byte, width int) {
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

// header returns a copy.
func (s secrets) header(header http.Header) http.Header {
	if header == nil {
		return nil
	}
	clean := make(http.Header, len(header))
	for name, values := range header {
		name = s.text(name)
		for _, value := range values {
			clean[name] = append(clean[name], s.text(value))
		}
	}
	return clean
}

func (s secrets) details(details []Detail) []Detail {
	for i, d := range details {
		details[i] = Detail{Type: s.text(d.Type), Location: s.text(d.Location), Message: s.text(d.Message)}
	}
	return details
}
