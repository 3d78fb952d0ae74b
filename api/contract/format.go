package contract

import (
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"
)

// formats are the formats of strings that are judged, with the words for them. They are given to kin-openapi with each check:
// its own registry is global, so that any package of a program can change it. Formats of numbers are kin-openapi's own.
var formats = map[string]struct {
	reason string
	check  func(string) error
}{
	"uri":       {"must be an absolute URI (RFC 3986)", checkURI},
	"uuid":      {"must be a UUID (RFC 9562)", checkUUID},
	"date-time": {"must be a date and time with an offset (RFC 3339)", checkDateTime},
	"date":      {"must be a date (RFC 3339)", checkDate},
}

// numberFormats are the formats of integers that kin-openapi judges.
var numberFormats = map[string]string{
	"int32": "must fit into 32 bits",
	"int64": "must fit into 64 bits",
}

func formatValidators() map[string]openapi3.StringFormatValidator {
	validators := make(map[string]openapi3.StringFormatValidator, len(formats))
	for name, format := range formats {
		validators[name] = openapi3.NewCallbackValidator(format.check)
	}
	return validators
}

// errFormat has no more to say: the reason comes from formats, and the value must not appear.
var errFormat = errors.New("format")

func formatError(ok bool) error {
	if ok {
		return nil
	}
	return errFormat
}

// checkUUID takes the hyphenated form only, in either case (RFC 9562, section 4), of any version.
func checkUUID(s string) error {
	const hyphenated = 36
	return formatError(len(s) == hyphenated && uuid.Validate(s) == nil)
}

// checkDateTime refuses the 31st of February, and also a leap second, which time.Time cannot hold.
func checkDateTime(s string) error {
	_, err := time.Parse(time.RFC3339, s)
	// time.Parse takes a comma for the decimal point.
	return formatError(err == nil && !strings.Contains(s, ","))
}

func checkDate(s string) error {
	_, err := time.Parse(time.DateOnly, s)
	return formatError(err == nil)
}

// checkURI takes what RFC 3986 calls a URI: a scheme, and nothing that would have to be percent-encoded. Schemes that have a
// host by definition must come with one (RFC 9110, section 4.2).
func checkURI(s string) error {
	if !onlyURICharacters(s) {
		return errFormat
	}
	u, err := url.Parse(s)
	return formatError(err == nil && u.IsAbs() && (u.Host != "" || !needsHost(u.Scheme)))
}

func needsHost(scheme string) bool {
	switch scheme {
	case "http", "https", "ws", "wss", "ftp", "s3":
		return true
	}
	return false
}

// onlyURICharacters also checks percent-encoding, which url.Parse leaves alone in a query.
func onlyURICharacters(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '%':
			if i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]) {
				return false
			}
		case !isURICharacter(c):
			return false
		}
	}
	return true
}

// isURICharacter is unreserved, gen-delims and sub-delims of RFC 3986, section 2.
func isURICharacter(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	}
	return strings.IndexByte("-._~:/?#[]@!$&'()*+,;=", c) >= 0
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
