package contract

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"slices"

	"github.com/medialink-go/medialink/api/internal/early"
)

// DefaultMaxBody is the largest request body that is read, in bytes, unless [WithMaxBody] says otherwise.
const DefaultMaxBody = 1 << 20

// Refusal says why a request is not passed on, or a response not sent.
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

// Handler enforces the contract around next: a request that does not conform does not reach it, and a response that does not
// conform is not sent. In either case refuse responds instead.
//
// Next finds what [Match.Admit] says, and its response is held back as [Operation.Serve] says. Authentication belongs in front of
// the Handler, where [Contract.Match] finds the operation. A refusal does not wait for the body: where less than 256 KiB of it are
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
	maxBody  int64
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	response := NewResponse()
	defer response.Release()
	response.StreamTo(w)
	r = r.WithContext(r.Context()) // net/http's own request stays as it is
	refusal := h.serve(response, r)
	switch {
	case refusal == nil:
	case response.stream.begun:
		h.refuse(response, r, refusal) // which says why, but cannot be sent
	default:
		h.refuse(w, r, refusal)
		return
	}
	response.Send(w)
}

func (h *handler) serve(response *Response, r *http.Request) *Refusal {
	match, err := h.contract.Match(r.Method, r.URL.EscapedPath())
	if err != nil {
		return RefuseRoute(err)
	}
	if refusal := match.Admit(r, h.maxBody); refusal != nil {
		return refusal
	}
	return match.Operation.Serve(h.next, response, r)
}

// RefuseRoute returns the refusal for an error of [Contract.Match].
func RefuseRoute(err error) *Refusal {
	var route *RouteError
	if errors.As(err, &route) && len(route.Allow) > 0 {
		return &Refusal{Status: http.StatusMethodNotAllowed, Allow: route.Allow, Err: err}
	}
	return &Refusal{Status: http.StatusNotFound, Err: err}
}

// Admit reads and checks a request, and makes it ready for a handler, or returns why it is refused. The request is changed: pass a
// copy of net/http's own (Request.WithContext), which has to keep its Body.
//
// The handler finds the operation in Request.Pattern, written as [Operation.String] does, path parameters with Request.PathValue,
// and the decoded body, the very value that was checked, with [Body]. Request.Body is made for the JSON binding of oapi-codegen
// and cannot be read.
func (m Match) Admit(r *http.Request, maxBody int64) *Refusal {
	r.Pattern = m.Operation.String()
	result, refusal := m.check(r, maxBody)
	if refusal != nil {
		return refusal
	}
	if !result.OK() {
		status := http.StatusUnprocessableEntity
		if result.Violations[0].Rule == RuleEncoding {
			status = http.StatusUnsupportedMediaType
		}
		return &Refusal{Status: status, Violations: result.Violations, Body: result.Body, Err: result.Err()}
	}
	for _, p := range m.Parameters {
		r.SetPathValue(p.Name, p.Value)
	}
	r.Body = validatedBody{result.Body}
	return nil
}

// check reads the body only if one is declared, and its headers promise something that can be checked.
func (m Match) check(r *http.Request, maxBody int64) (Result, *Refusal) {
	op := m.Operation
	f := op.newCollector(DirectionRequest)
	op.checkHead(f, r, m.Parameters)
	if op.request.schema == nil || r.ContentLength != 0 && !f.readable(r.Header) {
		return Result{Violations: f.violations}, nil
	}
	data, refusal := readBody(r, maxBody)
	if refusal != nil {
		return Result{}, refusal
	}
	d := newDecoder(owned)
	defer d.release()
	value := f.checkBody(d, &op.request, r.Header, data)
	return Result{Violations: f.violations, Body: value}, nil
}

func readBody(r *http.Request, limit int64) ([]byte, *Refusal) {
	err := errTooLarge
	var data []byte
	if r.ContentLength <= limit {
		data, err = readAll(r.Body, limit, r.ContentLength)
	}
	switch {
	case err == nil:
		return data, nil
	case errors.Is(err, errTooLarge):
		return nil, &Refusal{Status: http.StatusRequestEntityTooLarge, Err: err}
	}
	return nil, &Refusal{Status: http.StatusBadRequest, Err: fmt.Errorf("read the request body: %w", err)}
}

// readAll reads at most limit bytes. With a sizeHint that is right it takes no more memory than they need.
func readAll(r io.Reader, limit, sizeHint int64) (data []byte, err error) {
	if r == nil {
		return nil, nil
	}
	if sizeHint <= 0 {
		data, err = io.ReadAll(io.LimitReader(r, limit+1))
	} else {
		data = make([]byte, 0, min(sizeHint, limit)+1) // so that the end is found without growing
		var n int
		for err == nil && int64(len(data)) <= limit {
			n, err = r.Read(data[len(data):cap(data)])
			data = slices.Grow(data[:len(data)+n], 1)
		}
	}
	if err == io.EOF { //nolint:errorlint // as readers return it
		err = nil
	}
	if int64(len(data)) > limit {
		return nil, errTooLarge
	}
	return data, err
}

// Serve lets next respond to an admitted request, and returns why the response is refused, or nil for one that conforms. Response
// is empty before; next can neither flush nor hijack it. HEAD reaches next as it is, under the operation of GET. Of a stream the refusal
// may come when a part of it has been sent.
func (op *Operation) Serve(next http.Handler, response *Response, r *http.Request) *Refusal {
	if op.streams {
		response.stream.operation, response.stream.bare = op, r.Method == http.MethodHead
	}
	err := Protect(func() { next.ServeHTTP(response, r) })
	if err == nil {
		err = response.failure
	}
	response.endStream(err != nil)
	if err == nil && !response.stream.begun {
		// For HEAD a handler may leave the body out (RFC 9110, section 9.3.2), or have net/http do so.
		response.bare = r.Method == http.MethodHead && response.body.Len() == 0
		err = response.check(op).Err()
	}
	if err != nil {
		return &Refusal{Status: http.StatusInternalServerError, Err: err}
	}
	return nil
}

func (res *Response) check(op *Operation) (result Result) {
	switch {
	case res.bare:
		return op.CheckHeadResponse(res.status, res.header)
	case res.conforms == op:
		result = op.checkAround(res.status, res.header)
	default:
		result = op.checkResponse(res.status, res.header, res.body.Bytes(), lent)
	}
	if res.conforms = op; !result.OK() {
		res.conforms = nil
	}
	return result
}

// Protect calls f and returns its panic as a *PanicError. http.ErrAbortHandler, net/http's own way to drop a connection, goes on.
func Protect(f func()) (err error) {
	defer func() {
		value := recover()
		if value == nil {
			return
		}
		if dropped, ok := value.(error); ok && errors.Is(dropped, http.ErrAbortHandler) {
			panic(value)
		}
		err = &PanicError{Value: value, Stack: debug.Stack()}
	}()
	f()
	return nil
}
