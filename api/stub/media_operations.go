package stub

import (
	"context"
	"errors"
	"net/http"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/api/stub/fault"
	"github.com/medialink-go/medialink/api/stub/internal/form"
	"github.com/medialink-go/medialink/api/stub/journal"
	"github.com/medialink-go/medialink/api/stub/scenario"
	"github.com/medialink-go/medialink/gen"
)

// operations implements the contract.
type operations struct {
	store *store
}

// UploadMediaLink makes a record. It is processing in the response, however soon it will be ready.
func (o *operations) UploadMediaLink(ctx context.Context, request gen.UploadMediaLinkRequestObject) (gen.UploadMediaLinkResponseObject, error) {
	c := callOf(ctx)
	b, err := o.behaviorOf(c.world, request.Body.Link)
	switch {
	case err != nil:
		v := violation(c.Operation, contract.PartBody, "/link", "must name a scenario before ."+scenario.Domain+": "+form.Examples(scenario.Forms()))
		return written(func(w http.ResponseWriter) { server.WriteViolations(w, v) }), nil //nolint:nilerr // the response has the error
	case !fault.Wait(ctx, b.Delay):
		panic(http.ErrAbortHandler) // the caller has gone away
	case b.PostStatus != 0:
		return written(func(w http.ResponseWriter) { writeStatus(w, c.Operation, b.PostStatus) }), nil
	}
	return gen.UploadMediaLink200JSONResponse(o.store.add(c.world, newMedia(*request.Body, b))), nil
}

// behaviorOf returns the behavior that the link's scenarios ask for, or else that of the scenarios in force.
func (o *operations) behaviorOf(world journal.Key, link string) (*scenario.Behavior, error) {
	inForce, named := o.store.behaviorIn(world), scenario.OfLink(link)
	if len(named) == 0 {
		return inForce, nil
	}
	b, err := inForce.With(named...)
	if err == nil {
		err = checkStatuses(o.store.settings.library, b)
	}
	return &b, err
}

// GetMedia finds a record of the caller's.
func (o *operations) GetMedia(ctx context.Context, request gen.GetMediaRequestObject) (gen.GetMediaResponseObject, error) {
	c := callOf(ctx)
	p, ok := o.store.poll(c.world, request.MediaID, c.publicURL)
	switch {
	case !ok:
		return written(func(w http.ResponseWriter) { writeDetail(w, http.StatusNotFound, "Media not found") }), nil
	case !fault.Wait(ctx, p.delay):
		panic(http.ErrAbortHandler) // the caller has gone away
	case p.status != 0:
		status := p.status // p stays off the heap
		return written(func(w http.ResponseWriter) { writeStatus(w, c.Operation, status) }), nil
	case p.again != nil:
		c.again = p.again.recorded
		return written(p.again.Send), nil
	}
	status := p.record.Status
	c.sent = func(v *contract.Validated, x *journal.Exchange) {
		o.store.remember(c.world, request.MediaID, &response{v, x.Recorded(), status, c.publicURL})
	}
	return gen.GetMedia200JSONResponse(p.record), nil
}

// checkStatuses fails for a behavior with a status that the contract does not let the stub send.
func checkStatuses(library *contract.Contract, b scenario.Behavior) error {
	for id, status := range map[string]int{"uploadMediaLink": b.PostStatus, "getMedia": b.GetStatus} {
		if status == 0 {
			continue
		}
		if err := checkStatus(library.Operation(id), status); err != nil {
			return err
		}
	}
	return nil
}

// CheckScenario fails for a scenario that is not among the forms of scenario.Forms, or whose status the contract does not have. The error
// does not repeat the scenario.
func CheckScenario(text string) error {
	library, err := contract.Library()
	if err != nil {
		return err
	}
	b, err := scenario.Behavior{}.With(text)
	if err != nil {
		return errors.Unwrap(err)
	}
	return checkStatuses(library, b)
}
