package control

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/server"
)

// refusal is an error that is the caller's: 422 with a place, or 404.
type refusal struct {
	violation contract.Violation
	notFound  string
}

func (r *refusal) Error() string { return r.notFound + r.violation.Reason }

// refuseBody says which member of the body does not fit, and what would.
func refuseBody(reason error, pointer string, args ...any) error {
	return &refusal{violation: contract.Violation{
		Direction: contract.DirectionRequest,
		Part:      contract.PartBody,
		Pointer:   fmt.Sprintf(pointer, args...),
		Rule:      contract.RulePattern,
		Reason:    reason.Error(),
	}}
}

// refuseAll says what is wrong with ?all, which a call that makes worlds forget things asks for exactly if none is named.
func refuseAll(reason string) error {
	return &refusal{violation: contract.Violation{
		Direction: contract.DirectionRequest,
		Part:      contract.PartQuery,
		Pointer:   "/all",
		Rule:      contract.RulePattern,
		Reason:    reason,
	}}
}

// refuseOperation says which operations there are.
func refuseOperation(part contract.Part, pointer string, names []string) error {
	return &refusal{violation: contract.Violation{
		Direction: contract.DirectionRequest,
		Part:      part,
		Pointer:   pointer,
		Rule:      contract.RuleEnum,
		Reason:    "must be one of " + strings.Join(names, ", "),
		Expected:  contract.Expected{Enum: names},
	}}
}

// answerError is what generated code calls with the error of an operation.
func answerError(w http.ResponseWriter, r *http.Request, err error) {
	refused, ok := errors.AsType[*refusal](err)
	switch {
	case !ok:
		server.Unanswered(w, r, err)
	case refused.notFound != "":
		server.WriteDetail(w, http.StatusNotFound, refused.notFound)
	default:
		server.WriteViolations(w, refused.violation)
	}
}
