package control

import (
	"context"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub/control/internal/gen"
	"github.com/medialink-go/medialink/api/stub/fault"
	"github.com/medialink-go/medialink/api/stub/scenario"
	medialink "github.com/medialink-go/medialink/gen"
)

// ListChoices takes each choice from where it is defined, so that nobody has to write it again.
func (o *operations) ListChoices(ctx context.Context, _ gen.ListChoicesRequestObject) (gen.ListChoicesResponseObject, error) {
	library, err := contract.Library()
	if err != nil {
		return nil, err
	}
	final := []medialink.MediaStatus{}
	for _, status := range library.TerminalStates("MediaStatus") {
		final = append(final, medialink.MediaStatus(status))
	}
	upload := library.Operation("uploadMediaLink")
	return gen.ListChoices200JSONResponse{
		Scenarios:     forms(scenario.Forms()),
		Faults:        forms(fault.Forms()),
		Preferences:   forms(scenario.Preferences()),
		Kinds:         []string{string(medialink.MediaKindVideo), string(medialink.MediaKindAudio), string(medialink.MediaKindImage)},
		Statuses:      []medialink.MediaStatus{medialink.MediaStatusProcessing, medialink.MediaStatusReady, medialink.MediaStatusFailed},
		FinalStatuses: final,
		Upload:        gen.Upload{URL: scopeOf(ctx).publicURL + upload.Path(), Example: upload.RequestExamples()[0].Body},
	}, nil
}

func forms(list []fault.Form) []gen.Form {
	all := make([]gen.Form, len(list))
	for i, f := range list {
		all[i] = gen.Form{Example: f.Example, Means: f.Means}
	}
	return all
}
