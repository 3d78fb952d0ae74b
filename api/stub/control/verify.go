package control

import (
	"context"
	"errors"

	"github.com/medialink-go/medialink/api/stub/control/internal/gen"
	"github.com/medialink-go/medialink/api/stub/journal"
)

// VerifyJournal refuses the whole list for one expectation that makes no sense.
func (o *operations) VerifyJournal(ctx context.Context, request gen.VerifyJournalRequestObject) (gen.VerifyJournalResponseObject, error) {
	expectations := make([]journal.Expectation, len(request.Body.Expect))
	for i, given := range request.Body.Expect {
		times, problem := timesOf(given)
		if problem != nil {
			return nil, refuseBody(problem, "/expect/%d/times", i)
		}
		expectations[i] = journal.Expectation{Status: given.Status, Times: times}
		if given.Operation != nil {
			expectations[i].Operation = *given.Operation
		}
		if given.Body != nil {
			expectations[i].Body = map[string]any{}
			for pointer, value := range *given.Body {
				expectations[i].Body[pointer] = value
			}
		}
	}
	s := scopeOf(ctx)
	verify := s.Verify
	if request.Body.InOrder != nil && *request.Body.InOrder {
		verify = s.VerifyInOrder
	}
	err := verify(expectations...)
	if wrong, ok := errors.AsType[*journal.ExpectationError](err); ok {
		return nil, refuseBody(errors.New(wrong.Reason), "/expect/%d%s", wrong.Index, wrong.Pointer)
	}
	if failed, ok := errors.AsType[*journal.VerifyError](err); ok {
		return gen.VerifyJournal409JSONResponse(failure(failed)), nil
	}
	return gen.VerifyJournal200JSONResponse{Ok: true, Unmet: []gen.Unmet{}}, err
}

func timesOf(given gen.Expectation) (journal.Times, error) {
	switch least, most := given.AtLeast, given.AtMost; {
	case given.Times != nil && (least != nil || most != nil):
		return journal.Times{}, errors.New("must not be there beside at_least or at_most")
	case given.Times != nil:
		return journal.Exactly(*given.Times), nil
	case least != nil && most != nil:
		return journal.Between(*least, *most), nil
	case least != nil:
		return journal.AtLeast(*least), nil
	case most != nil:
		return journal.AtMost(*most), nil
	}
	return journal.Times{}, nil
}

func failure(failed *journal.VerifyError) gen.VerificationResult {
	result := gen.VerificationResult{Detail: new(failed.Summary())}
	for _, u := range failed.Unmet {
		unmet := gen.Unmet{Expectation: u.Index, Found: u.Found, Reason: u.Reason}
		if u.Nearest != nil {
			unmet.Nearest = nearMiss(u.Nearest)
		}
		result.Unmet = append(result.Unmet, unmet)
	}
	return result
}

func nearMiss(near *journal.NearMiss) *gen.NearMiss {
	x := near.Exchange
	miss := &gen.NearMiss{Number: int(x.Number), Operation: x.Operation, Status: x.Status}
	for _, d := range near.Differences {
		miss.Differences = append(miss.Differences, gen.Difference{
			Part: gen.DifferencePart(d.Part), Pointer: d.Pointer, Reason: d.Reason, Want: d.Want, Got: d.Got,
		})
	}
	return miss
}
