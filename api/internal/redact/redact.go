// Package redact removes credentials from what is kept of requests and responses: in the stub's journal and its export as HAR, the access
// log, and the client's errors.
package redact

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Mark stands where a credential was.
const Mark = "REDACTED"

// Header returns a copy without the values of fields whose name says that they are credentials, such as Authorization, Set-Cookie or
// X-Api-Key. An authentication scheme stays: "Bearer REDACTED". Other values are redacted like [Text].
func Header(header http.Header) http.Header {
	header = header.Clone()
	for name, values := range header {
		redacted := Text
		if NamesCredential(name) {
			redacted = credential
		}
		for i, value := range values {
			values[i] = redacted(value)
		}
	}
	return header
}

// schemes are those that IANA has registered for HTTP, and three that are widespread.
var schemes = []string{"Basic", "Bearer", "Concealed", "Digest", "DPoP", "GNAP", "HOBA", "Mutual", "Negotiate", "OAuth", "PrivateToken",
	"SCRAM-SHA-1", "SCRAM-SHA-256", "vapid", "ApiKey", "AWS4-HMAC-SHA256", "Token"}

func credential(value string) string {
	if value == "" {
		return ""
	}
	return value[:schemeLength(value)] + Mark
}

// schemeLength is that of a scheme which is known, with its blank, or 0. Another first word may be part of the secret.
func schemeLength(value string) int {
	scheme, rest, _ := strings.Cut(value, " ")
	if rest != "" && slices.ContainsFunc(schemes, func(known string) bool { return strings.EqualFold(scheme, known) }) {
		return len(scheme) + 1
	}
	return 0
}

// NamesCredential reports whether a field, a parameter or a member with this name holds a credential. Its case and what joins its words do
// not matter: client_secret, clientSecret, Client-Secret.
func NamesCredential(name string) bool {
	var letters [maxName]byte // the last ones of the name, and digits, in lower case
	first := len(letters)
	for i := len(name) - 1; i >= 0 && first > 0; i-- {
		switch c := name[i]; {
		case c >= utf8.RuneSelf:
			return namesCredential(strings.ToLower(strings.Map(letterOrDigit, name)))
		case letterOrDigit(rune(c)) >= 0:
			first--
			letters[first] = byte(unicode.ToLower(rune(c)))
		}
	}
	return namesCredential(string(letters[first:]))
}

// maxName is more than the longest of the words that namesCredential knows.
const maxName = 32

func letterOrDigit(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		return r
	}
	return -1
}

func namesCredential(letters string) bool {
	return letters == "sig" || letters == "pwd" || slices.ContainsFunc(words, func(word string) bool { return strings.HasSuffix(letters, word) })
}

var words = []string{"authorization", "cookie", "cookie2", "token", "secret", "password", "passwd", "passphrase", "apikey", "accesskey",
	"secretkey", "privatekey", "subscriptionkey", "signature", "assertion"}

var (
	// userInfo ends at the last @ of an authority (RFC 3986, section 3.2.1).
	userInfo      = regexp.MustCompile(`((?:^|[a-zA-Z][a-zA-Z0-9+.\-]*:)//)[^/?#\s]+@`)
	parameterName = regexp.MustCompile(`[\w.%\[\]\-]+=`)
)

// What ends a parameter. A blank does not in a form.
const separators, formSeparators = "& \t\r\n", "&\r\n"

// Text removes from a text the userinfo of its URLs, and the values of parameters whose name says that they are credentials:
// "https://REDACTED@host/a?token=REDACTED". Both are also found where they are percent-encoded.
func Text(text string) string { return redactText(text, separators, 0) }

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
			redacted.WriteByte(text[end])
			end++
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
		if redacted := redactText(plain, separators, depth+1); redacted != plain {
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
