package stub

import (
	"context"
	"time"

	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/gen"
)

// operations implements the contract.
type operations struct {
	settings settings
	store    *store
}

// UploadMediaLink makes a record. It is processing in the answer, however soon it will be ready.
func (o *operations) UploadMediaLink(ctx context.Context, request gen.UploadMediaLinkRequestObject) (gen.UploadMediaLinkResponseObject, error) {
	m := newMedia(*request.Body)
	m.created = o.now()
	m.settled = m.created.Add(o.settings.readyAfter)
	record := o.store.add(server.Principal(ctx), m)
	return gen.UploadMediaLink200JSONResponse(record), nil
}

// GetMedia finds a record of the caller's.
func (o *operations) GetMedia(ctx context.Context, request gen.GetMediaRequestObject) (gen.GetMediaResponseObject, error) {
	m, ok := o.store.get(server.Principal(ctx), request.MediaID)
	if !ok {
		return gen.GetMedia404JSONResponse{NotFoundJSONResponse: gen.NotFoundJSONResponse{Detail: "Media not found"}}, nil
	}
	return gen.GetMedia200JSONResponse(m.at(o.now())), nil
}

// now is in microseconds, which is what the service's language keeps of a time.
func (o *operations) now() time.Time { return o.settings.now().UTC().Truncate(time.Microsecond) }
