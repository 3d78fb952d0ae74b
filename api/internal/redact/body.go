package redact

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/medialink-go/medialink/api/internal/encode"
)

// Body removes credentials from a body, whatever its content type says: from JSON, from forms of each encoding, and from other text. A body
// that was cut may end within a credential. What has none is returned as it is.
func Body(body []byte, cut bool) []byte {
	if len(body) == 0 || !cut && !suspicious(body) {
		return body
	}
	text, added := string(body), ""
	if cut {
		added = "@" // an authority that has no end yet may be userinfo: with an @ it is
		text = brokenEscape.ReplaceAllString(text, "") + added
	}
	var redacted string
	if jsonStart.MatchString(text) {
		redacted = redactJSON(text)
	} else {
		redacted = redactText(formPart.ReplaceAllStringFunc(text, redactPart), formSeparators, 0)
	}
	if redacted == text {
		return body
	}
	return []byte(strings.TrimSuffix(redacted, added))
}

// suspicious is quick to say that most bodies have nothing to redact.
func suspicious(text []byte) bool {
	for i := range len(text) {
		c, next := text[i], byte(0)
		if i+1 < len(text) {
			next = text[i+1]
		}
		if !starts[uint16(c)<<8|uint16(next)] {
			continue
		}
		if strings.IndexByte(signs, c) >= 0 || slices.ContainsFunc(hints, func(word []byte) bool {
			return len(text)-i >= len(word) && bytes.EqualFold(text[i:i+len(word)], word)
		}) {
			return true
		}
	}
	return false
}

// A body with none of these has nothing to redact.
const signs = `@=%\`

// The last two of the hints are the signs beyond ASCII whose lower case is in it: k and i.
var hints = bytes.Fields([]byte("auth cookie token secret pass key sig assertion pwd \u212a \u0130"))

// starts has the pairs of bytes that signs and hints begin with.
var starts = func() (pairs [1 << 16]bool) {
	for i := range len(signs) {
		for next := range 1 << 8 {
			pairs[uint16(signs[i])<<8|uint16(next)] = true
		}
	}
	for _, word := range hints {
		for _, c := range []byte{word[0], word[0] ^ 0x20} { // the other case
			for _, next := range []byte{word[1], word[1] ^ 0x20} {
				pairs[uint16(c)<<8|uint16(next)] = true
			}
		}
	}
	return pairs
}()

// formPart is a part of multipart/form-data (RFC 7578): up to its name, the name, up to its value, and the value.
var formPart = regexp.MustCompile(`(?is)(content-disposition:[^\r\n]*?\bname="?)([^"\r\n;]*)([^\r\n]*(?:\r?\n[^\r\n]+)*\r?\n\r?\n)(.*?)(?:\r?\n--|$)`)

func redactPart(part string) string {
	at := formPart.FindStringSubmatchIndex(part)
	if !NamesCredential(part[at[4]:at[5]]) {
		return part
	}
	return part[:at[8]] + Mark + part[at[9]:]
}

var (
	brokenEscape = regexp.MustCompile(`(?:\\(?:u[[:xdigit:]]{0,3})?|%[[:xdigit:]]?)$`)

	jsonStart  = regexp.MustCompile(`^\s*[{["]`)
	jsonString = regexp.MustCompile(`(?s)"(?:[^"\\]|\\.)*(?:"|\\?$)`)
	jsonScalar = regexp.MustCompile(`^\s*:\s*([^\s,}\]\[{"]+)`)
)

// redactJSON goes from string to string, so that it also reads what is broken or was cut. It leaves the spelling of the rest as it is.
func redactJSON(text string) string {
	var redacted strings.Builder
	secret, end := false, 0 // whether the next value is a credential; where the last string ends
	depth := 0              // in lists and objects that are a credential
	for _, at := range jsonString.FindAllStringIndex(text, -1) {
		between, quoted := text[end:at[0]], text[at[0]:at[1]]
		redacted.WriteString(redactBetween(between, secret))
		value := unquoted(quoted)
		if depth > 0 || secret {
			depth = max(0, depth+nesting(between))
		}
		isName := strings.HasPrefix(strings.TrimLeft(text[at[1]:], " \t\r\n"), ":")
		if secret && strings.TrimSpace(between) == ":" || depth > 0 && !isName {
			redacted.WriteString(`"` + Mark + `"`)
		} else if r := Text(value); r != value {
			redacted.WriteString(requoted(r, strings.HasSuffix(quoted, `"`)))
		} else {
			redacted.WriteString(quoted)
		}
		end = at[1]
		secret = isName && NamesCredential(value)
	}
	redacted.WriteString(redactBetween(text[end:], secret))
	return redacted.String()
}

// nesting is how many more lists and objects begin in a text without strings than end.
func nesting(text string) (depth int) {
	for _, c := range text {
		switch c {
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		}
	}
	return depth
}

// redactBetween is for what is no string: a number can be a credential too.
func redactBetween(text string, secret bool) string {
	if at := jsonScalar.FindStringSubmatchIndex(text); secret && at != nil && text[at[2]:at[3]] != "null" {
		return text[:at[2]] + `"` + Mark + `"` + text[at[3]:]
	}
	return redactText(text, formSeparators, 0)
}

// unquoted returns what is between the quotes as it is if it is not valid JSON.
func unquoted(quoted string) (value string) {
	inner := strings.TrimSuffix(strings.TrimPrefix(quoted, `"`), `"`)
	if json.Unmarshal([]byte(`"`+inner+`"`), &value) != nil {
		return inner
	}
	return value
}

// requoted leaves a string open that was cut.
func requoted(value string, closed bool) string {
	text, _ := encode.AppendJSON(nil, value) // a string: it cannot fail
	if !closed {
		text = bytes.TrimSuffix(text, []byte(`"`))
	}
	return string(text)
}
