package stub

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/internal/early"
	"github.com/medialink-go/medialink/api/stub/journal"
)

// call is what the parts of the stub know of the request that they answer.
type call struct {
	exchange  *journal.Exchange
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
	x := journal.NewExchange(name(op, r), r)
	// net/http's own request keeps its body.
	r = r.WithContext(context.WithValue(r.Context(), callKey{}, &call{exchange: x, publicURL: s.PublicURL(r)}))
	tapped := x.Tap(r.Body)
	if r.Body != nil && r.Body != http.NoBody {
		r.Body = tapped
	}
	principal := s.principal(r, op)
	x.Time = s.store.now(principal)
	record := sync.OnceFunc(func() {
		tapped.Redact()
		s.store.journal.Add(journal.Key(keyOf(principal)), x)
		s.settings.observe(*x)
	})
	defer record() // also of a caller who goes away before there is an answer
	faults := s.store.draw(principal, x.Operation)
	for _, f := range faults {
		x.Faults = append(x.Faults, f.String())
	}
	a := s.answer(r, x.Operation, faults)
	x.Duration = time.Since(began)
	x.RecordResponse(a.status, a.header, a.body.Bytes())
	if op != nil && len(x.Faults) > 0 {
		x.ResponseViolations = op.CheckResponse(a.status, a.header, a.body.Bytes()).Violations
	}
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
		return journal.OperationToken
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

// noteRefusal takes down why the contract refuses a request.
func noteRefusal(r *http.Request, refusal *contract.Refusal) {
	x := callOf(r.Context()).exchange
	var violation *contract.ViolationError
	if len(refusal.Violations) > 0 && errors.As(refusal.Err, &violation) {
		x.Checked, x.Violations = true, refusal.Violations
	}
}
