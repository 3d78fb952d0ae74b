package control

import (
	"context"
	"encoding/base64"
	"iter"
	"net/http"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/har"
	"github.com/medialink-go/medialink/api/stub/control/internal/gen"
	"github.com/medialink-go/medialink/api/stub/journal"
)

// query says which exchanges are asked for. What is nil matches any.
type query struct {
	operation *string
	status    *int
	verdict   *gen.Verdict
	pointer   *string
	after     *int
}

func (q query) matches(x *journal.Exchange) bool {
	switch {
	case q.operation != nil && *q.operation != x.Operation,
		q.status != nil && *q.status != x.Status,
		q.verdict != nil && string(*q.verdict) != string(x.Verdict()),
		q.after != nil && x.Number <= uint64(*q.after):
		return false
	}
	return q.pointer == nil || isAt(*q.pointer, x.Violations, x.Warnings, x.ResponseViolations)
}

func isAt(pointer string, lists ...[]contract.Violation) bool {
	return slices.ContainsFunc(slices.Concat(lists...), func(v contract.Violation) bool { return v.Pointer == pointer })
}

// checkOperation refuses a name that no exchange can have: a typo would be taken for an operation that was never called.
func (o *operations) checkOperation(name *string) error {
	names := o.stub.Operations()
	if name == nil || slices.Contains(names, *name) {
		return nil
	}
	return refuseOperation(contract.PartQuery, "/operation", names)
}

// in returns the exchanges that match.
func (q query) in(s scope) (matching []*journal.Exchange) {
	for x := range s.Journal() {
		if q.matches(x) {
			matching = append(matching, x)
		}
	}
	return matching
}

// ListExchanges counts all that match, and responds with as many as limit and pageBytes allow.
func (o *operations) ListExchanges(ctx context.Context, request gen.ListExchangesRequestObject) (gen.ListExchangesResponseObject, error) {
	p := request.Params
	if err := o.checkOperation(p.Operation); err != nil {
		return nil, err
	}
	matching := query{p.Operation, p.Status, p.Verdict, p.Pointer, p.After}.in(scopeOf(ctx))
	list := gen.ExchangeList{Count: len(matching), Exchanges: []gen.Exchange{}}
	return newPage(list, mapped(matching, exchange), limit(p.Limit)), nil
}

// mapped converts each exchange when it is asked for.
func mapped[T any](exchanges []*journal.Exchange, convert func(*journal.Exchange) T) iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, x := range exchanges {
			if !yield(convert(x)) {
				return
			}
		}
	}
}

func (o *operations) CountExchanges(ctx context.Context, request gen.CountExchangesRequestObject) (gen.CountExchangesResponseObject, error) {
	p := request.Params
	if err := o.checkOperation(p.Operation); err != nil {
		return nil, err
	}
	matching := query{operation: p.Operation, status: p.Status, verdict: p.Verdict, pointer: p.Pointer}.in(scopeOf(ctx))
	return gen.CountExchanges200JSONResponse{CountJSONResponse: gen.CountJSONResponse{Count: len(matching)}}, nil
}

// ExportJournal names the stub by the URL that the caller has for it.
func (o *operations) ExportJournal(ctx context.Context, request gen.ExportJournalRequestObject) (gen.ExportJournalResponseObject, error) {
	p := request.Params
	if err := o.checkOperation(p.Operation); err != nil {
		return nil, err
	}
	s := scopeOf(ctx)
	matching := query{p.Operation, p.Status, p.Verdict, p.Pointer, p.After}.in(s)
	archive := har.New(creator())
	archive.Log.Count = len(matching)
	return newPage(archive, mapped(matching, func(x *journal.Exchange) har.Entry { return entry(x, s.publicURL) }), limit(p.Limit)), nil
}

func (o *operations) ClearJournal(ctx context.Context, request gen.ClearJournalRequestObject) (gen.ClearJournalResponseObject, error) {
	s := scopeOf(ctx)
	if err := s.mayForget(request.Params.All != nil); err != nil {
		return nil, err
	}
	return gen.ClearJournal200JSONResponse{CountJSONResponse: gen.CountJSONResponse{Count: s.ClearExchanges()}}, nil
}

func exchange(x *journal.Exchange) gen.Exchange {
	return gen.Exchange{
		Number:             int(x.Number),
		Time:               x.Time,
		DurationMs:         milliseconds(x.Duration),
		Operation:          x.Operation,
		Method:             x.Method,
		Path:               x.Path,
		Status:             x.Status,
		Verdict:            gen.Verdict(x.Verdict()),
		Request:            message(x.RequestHeader, x.RequestBody, x.RequestSize),
		Response:           message(x.ResponseHeader, x.ResponseBody, x.ResponseSize),
		Violations:         violations(x.Violations),
		Warnings:           violations(x.Warnings),
		Faults:             append([]string{}, x.Faults...),
		ResponseViolations: violations(x.ResponseViolations),
	}
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func message(header http.Header, body []byte, size int64) gen.Message {
	m := gen.Message{Headers: map[string][]string{}, Size: int(size)}
	for name, values := range header {
		for _, value := range values {
			m.Headers[name] = append(m.Headers[name], text([]byte(value)))
		}
	}
	var encoded bool
	if m.Body, encoded = readable(body, size); encoded {
		m.Encoding = new(gen.MessageEncodingBase64)
	}
	return m
}

// readable writes a body as text, or as base64 if it is none. The journal may have cut it within a character, which is left out then.
func readable(body []byte, size int64) (text string, encoded bool) {
	whole := body
	for n := 0; n < utf8.UTFMax-1 && int64(len(body)) < size && !utf8.Valid(whole) && len(whole) > 0; n++ {
		whole = whole[:len(whole)-1]
	}
	if !utf8.Valid(whole) {
		return base64.StdEncoding.EncodeToString(body), true
	}
	return string(whole), false
}

// text takes bytes that are no UTF-8 for ISO 8859-1, as fields of HTTP once were (RFC 9110, section 5.5).
func text(value []byte) string {
	if utf8.Valid(value) {
		return string(value)
	}
	runes := make([]rune, len(value))
	for i, b := range value {
		runes[i] = rune(b)
	}
	return string(runes)
}

func violations(list []contract.Violation) []gen.Violation {
	all := make([]gen.Violation, len(list))
	for i, v := range list {
		all[i] = gen.Violation{Part: gen.ViolationPart(v.Part), Pointer: v.Pointer, Rule: string(v.Rule), Reason: v.Reason}
	}
	return all
}
