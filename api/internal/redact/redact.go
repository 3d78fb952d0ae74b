// Package redact removes credentials from what is kept of requests and responses. It is the one rule that the stub's journal, its export as
// HAR and the access log follow.
package redact

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Mark stands where a credential was.
const Mark = "REDACTED"

// Header returns a copy without the values of fields whose name says that they are credentials, such as Authorization, Set-Cookie or
// X-Api-Key. An authentication scheme stays: "Bearer REDACTED". Other values are redacted like [Text].
func Header(header http.Header) http.Header {
	header = header.Clone()
	for name, values := range header {
		secret := NamesCredential(name)
		for i, value := range values {
			if secret {
				values[i] = credential(value)
			} else {
				values[i] = Text(value)
			}
		}
	}
	return header
}

// credential keeps a scheme that is known. Another first word may be part of the secret.
func credential(value string) string {
	if value == "" {
		return ""
	}
	scheme, rest, _ := strings.Cut(value, " ")
	if rest != "" && slices.Contains(schemes(), strings.ToLower(scheme)) {
		return scheme + " " + Mark
	}
	return Mark
}

// schemes are those that IANA has registered for HTTP, and three that are widespread.
func schemes() []string {
	return []string{"basic", "bearer", "concealed", "digest", "dpop", "gnap", "hoba", "mutual", "negotiate", "oauth", "privatetoken",
		"scram-sha-1", "scram-sha-256", "vapid", "apikey", "aws4-hmac-sha256", "token"}
}

// NamesCredential reports whether a field, a parameter or a member with this name holds a credential. Its case and what joins its words do
// not matter: client_secret, clientSecret, Client-Secret.
func NamesCredential(name string) bool {
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
	if letters == "sig" || letters == "pwd" {
		return true
	}
	return slices.ContainsFunc(credentialWords(), func(word string) bool { return strings.HasSuffix(letters, word) })
}

func credentialWords() []string {
	return []string{"authorization", "cookie", "cookie2", "token", "secret", "password", "passwd", "passphrase", "apikey", "accesskey",
		"secretkey", "privatekey", "subscriptionkey", "signature", "assertion"}
}

var (
	// userInfo ends at the last @ of an authority (RFC 3986, section 3.2.1).
	userInfo      = regexp.MustCompile(`((?:^|[a-zA-Z][a-zA-Z0-9+.\-]*:)//)[^/?#\s]+@`)
	parameterName = regexp.MustCompile(`[\w.%\[\]\-]+=`)
)

// Text removes from a text the userinfo of its URLs, and the values of parameters whose name says that they are credentials:
// "https://REDACTED@host/a?token=REDACTED". Both are also found where they are percent-encoded.
func Text(text string) string { return redactText(text, "& \t\r\n", 0) }

// redactText takes the separators for what ends a parameter.
func redactText(text, separators string, depth int) string {
	if !strings.ContainsAny(text, "@=%") {
		return text
	}
	text = userInfo.ReplaceAllString(text, "${1}"+Mark+"@")
	var redacted strings.Builder
	for text != "" {
		end := strings.IndexAny(text, separators)
		if end < 0 {
			end = len(text)
		}
		redacted.WriteString(redactParameter(text[:end], depth))
		if end < len(text) {
			end++
			redacted.WriteByte(text[end-1])
		}
		text = text[end:]
	}
	return redacted.String()
}

// redactParameter looks for a name anywhere: a link in a parameter may have parameters of its own.
func redactParameter(text string, depth int) string {
	for _, at := range parameterName.FindAllStringIndex(text, -1) {
		if NamesCredential(unescaped(text[at[0] : at[1]-1])) {
			return text[:at[1]] + Mark
		}
	}
	return redactEscaped(text, depth)
}

// redactEscaped looks into names and values that are percent-encoded as a whole.
func redactEscaped(text string, depth int) string {
	const deepest = 3
	if !strings.Contains(text, "%") || depth == deepest {
		return text
	}
	parts := strings.Split(text, "=")
	for i, part := range parts {
		if strings.Contains(part, "://") { // its @ is not encoded if it has userinfo
			continue
		}
		plain := unescaped(part)
		if redacted := redactText(plain, "& \t\r\n", depth+1); redacted != plain {
			parts[i] = url.QueryEscape(redacted)
		}
	}
	return strings.Join(parts, "=")
}

// unescaped returns a text as it is if it is not percent-encoded.
func unescaped(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}
