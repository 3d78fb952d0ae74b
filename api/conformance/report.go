package conformance

import (
	"time"

	"github.com/medialink-go/medialink/api/contract"
)

// Report is what a [Watch] has found so far. It holds no value of a message unless [WithPayloads] asks for them.
type Report struct {
	Contract    string    `json:"contract"`       // the version of the document
	Exchanges   int       `json:"exchanges"`      // all that were observed
	Checked     int       `json:"checked"`        // of these, those whose response was validated
	Undescribed int       `json:"undescribed"`    // those of no operation
	Unreached   int       `json:"unreached"`      // those that did not reach the server
	Unchecked   []Count   `json:"unchecked"`      // why messages were not validated in full, and how many
	First       time.Time `json:"first,omitzero"` // when the first exchange started
	Last        time.Time `json:"last,omitzero"`  // when the last one started
	Findings    []Finding `json:"findings"`       // the worst first
	More        int       `json:"more,omitempty"` // how many findings there was no room to list, each occurrence counted
	MoreLevel   Level     `json:"-"`              // the worst of these
	Coverage    []Covered `json:"coverage"`       // by operation, then by name
}

// Count is a reason and how often it applied.
type Count struct {
	Reason string `json:"reason"`
	Count  int    `json:"count"`
}

// Finding is a group of like deviations from the contract: of one operation, place and rule.
type Finding struct {
	Level     Level              `json:"level"`
	Operation string             `json:"operation"` // method and path template
	Direction contract.Direction `json:"direction"`
	Part      contract.Part      `json:"part"`
	Pointer   string             `json:"pointer"` // RFC 6901 within the part, with * for each index of a list; "" is all of it
	Rule      contract.Rule      `json:"rule"`
	Reason    string             `json:"reason"`
	Count     int                `json:"count"`
	First     time.Time          `json:"first"`
	Last      time.Time          `json:"last"`
	Value     string             `json:"value,omitempty"` // the first one, as JSON, redacted and cut: with [WithPayloads]
}

// Covered is a part of the contract, and how often it was seen in messages that conform.
type Covered struct {
	Kind  string `json:"kind"`  // "operation", "status", "field" or "value"
	Place string `json:"place"` // such as "getMedia", "getMedia 200", "Media.status" and "Media.status ready"
	Count int    `json:"count"`
}

// Fails reports whether there is a finding at or above a level.
func (r *Report) Fails(on Level) bool {
	for _, finding := range r.Findings {
		if finding.Level >= on {
			return true
		}
	}
	return r.More > 0 && r.MoreLevel >= on
}
