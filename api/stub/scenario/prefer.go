package scenario

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/medialink-go/medialink/api/stub/internal/form"
)

// Preferences lists what the header Prefer can ask of a single request (RFC 7240). The response is not stored.
func Preferences() []Form {
	return []Form{
		{Example: "code=404", Means: "the contract's example for the status, or the words for any other 4xx and 5xx"},
		{Example: "example=ready-audio", Means: "the example of this name in the contract"},
		{Example: "wait=2", Means: "the response comes so many seconds later"},
	}
}

// Preference is what a request asks for in its header Prefer.
type Preference struct {
	Status  int    // 0 for none
	Example string // "" for none
	Wait    time.Duration
}

// Prefer reads code, example and wait. It ignores others, as RFC 7240, section 2, says. A semicolon divides like a comma, as people
// write it.
func Prefer(header http.Header) (p Preference, err error) {
	isDivider := func(r rune) bool { return r == ',' || r == ';' }
	for text := range strings.FieldsFuncSeq(strings.Join(header.Values("Prefer"), ","), isDivider) {
		name, value, _ := strings.Cut(text, "=")
		value = strings.Trim(value, ` "`)
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "code":
			if p.Status, err = strconv.Atoi(value); err != nil {
				return p, errors.New("must have a status for its code")
			}
		case "example":
			p.Example = value
		case "wait":
			if p.Wait, err = seconds(value); err != nil {
				return p, err
			}
		}
	}
	return p, nil
}

// seconds reads a number of seconds (RFC 7240, section 4.3), fractions included.
func seconds(text string) (time.Duration, error) {
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || !(number >= 0 && number <= form.MaxDelay.Seconds()) {
		return 0, fmt.Errorf("must have a number of seconds from 0 to %g to wait", form.MaxDelay.Seconds())
	}
	return time.Duration(number * float64(time.Second)), nil
}
