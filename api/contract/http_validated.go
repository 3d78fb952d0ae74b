package contract

import (
	"maps"
	"net/http"
	"slices"
)

// Validated is a response that conforms to an operation. Only this package makes one, from what [Operation.Serve] has checked, so that the
// same response can be sent again without being validated again. It does not change.
type Validated struct {
	operation *Operation
	status    int
	header    http.Header
	body      []byte
}

// Validated returns a copy of the response if [Operation.Serve] has found it to conform, and its body has not changed since; else nil.
func (res *Response) Validated() *Validated {
	if res.conforms == nil {
		return nil
	}
	return &Validated{operation: res.conforms, status: res.status, header: res.header.Clone(), body: slices.Clone(res.body.Bytes())}
}

// Size returns the length of the body, in bytes.
func (v *Validated) Size() int { return len(v.body) }

// Send writes the response. [Operation.Serve] checks its status and header, which can still change, but not its body.
func (v *Validated) Send(w http.ResponseWriter) {
	maps.Copy(w.Header(), v.header)
	w.WriteHeader(v.status)
	_, _ = w.Write(v.body) // it fails if the client has gone away, which net/http notices too
	if res, ok := w.(*Response); ok && res.status == v.status && res.body.Len() == len(v.body) {
		res.conforms = v.operation
	}
}
