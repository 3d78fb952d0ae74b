package stub

import (
	"context"
	"net/http"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/gen"
)

// operations implements the contract.
type operations struct {
	store   *store
	library *contract.Contract
}

// UploadMediaLink makes a record. It is processing in the answer, however soon it will be ready.
func (o *operations) UploadMediaLink(ctx context.Context, request gen.UploadMediaLinkRequestObject) (gen.UploadMediaLinkResponseObject, error) {
	principal := server.Principal(ctx)
	op := o.library.Operation("uploadMediaLink")
	course, ok := o.store.plan(principal).course.withLink(request.Body.Link, o.library)
	switch {
	case !ok:
		return refusal{violation(op, contract.PartBody, "/link", "must name a scenario before ."+magicDomain+": "+examples(Scenarios()))}, nil
	case !wait(ctx, course.delay):
		panic(http.ErrAbortHandler) // the caller has gone away
	case course.postStatus != 0:
		return statusAnswer(op, course.postStatus)
	}
	record := o.store.add(principal, newMedia(*request.Body, course))
	return gen.UploadMediaLink200JSONResponse(record), nil
}

// GetMedia finds a record of the caller's.
func (o *operations) GetMedia(ctx context.Context, request gen.GetMediaRequestObject) (gen.GetMediaResponseObject, error) {
	record, polled, ok := o.store.poll(server.Principal(ctx), request.MediaID, callOf(ctx).publicURL)
	switch {
	case !ok:
		return detailAnswer(http.StatusNotFound, "Media not found"), nil
	case !wait(ctx, polled.delay):
		panic(http.ErrAbortHandler) // the caller has gone away
	case polled.status != 0:
		return statusAnswer(o.library.Operation("getMedia"), polled.status)
	}
	return gen.GetMedia200JSONResponse(record), nil
}

// refusal is an answer of the generated server: a 422 for a rule that is the stub's own.
type refusal struct{ violation contract.Violation }

func (r refusal) VisitUploadMediaLinkResponse(w http.ResponseWriter) error {
	server.WriteViolations(w, r.violation)
	return nil
}
