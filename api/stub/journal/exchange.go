package journal

import (
	"net/http"
	"time"
	"unsafe"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub/internal/form"
)

// OperationToken is the name of the token endpoint, which is not in the contract.
const OperationToken = form.Token

// Exchange is a request with its response, as the journal has them: without credentials, in fields, paths and bodies. An authentication scheme
// stays ("Bearer REDACTED"). Do not change what it refers to.
type Exchange struct {
	Number    uint64    // in the order of the responses, from 1
	Time      time.Time // of the request, by the clock of the world
	World     World
	Operation string // the operationId; OperationToken for the token endpoint, "" without a route
	Method    string
	Path      string // as it is on the wire, without the query
	Trace     string // the trace id of the header traceparent (W3C Trace Context), if there is a valid one

	RequestHeader http.Header
	RequestBody   []byte // the first 4 KiB of what was read; none of the token endpoint's
	RequestSize   int64  // bytes that were read

	Status         int // 0 if there was no response
	ResponseHeader http.Header
	ResponseBody   []byte // the first 4 KiB; none of a response that holds a token
	ResponseSize   int64  // bytes

	// Violations is what in the request broke the contract, and Warnings what is legal and looks like a mistake. Both are empty
	// where a fault, or a token that is not accepted, came before the check. Pointers are cut behind 4 KiB.
	Violations []contract.Violation
	Warnings   []contract.Violation
	// Faults are those that were injected, in the words of Fault.String, and ResponseViolations how the response broke the
	// contract for them.
	Faults             []string
	ResponseViolations []contract.Violation

	Duration time.Duration // from the request until the response was made, which a fault may deliver later; by real time
	Checked  bool          // whether the request was checked: not if a fault, or a token that is not accepted, came before, or without a route
}

// Verdict says in one word whether a request conforms to the contract.
type Verdict string

// The verdicts.
const (
	VerdictOK        Verdict = "ok"        // it conforms
	VerdictWarning   Verdict = "warning"   // it conforms, and looks like a mistake
	VerdictViolation Verdict = "violation" // it breaks the contract
	VerdictUnchecked Verdict = "unchecked" // it was not checked
)

// Verdict returns that of the exchange's request.
func (x *Exchange) Verdict() Verdict {
	switch {
	case len(x.Violations) > 0:
		return VerdictViolation
	case len(x.Warnings) > 0:
		return VerdictWarning
	case x.Checked:
		return VerdictOK
	}
	return VerdictUnchecked
}

// memory is about how many bytes the exchange takes.
func (x *Exchange) memory() int64 {
	const listEntries, text, field = 512, 32, 96
	n := int(unsafe.Sizeof(*x)) + listEntries + len(x.World.Name) + len(x.Path) + len(x.RequestBody) + len(x.ResponseBody)
	for _, list := range [][]contract.Violation{x.Violations, x.Warnings, x.ResponseViolations} {
		for _, v := range list {
			n += int(unsafe.Sizeof(v)) + len(v.Operation) + len(v.Pointer) + len(v.Reason)
		}
	}
	for _, fault := range x.Faults {
		n += text + len(fault)
	}
	for _, header := range []http.Header{x.RequestHeader, x.ResponseHeader} {
		for name, values := range header {
			n += field + len(name)
			for _, value := range values {
				n += len(value)
			}
		}
	}
	return int64(n)
}
