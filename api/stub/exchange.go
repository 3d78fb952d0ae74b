package stub

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/internal/early"
	"github.com/medialink-go/medialink/api/internal/redact"
)

// call is what the parts of the stub know of the request that they answer.
type call struct {
	exchange  *Exchange
	publicURL string // of the stub, as the caller sees it
}

type callKey struct{}

// callOf is never nil within a request.
func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// exchange answers a request with all that befalls it, and takes it down.
func (s *Stub) exchange(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	op := s.operation(r)
	x := &Exchange{
		Operation:     name(op, r),
		Method:        r.Method,
		Path:          redact.Text(strings.Clone(r.URL.EscapedPath())),
		RequestHeader: redact.Header(r.Header),
	}
	// net/http's own request keeps its body.
	r = r.WithContext(context.WithValue(r.Context(), callKey{}, &call{exchange: x, publicURL: s.PublicURL(r)}))
	tapped := &tappedBody{ReadCloser: r.Body, exchange: x}
	if r.Body != nil && r.Body != http.NoBody {
		r.Body = tapped
	}
	principal := s.principal(r, op)
	x.Time = s.store.now(principal)
	record := sync.OnceFunc(func() {
		x.RequestBody = redact.Body(x.RequestBody, !tapped.whole())
		s.store.journal.add(keyOf(principal), x)
		s.settings.observe(*x)
	})
	defer record() // also of a caller who goes away before there is an answer
	faults := s.store.draw(principal, x.Operation)
	for _, f := range faults {
		x.Faults = append(x.Faults, f.String())
	}
	a := s.answer(r, x.Operation, faults)
	x.Duration = time.Since(began)
	x.takeDown(a, op)
	record() // before delivery, so that whoever has the answer finds it in the journal
	extendDeadline(w, x.Duration)
	deliver(w, r, a, faults)
}

// operation returns that of the contract, or nil.
func (s *Stub) operation(r *http.Request) *contract.Operation {
	match, err := s.library.Match(r.Method, r.URL.EscapedPath())
	if err != nil {
		return nil
	}
	return match.Operation
}

func name(op *contract.Operation, r *http.Request) string {
	switch {
	case op != nil:
		return op.ID()
	case isTokenEndpoint(r):
		return OperationToken
	}
	return ""
}

// principal is "" for a request without a token that is accepted.
func (s *Stub) principal(r *http.Request, op *contract.Operation) string {
	if op == nil && isTokenEndpoint(r) {
		if r.Method != http.MethodPost {
			return ""
		}
		clientID, _, _ := clientOf(r)
		return s.settings.principalOf(clientID)
	}
	token := contract.BearerToken(r.Header)
	if token == "" {
		return ""
	}
	principal, err := s.Authenticate(r.Context(), token)
	if err != nil {
		return ""
	}
	return principal
}

// answer lets the first fault that stands before the operation answer, or else the operation.
func (s *Stub) answer(r *http.Request, operation string, faults []drawn) *answer {
	for _, f := range faults {
		if f.Kind != FaultLatency {
			continue
		}
		early.ReadAhead(r, contract.DefaultMaxBody+1)
		if !wait(r.Context(), f.delay) {
			_, _ = io.Copy(io.Discard, r.Body) // for the journal: what has been read ahead
			panic(http.ErrAbortHandler)
		}
	}
	replacement := replacementIn(faults)
	if replacement != nil && !replacement.After {
		return replacement.response(operation)
	}
	a := newAnswer()
	s.handler.ServeHTTP(a, r)
	if replacement != nil {
		return replacement.response(operation)
	}
	for _, f := range faults {
		f.spoil(a)
	}
	return a
}

// takeDown notes an answer as it is about to be delivered.
func (x *Exchange) takeDown(a *answer, op *contract.Operation) {
	x.Status = a.status
	x.ResponseHeader = redact.Header(a.header)
	x.ResponseSize = int64(a.body.Len())
	if x.Operation != OperationToken || a.status != http.StatusOK {
		x.ResponseBody = redact.Body(cut(a.body.Bytes()), a.body.Len() > maxJournalBody)
	}
	if op != nil && len(x.Faults) > 0 {
		x.ResponseViolations = op.CheckResponse(a.status, a.header, a.body.Bytes()).Violations
	}
}

func cut(body []byte) []byte { return append([]byte(nil), body[:min(len(body), maxJournalBody)]...) }

// tappedBody notes what is read of a request's body.
type tappedBody struct {
	io.ReadCloser
	exchange *Exchange
	ended    bool
}

// whole reports whether the exchange has all of the body.
func (b *tappedBody) whole() bool { return b.ended && b.exchange.RequestSize <= maxJournalBody }

func (b *tappedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.ended = b.ended || errors.Is(err, io.EOF)
	x := b.exchange
	x.RequestSize += int64(n)
	if room := maxJournalBody - len(x.RequestBody); room > 0 && x.Operation != OperationToken {
		x.RequestBody = append(x.RequestBody, p[:min(n, room)]...)
	}
	return n, err
}

// noteRefusal takes down why the contract refuses a request.
func noteRefusal(r *http.Request, refusal *contract.Refusal) {
	x := callOf(r.Context()).exchange
	var violation *contract.ViolationError
	if len(refusal.Violations) > 0 && errors.As(refusal.Err, &violation) {
		x.Checked, x.Violations = true, noted(refusal.Violations)
	}
}
