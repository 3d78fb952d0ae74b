package contract

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"
)

// formats are those that are checked. The checks of strings are passed to kin-openapi with each value: its own registry is global, so
// that any package of a program can change it. Integers are checked by kin-openapi itself.
var formats = map[string]struct {
	typ, reason string
	valid       func(string) bool
}{
	"uri":       {"string", "must be an absolute URI (RFC 3986)", isURI},
	"uuid":      {"string", "must be a UUID (RFC 9562)", isUUID},
	"date-time": {"string", "must be a date and time with an offset (RFC 3339)", isDateTime},
	"date":      {"string", "must be a date (RFC 3339)", isDate},
	"int32":     {"integer", "must fit into 32 bits", nil},
	"int64":     {"integer", "must fit into 64 bits", nil},
}

// FormatsOf returns the formats of strings, such as "uuid", that a text has, sorted.
func FormatsOf(text string) (names []string) {
	for _, name := range slices.Sorted(maps.Keys(formats)) {
		if valid := formats[name].valid; valid != nil && valid(text) {
			names = append(names, name)
		}
	}
	return names
}

// errFormat says no more: the reason comes from formats, and the value must not appear.
var errFormat = errors.New("format")

func formatValidators() map[string]openapi3.StringFormatValidator {
	validators := map[string]openapi3.StringFormatValidator{}
	for name, format := range formats {
		if format.valid == nil {
			continue
		}
		validators[name] = openapi3.NewCallbackValidator(func(s string) error {
			if format.valid(s) {
				return nil
			}
			return errFormat
		})
	}
	return validators
}

// isUUID accepts the hyphenated form only, in either case (RFC 9562, section 4), of any version.
func isUUID(s string) bool {
	const hyphenated = 36
	return len(s) == hyphenated && uuid.Validate(s) == nil
}

func isDate(s string) bool {
	_, err := time.ParseInLocation(time.DateOnly, s, time.UTC)
	return err == nil
}

// isDateTime follows RFC 3339, section 5.6, which time.Parse does not: it accepts T5:31:56Z, a comma and +24:60, and rejects lower-case
// t and z. A leap second is valid at the end of a month in UTC (section 5.7).
func isDateTime(s string) bool {
	s = strings.ToUpper(s)
	if len(s) < len("2006-01-02T15:04:05Z") || s[13] != ':' || s[19] == ',' {
		return false
	}
	if offset := s[len(s)-len("24:60"):]; !strings.HasSuffix(s, "Z") && (offset[:2] > "23" || offset[3:] > "59") {
		return false
	}
	isLeap := s[17:19] == "60"
	if isLeap {
		s = s[:17] + "59" + s[19:]
	}
	at, err := time.ParseInLocation(time.RFC3339, s, time.UTC)
	next := at.UTC().Add(time.Second)
	return err == nil && (!isLeap || next.Day() == 1 && next.Hour() == 0 && next.Minute() == 0)
}
