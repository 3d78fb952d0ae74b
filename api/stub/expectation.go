package stub

import "fmt"

// Expectation is what [World.Verify] looks for in the journal. What is not set matches any request, and it is to be found at least once.
type Expectation struct {
	Operation string // the operationId, or OperationToken
	Status    *int   // of the response; 0 for none
	// Body has the value that is expected at each JSON pointer (RFC 6901), as encoding/json writes it: {"/kind": "video"}. The journal
	// keeps 4 KiB of a body, and none of the token endpoint's. Credentials are compared redacted, as the journal has them.
	Body  map[string]any
	Times Times
}

// Times is how often an expectation is to be met. The zero value is at least once.
type Times struct {
	least, most int
	set, capped bool
}

// Exactly is n times, 0 for never.
func Exactly(n int) Times { return Times{least: n, most: n, set: true, capped: true} }

// AtLeast is n times or more.
func AtLeast(n int) Times { return Times{least: n, set: true} }

// AtMost is n times or less.
func AtMost(n int) Times { return Times{most: n, set: true, capped: true} }

// Between is from least to most times.
func Between(least, most int) Times { return Times{least: least, most: most, set: true, capped: true} }

// String writes it as a sentence goes on behind "want": "exactly 2".
func (t Times) String() string {
	switch {
	case !t.set:
		return "at least 1"
	case !t.capped:
		return fmt.Sprintf("at least %d", t.least)
	case t.least == t.most:
		return fmt.Sprintf("exactly %d", t.most)
	case t.least == 0:
		return fmt.Sprintf("at most %d", t.most)
	}
	return fmt.Sprintf("from %d to %d", t.least, t.most)
}

func (t Times) minimum() int {
	if !t.set {
		return 1
	}
	return t.least
}

func (t Times) exceededBy(n int) bool { return t.capped && n > t.most }

// ExpectationError is an expectation that no journal could meet, or any could by mistake.
type ExpectationError struct {
	Index   int    // of the expectation, from 0
	Pointer string // to what is wrong in it (RFC 6901), such as "/operation"
	Reason  string // what would be right
}

// Error names the place.
func (e *ExpectationError) Error() string {
	return fmt.Sprintf("stub: expectation %d%s: %s", e.Index, e.Pointer, e.Reason)
}
