package journal

import (
	"fmt"
	"math"
)

// Expectation is what [Verify] looks for in a journal. What is not set matches any request.
type Expectation struct {
	Operation string // the operationId, or OperationToken
	Status    *int   // of the response; 0 for none
	// Body has the value that is expected at each JSON pointer (RFC 6901), as encoding/json writes it: {"/kind": "video"}. The journal
	// keeps 4 KiB of a body, and none of the token endpoint's. Credentials are compared redacted, as the journal has them.
	Body  map[string]any
	Times Times // at least once by default
}

// Times is how often an expectation is to be met. The zero value is at least once.
type Times struct {
	least, most int
	set         bool
}

// Exactly is n times, 0 for never.
func Exactly(n int) Times { return Between(n, n) }

// AtLeast is n times or more.
func AtLeast(n int) Times { return Between(n, math.MaxInt) }

// AtMost is n times or less.
func AtMost(n int) Times { return Between(0, n) }

// Between is from least to most times.
func Between(least, most int) Times { return Times{least: least, most: most, set: true} }

func (t Times) orDefault() Times {
	if t.set {
		return t
	}
	return AtLeast(1)
}

// String writes it as it follows "want": "exactly 2".
func (t Times) String() string {
	switch t = t.orDefault(); {
	case t.most == math.MaxInt:
		return fmt.Sprintf("at least %d", t.least)
	case t.least == t.most:
		return fmt.Sprintf("exactly %d", t.most)
	case t.least == 0:
		return fmt.Sprintf("at most %d", t.most)
	}
	return fmt.Sprintf("from %d to %d", t.least, t.most)
}

// ExpectationError is an invalid expectation: no journal could meet it, or any could by mistake.
type ExpectationError struct {
	Index   int    // of the expectation, from 0
	Pointer string // to what is wrong in it (RFC 6901), such as "/operation"
	Reason  string // what would be right
}

// Error names the place.
func (e *ExpectationError) Error() string {
	return fmt.Sprintf("stub: expectation %d%s: %s", e.Index, e.Pointer, e.Reason)
}
