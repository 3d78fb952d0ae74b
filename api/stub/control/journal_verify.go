package control

import (
	"context"
	"errors"
	"math"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub/control/internal/gen"
	"github.com/medialink-go/medialink/api/stub/journal"
)

// VerifyJournal refuses the whole list if one expectation is invalid.
func (o *operations) VerifyJournal(ctx context.Context, request gen.VerifyJournalRequestObject) (gen.VerifyJournalResponseObject, error) {
	expectations := make([]journal.Expectation, len(request.Body.Expect))
	for i, given := range request.Body.Expect {
		if given.Times != nil && (given.AtLeast != nil || given.AtMost != nil) {
			return nil, refuse(contract.PartBody, "must not be there beside at_least or at_most", "/expect/%d/times", i)
		}
		expectations[i] = expectation(given)
	}
	exchanges, err := o.matching(ctx, gen.ListExchangesParams{Trace: request.Params.Trace})
	if err != nil {
		return nil, err
	}
	err = journal.Verify(exchanges, o.stub.Operations(), valueOr(request.Body.InOrder, false), expectations...)
	if invalid, ok := errors.AsType[*journal.ExpectationError](err); ok {
		return nil, refuse(contract.PartBody, invalid.Reason, "/expect/%d%s", invalid.Index, invalid.Pointer)
	}
	if failed, ok := errors.AsType[*journal.VerifyError](err); ok {
		return gen.VerifyJournal409JSONResponse(failure(failed)), nil
	}
	return gen.VerifyJournal200JSONResponse{Ok: true, Unmet: []gen.Unmet{}}, err
}

func expectation(given gen.Expectation) journal.Expectation {
	e := journal.Expectation{Operation: valueOr(given.Operation, ""), Status: given.Status, Body: map[string]any{}}
	for pointer, value := range valueOr(given.Body, nil) {
		e.Body[pointer] = value
	}
	switch {
	case given.Times != nil:
		e.Times = journal.Exactly(*given.Times)
	case given.AtLeast != nil || given.AtMost != nil:
		e.Times = journal.Between(valueOr(given.AtLeast, 0), valueOr(given.AtMost, math.MaxInt))
	}
	return e
}

func failure(failed *journal.VerifyError) gen.VerificationResult {
	result := gen.VerificationResult{Detail: new(failed.Summary())}
	for _, u := range failed.Unmet {
		unmet := gen.Unmet{Expectation: u.Index, Found: u.Found, Reason: u.Reason}
		if near := u.Nearest; near != nil {
			x := near.Exchange
			unmet.Nearest = &gen.NearMiss{Number: int(x.Number), Operation: x.Operation, Status: x.Status, Differences: near.Differences}
		}
		result.Unmet = append(result.Unmet, unmet)
	}
	return result
}
