package contract

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"

	"github.com/medialink-go/medialink/api/internal/early"
)

// DefaultMaxBody is the largest request body that is read, in bytes, unless [WithMaxBody] says otherwise.
const DefaultMaxBody = 1 << 20

// Refusal is why [Contract.Handler] does not pass a request on, or an answer back.
type Refusal struct {
	// Status fits the reason: 404 and 405 without a route, 413 over the limit, 415 for a compressed body, 422 for any other
	// violation of the request, 400 for a body that could not be read, 500 if it is the server's fault.
	Status int
	// Allow are the methods that the path takes; for 405 only.
	Allow []string
	// Violations are the request's. Those of a response are in Err: they are not for the client.
	Violations []Violation
	// Body is the decoded body that the violations are in, as Result has it.
	Body any
	// Err is the reason for the log, never nil.
	Err error
}

// PanicError is a panic of the handler behind the contract.
type PanicError struct {
	Value any
	Stack []byte
}

// Error holds the value of the panic, and not the stack.
func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

var errTooLarge = errors.New("the body is larger than the limit")

// HandlerOption changes [Contract.Handler].
type HandlerOption interface{ applyToHandler(*handler) }

type handlerOption func(*handler)

func (o handlerOption) applyToHandler(h *handler) { o(h) }

// WithMaxBody limits request bodies to n bytes. The default is [DefaultMaxBody].
func WithMaxBody(n int64) HandlerOption {
	return handlerOption(func(h *handler) { h.maxBody = n })
}

// WithGate calls gate for each request that has a route, before anything else of it is looked at. Gate returns the request to go on
// with, or false after it has answered by itself. By default each request goes on.
func WithGate(gate func(http.ResponseWriter, *http.Request, *Operation) (*http.Request, bool)) HandlerOption {
	return handlerOption(func(h *handler) { h.gate = gate })
}

// Handler enforces the contract around next: a request that does not conform does not reach it, and an answer that does
// not conform does not leave. In either case refuse answers instead.
//
// Next finds the operation in Request.Pattern, written as [Operation.String] does, path parameters with Request.PathValue,
// and the decoded body, the very value that was checked, with [Body]. Request.Body is made for the JSON binding of
// oapi-codegen and cannot be read. The answer is held back until it is checked, so next can neither flush nor hijack.
// HEAD reaches next as it is, under the operation of GET. A refusal does not wait for the body: where less than 256 KiB of it are
// outstanding after 250 ms, the connection is closed.
func (c *Contract) Handler(next http.Handler, refuse func(http.ResponseWriter, *http.Request, *Refusal), opts ...HandlerOption) http.Handler {
	h := &handler{contract: c, next: next, refuse: refuse, maxBody: DefaultMaxBody}
	for _, opt := range opts {
		opt.applyToHandler(h)
	}
	return early.Handler(h)
}

type handler struct {
	contract *Contract
	next     http.Handler
	refuse   func(http.ResponseWriter, *http.Request, *Refusal)
	gate     func(http.ResponseWriter, *http.Request, *Operation) (*http.Request, bool)
	maxBody  int64
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	match, err := h.contract.Match(r.Method, r.URL.EscapedPath())
	if err != nil {
		h.refuse(w, r, refusalOfRoute(err))
		return
	}
	if h.gate != nil {
		passed, ok, err := h.passGate(w, r, match.Operation)
		if err != nil {
			h.refuse(w, r, &Refusal{Status: http.StatusInternalServerError, Err: err})
		}
		if !ok {
			return
		}
		r = passed
	}
	request, refusal := h.admit(r.WithContext(r.Context()), match) // net/http's own request stays as it is
	if refusal != nil {
		h.refuse(w, r, refusal)
		return
	}
	h.answer(w, request, match.Operation)
}

func refusalOfRoute(err error) *Refusal {
	var route *RouteError
	if errors.As(err, &route) && len(route.Allow) > 0 {
		return &Refusal{Status: http.StatusMethodNotAllowed, Allow: route.Allow, Err: err}
	}
	return &Refusal{Status: http.StatusNotFound, Err: err}
}

// admit checks a request and makes it ready for next.
func (h *handler) admit(r *http.Request, match Match) (*http.Request, *Refusal) {
	result, refusal := h.check(r, match)
	if refusal != nil {
		return nil, refusal
	}
	if !result.OK() {
		return nil, &Refusal{
			Status:     statusOf(result),
			Violations: result.Violations,
			Body:       result.Body,
			Err:        result.Err(),
		}
	}
	for _, p := range match.Parameters {
		r.SetPathValue(p.Name, p.Value)
	}
	r.Pattern = match.Operation.String()
	r.Body = validatedBody{result.Body}
	return r, nil
}

// check reads the body only if its headers promise something that can be checked.
func (h *handler) check(r *http.Request, match Match) (Result, *Refusal) {
	op := match.Operation
	f := op.checkHead(r, match.Parameters)
	if op.body != nil && r.ContentLength != 0 && !f.readable(r.Header) {
		return Result{Violations: f.violations}, nil
	}
	data, refusal := h.readBody(r, op)
	if refusal != nil {
		return Result{}, refusal
	}
	value := op.checkRequestBody(f, r.Header, data)
	return Result{Violations: f.violations, Body: value}, nil
}

func statusOf(result Result) int {
	if result.Violations[0].Rule == RuleEncoding {
		return http.StatusUnsupportedMediaType
	}
	return http.StatusUnprocessableEntity
}

func (h *handler) readBody(r *http.Request, op *Operation) ([]byte, *Refusal) {
	if op.body == nil {
		return nil, nil
	}
	if r.ContentLength > h.maxBody {
		return nil, &Refusal{Status: http.StatusRequestEntityTooLarge, Err: errTooLarge}
	}
	data, err := readAll(r.Body, h.maxBody, r.ContentLength)
	if err == nil {
		return data, nil
	}
	if errors.Is(err, errTooLarge) {
		return nil, &Refusal{Status: http.StatusRequestEntityTooLarge, Err: err}
	}
	return nil, &Refusal{Status: http.StatusBadRequest, Err: fmt.Errorf("read the request body: %w", err)}
}

// readAll reads at most limit bytes; sizeHint, if positive, saves growing.
func readAll(r io.Reader, limit, sizeHint int64) ([]byte, error) {
	if r == nil {
		return nil, nil
	}
	var data bytes.Buffer
	data.Grow(int(min(max(sizeHint, 0), limit)) + bytes.MinRead) // so that ReadFrom need not grow it
	_, err := data.ReadFrom(io.LimitReader(r, limit+1))
	if int64(data.Len()) > limit {
		return nil, errTooLarge
	}
	return data.Bytes(), err
}

// answer lets next answer, and lets the answer go if it conforms.
func (h *handler) answer(w http.ResponseWriter, r *http.Request, op *Operation) {
	rec := newRecorder()
	defer rec.release()
	if err := h.call(rec, r); err != nil {
		h.refuse(w, r, &Refusal{Status: http.StatusInternalServerError, Err: err})
		return
	}
	// For HEAD a handler may leave the body out (RFC 9110, section 9.3.2), or have net/http do so.
	bare := r.Method == http.MethodHead && rec.body.Len() == 0
	if err := rec.check(op, bare).Err(); err != nil {
		h.refuse(w, r, &Refusal{Status: http.StatusInternalServerError, Err: err})
		return
	}
	rec.writeTo(w, !bare)
}

func (h *handler) passGate(w http.ResponseWriter, r *http.Request, op *Operation) (passed *http.Request, ok bool, err error) {
	defer recovered(&err)
	passed, ok = h.gate(w, r, op)
	return passed, ok, nil
}

func (h *handler) call(rec *recorder, r *http.Request) (err error) {
	defer recovered(&err)
	h.next.ServeHTTP(rec, r)
	return rec.failure
}

// recovered makes an error of a panic, but for net/http's own way to drop a connection.
func recovered(err *error) {
	value := recover()
	if value == nil {
		return
	}
	if dropped, ok := value.(error); ok && errors.Is(dropped, http.ErrAbortHandler) {
		panic(value)
	}
	*err = &PanicError{Value: value, Stack: debug.Stack()}
}
