package journal

import (
	"fmt"
	"strings"

	"github.com/medialink-go/medialink/api/internal/encode"
)

// The parts of an exchange that an expectation can differ from.
const (
	DifferenceOperation = "operation"
	DifferenceStatus    = "status"
	DifferenceBody      = "body"
	DifferenceOrder     = "order" // all fits, but it came too early
	DifferenceTimes     = "times" // all fits, but it is one too many
)

// Difference is one place where an exchange differs from an expectation.
type Difference struct {
	Part    string `json:"part"`
	Pointer string `json:"pointer"`        // within the body (RFC 6901)
	Reason  string `json:"reason"`         // such as "is \"audio\", want \"video\""
	Want    any    `json:"want,omitempty"` // as encoding/json decodes it; nil too where there is nothing to compare, or more than 512 bytes
	Got     any    `json:"got,omitempty"`  // likewise
}

// String writes the place and what is wrong there: "body /kind is \"audio\", want \"video\"".
func (d Difference) String() string { return strings.TrimSpace(d.Part+" "+d.Pointer) + " " + d.Reason }

const missing = "is missing"

// explain adds to the reason the values that differ.
func (d *Difference) explain() {
	switch d.Reason {
	case "":
		d.Reason = fmt.Sprintf("is %s, want %s", shown(&d.Got), shown(&d.Want))
	case missing:
		d.Reason += ", want " + shown(&d.Want)
	}
}

// shown writes a value, and removes one that is too long to be of use.
func shown(value *any) string {
	const longest = 512
	text, _ := encode.AppendJSON(nil, *value) // it comes from JSON
	if len(text) > longest {
		*value = nil
		return fmt.Sprintf("%d bytes of JSON", len(text))
	}
	return string(text)
}
