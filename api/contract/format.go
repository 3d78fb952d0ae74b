package contract

import (
	"errors"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"
)

// formats are the string formats that are checked, each with its reason. They are passed to kin-openapi with each check:
// its own registry is global, so that any package of a program can change it. Formats of numbers are kin-openapi's own.
var formats = map[string]struct {
	reason string
	valid  func(string) bool
}{
	"uri":       {"must be an absolute URI (RFC 3986)", isURI},
	"uuid":      {"must be a UUID (RFC 9562)", isUUID},
	"date-time": {"must be a date and time with an offset (RFC 3339)", isDateTime},
	"date":      {"must be a date (RFC 3339)", isDate},
}

// numberFormats are the integer formats that kin-openapi checks.
var numberFormats = map[string]string{
	"int32": "must fit into 32 bits",
	"int64": "must fit into 64 bits",
}

// errFormat says no more: the reason comes from formats, and the value must not appear.
var errFormat = errors.New("format")

func formatValidators() map[string]openapi3.StringFormatValidator {
	validators := make(map[string]openapi3.StringFormatValidator, len(formats))
	for name, format := range formats {
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
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
