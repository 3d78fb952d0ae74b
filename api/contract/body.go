package contract

import (
	"errors"
	"net/http"
)

// judgedBody stands in for a request body that has been judged. oapi-codegen's runtime.BindJSONBody takes the value from it;
// when that does not fit the Go type it would decode the body once more, in a laxer way, and the failing Read keeps it from
// that.
type judgedBody struct{ value any }

func (b judgedBody) ValidatedValue() any { return b.value }

var errJudged = errors.New("contract: the body has been read and judged: use contract.Body")

func (judgedBody) Read([]byte) (int, error) { return 0, errJudged }
func (judgedBody) Close() error             { return nil }

// Body returns the decoded body of a request that came through [Contract.Handler], as [Verdict] has it. It is nil for a
// request without a body.
func Body(r *http.Request) any {
	if body, ok := r.Body.(judgedBody); ok {
		return body.value
	}
	return nil
}
