package contract

import (
	"errors"
	"net/http"
)

// validatedBody stands in for a request body that has been checked. oapi-codegen's runtime.BindJSONBody takes the value from it;
// when that does not fit the Go type it would decode the body once more, in a laxer way, and the failing Read keeps it from
// that.
type validatedBody struct{ value any }

func (b validatedBody) ValidatedValue() any { return b.value }

var errBodyRead = errors.New("contract: the body has been read and checked: use contract.Body")

func (validatedBody) Read([]byte) (int, error) { return 0, errBodyRead }
func (validatedBody) Close() error             { return nil }

// Body returns the decoded body of a request that came through [Contract.Handler], as [Result] has it. It is nil for a
// request without a body.
func Body(r *http.Request) any {
	if body, ok := r.Body.(validatedBody); ok {
		return body.value
	}
	return nil
}
