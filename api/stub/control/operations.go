package control

import (
	"context"
	"errors"
	"time"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/control/internal/gen"
	"github.com/medialink-go/medialink/api/stub/fault"
	medialink "github.com/medialink-go/medialink/gen"
)

// operations implements the document.
type operations struct {
	stub *stub.Stub
}

func ok() gen.ProbeJSONResponse { return gen.ProbeJSONResponse{Status: gen.ProbeStatusOk} }

func (o *operations) GetHealth(context.Context, gen.GetHealthRequestObject) (gen.GetHealthResponseObject, error) {
	library, err := contract.Library()
	if err != nil {
		return nil, err
	}
	return gen.GetHealth200JSONResponse{
		Status:   gen.HealthStatusOk,
		Contract: gen.Contract{Version: library.Version(), Sha256: library.SHA256()},
	}, nil
}

func (o *operations) GetReady(context.Context, gen.GetReadyRequestObject) (gen.GetReadyResponseObject, error) {
	return gen.GetReady200JSONResponse{ProbeJSONResponse: ok()}, nil
}

func scenariosOf(s scope) gen.ScenariosJSONResponse {
	return gen.ScenariosJSONResponse{Scenarios: append([]string{}, s.Scenarios()...)}
}

func (o *operations) GetScenarios(ctx context.Context, _ gen.GetScenariosRequestObject) (gen.GetScenariosResponseObject, error) {
	return gen.GetScenarios200JSONResponse{ScenariosJSONResponse: scenariosOf(scopeOf(ctx))}, nil
}

// PutScenarios refuses the whole list if one of them is invalid.
func (o *operations) PutScenarios(ctx context.Context, request gen.PutScenariosRequestObject) (gen.PutScenariosResponseObject, error) {
	for i, scenario := range request.Body.Scenarios {
		if err := stub.CheckScenario(scenario); err != nil {
			return nil, refuse(contract.PartBody, err.Error(), "/scenarios/%d", i)
		}
	}
	s := scopeOf(ctx)
	if err := s.SetScenarios(request.Body.Scenarios...); err != nil {
		return nil, err
	}
	return gen.PutScenarios200JSONResponse{ScenariosJSONResponse: scenariosOf(s)}, nil
}

func faultsOf(s scope) gen.FaultsJSONResponse {
	faults := []gen.Fault{}
	for _, f := range s.Faults() {
		faults = append(faults, gen.Fault{Fault: f.String(), Count: f.Count})
	}
	return gen.FaultsJSONResponse{Faults: faults}
}

func (o *operations) GetFaults(ctx context.Context, _ gen.GetFaultsRequestObject) (gen.GetFaultsResponseObject, error) {
	return gen.GetFaults200JSONResponse{FaultsJSONResponse: faultsOf(scopeOf(ctx))}, nil
}

// PutFaults refuses the whole list if one of them is invalid.
func (o *operations) PutFaults(ctx context.Context, request gen.PutFaultsRequestObject) (gen.PutFaultsResponseObject, error) {
	faults := make([]fault.Fault, len(request.Body.Faults))
	for i, text := range request.Body.Faults {
		var err error
		if faults[i], err = fault.Parse(text); err != nil {
			return nil, refuse(contract.PartBody, errors.Unwrap(err).Error(), "/faults/%d", i)
		}
	}
	s := scopeOf(ctx)
	if err := s.SetFaults(faults...); err != nil {
		return nil, err
	}
	return gen.PutFaults200JSONResponse{FaultsJSONResponse: faultsOf(s)}, nil
}

func clockOf(s scope) gen.ClockJSONResponse {
	return gen.ClockJSONResponse{Now: s.Now().UTC(), Frozen: s.Frozen()}
}

func (o *operations) GetClock(ctx context.Context, _ gen.GetClockRequestObject) (gen.GetClockResponseObject, error) {
	return gen.GetClock200JSONResponse{ClockJSONResponse: clockOf(scopeOf(ctx))}, nil
}

func (o *operations) PatchClock(ctx context.Context, request gen.PatchClockRequestObject) (gen.PatchClockResponseObject, error) {
	s := scopeOf(ctx)
	d, err := time.ParseDuration(valueOr(request.Body.Advance, "0s"))
	switch {
	case err != nil:
		return nil, refuse(contract.PartBody, "must be a duration, such as 90s, 10m or 1h30m", "/advance")
	case s.Advance(d) != nil:
		return nil, refuse(contract.PartBody, "must not put the clock back, nor more than 100 years ahead", "/advance")
	}
	switch frozen := request.Body.Frozen; {
	case frozen == nil:
	case *frozen:
		s.Freeze()
	default:
		s.Thaw()
	}
	return gen.PatchClock200JSONResponse{ClockJSONResponse: clockOf(s)}, nil
}

// ListMedia counts all that match, and responds with as many as limit and pageBytes allow.
func (o *operations) ListMedia(ctx context.Context, request gen.ListMediaRequestObject) (gen.ListMediaResponseObject, error) {
	s := scopeOf(ctx)
	p := request.Params
	records, count := s.ListMedia(s.publicURL, valueOr(p.Status, ""), valueOr(p.Offset, 0))
	return newPage(gen.MediaList{Count: count, Media: []medialink.Media{}}, records, func(m medialink.Media) any { return m }, p.Limit), nil
}

func (o *operations) PutMediaStatus(ctx context.Context, request gen.PutMediaStatusRequestObject) (gen.PutMediaStatusResponseObject, error) {
	s := scopeOf(ctx)
	media, err := s.SetStatus(request.MediaID, request.Body.Status, s.publicURL)
	switch {
	case errors.Is(err, stub.ErrMediaNotFound):
		return gen.PutMediaStatus404JSONResponse{NotFoundJSONResponse: gen.NotFoundJSONResponse{Detail: "Media not found"}}, nil
	case errors.Is(err, stub.ErrFinal):
		return nil, refuse(contract.PartBody, "must be what it is: a media that is ready or has failed does not change any more", "/status")
	case err != nil:
		return nil, err
	}
	return gen.PutMediaStatus200JSONResponse(media), nil
}

func (o *operations) Reset(ctx context.Context, request gen.ResetRequestObject) (gen.ResetResponseObject, error) {
	s := scopeOf(ctx)
	if err := s.checkAll(request.Params.All != nil); err != nil {
		return nil, err
	}
	s.Reset()
	return gen.Reset204Response{}, nil
}
