package control

import (
	"context"
	"slices"
	"strings"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/har"
	"github.com/medialink-go/medialink/api/stub/control/internal/gen"
	"github.com/medialink-go/medialink/api/stub/journal"
)

// matching returns the exchanges that the parameters ask for.
func (o *operations) matching(ctx context.Context, p gen.ListExchangesParams) (matching []*journal.Exchange, err error) {
	if err := o.checkOperation(p.Operation); err != nil {
		return nil, err
	}
	for x := range scopeOf(ctx).Journal() {
		if matches(p, x) {
			matching = append(matching, x)
		}
	}
	return matching, nil
}

// checkOperation refuses an unknown operation: a typo would be taken for an operation that was never called.
func (o *operations) checkOperation(name *string) error {
	names := o.stub.Operations()
	if name == nil || slices.Contains(names, *name) {
		return nil
	}
	refused := refuse(contract.PartQuery, "must be one of "+strings.Join(names, ", "), "/operation")
	refused.Rule, refused.Expected = contract.RuleEnum, contract.Expected{Enum: names}
	return refused
}

func matches(p gen.ListExchangesParams, x *journal.Exchange) bool {
	verdict := gen.Verdict(x.Verdict())
	return valueOr(p.Operation, x.Operation) == x.Operation &&
		valueOr(p.Status, x.Status) == x.Status &&
		valueOr(p.Verdict, verdict) == verdict &&
		valueOr(p.Trace, x.Trace) == x.Trace &&
		uint64(valueOr(p.After, 0)) < x.Number &&
		(p.Pointer == nil || slices.ContainsFunc(slices.Concat(x.Violations, x.Warnings, x.ResponseViolations),
			func(v contract.Violation) bool { return v.Pointer == *p.Pointer }))
}

// ListExchanges counts all that match, and responds with as many as limit and pageBytes allow.
func (o *operations) ListExchanges(ctx context.Context, request gen.ListExchangesRequestObject) (gen.ListExchangesResponseObject, error) {
	matching, err := o.matching(ctx, request.Params)
	if err != nil {
		return nil, err
	}
	list := gen.ExchangeList{Count: len(matching), Exchanges: []gen.Exchange{}}
	return newPage(list, slices.Values(matching), func(x *journal.Exchange) any { return exchange(x) }, request.Params.Limit), nil
}

// ExportJournal names the stub by the URL that the caller has for it.
func (o *operations) ExportJournal(ctx context.Context, request gen.ExportJournalRequestObject) (gen.ExportJournalResponseObject, error) {
	matching, err := o.matching(ctx, gen.ListExchangesParams(request.Params))
	if err != nil {
		return nil, err
	}
	archive, base := har.New(creator()), scopeOf(ctx).publicURL
	archive.Log.Count = len(matching)
	return newPage(archive, slices.Values(matching), func(x *journal.Exchange) any { return harEntry(x, base) }, request.Params.Limit), nil
}

// CountExchanges counts all that match.
func (o *operations) CountExchanges(ctx context.Context, request gen.CountExchangesRequestObject) (gen.CountExchangesResponseObject, error) {
	p := request.Params
	matching, err := o.matching(ctx, gen.ListExchangesParams{
		Operation: p.Operation, Status: p.Status, Verdict: p.Verdict, Pointer: p.Pointer, Trace: p.Trace,
	})
	return gen.CountExchanges200JSONResponse{CountJSONResponse: gen.CountJSONResponse{Count: len(matching)}}, err
}

// ClearJournal asks for ?all where no world is named.
func (o *operations) ClearJournal(ctx context.Context, request gen.ClearJournalRequestObject) (gen.ClearJournalResponseObject, error) {
	s := scopeOf(ctx)
	if err := s.checkAll(request.Params.All != nil); err != nil {
		return nil, err
	}
	return gen.ClearJournal200JSONResponse{CountJSONResponse: gen.CountJSONResponse{Count: s.ClearExchanges()}}, nil
}
