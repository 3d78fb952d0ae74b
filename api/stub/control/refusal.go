package control

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/server"
)

// refusal is an error that is the caller's: something in the request does not fit. The status is 422.
type refusal struct{ contract.Violation }

func (r *refusal) Error() string { return r.Reason }

// refuse says which part of the request does not fit, and what would.
func refuse(part contract.Part, reason, pointer string, args ...any) *refusal {
	return &refusal{contract.Violation{
		Direction: contract.DirectionRequest,
		Part:      part,
		Pointer:   fmt.Sprintf(pointer, args...),
		Rule:      contract.RulePattern,
		Reason:    reason,
	}}
}

// writeError is what generated code calls with the error of an operation.
func writeError(w http.ResponseWriter, r *http.Request, err error) {
	if refused, ok := errors.AsType[*refusal](err); ok {
		server.WriteViolations(w, refused.Violation)
		return
	}
	server.Failed(w, r, err)
}
