package server_test

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/internal/floor"
	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/gen"
)

const fullRequest = `{"link":"https://static.rask.ai/samples/sample_1.mp4","kind":"video","name":"Product tour"}`

func record(link gen.MediaLink) gen.Media {
	now := time.Date(2026, 1, 15, 9, 30, 0, 0, time.UTC)
	id := uuid.MustParse(someID)
	return gen.Media{
		ID: id, UserID: id, Name: link.Name, Path: "media/" + someID + "/sample_1.mp4", Kind: *link.Kind, MIMEType: "video/mp4",
		Status: gen.MediaStatusProcessing, Meta: &gen.MediaMeta{}, CreatedAt: now, UpdatedAt: now,
	}
}

type checked struct{ gen.StrictServerInterface }

func (checked) UploadMediaLink(_ context.Context, r gen.UploadMediaLinkRequestObject) (gen.UploadMediaLinkResponseObject, error) {
	return gen.UploadMediaLink200JSONResponse(record(*r.Body)), nil
}

// bareServer has the record that checked makes.
func bareServer(b *testing.B) http.Handler {
	b.Helper()
	var link gen.MediaLink
	if err := json.Unmarshal([]byte(fullRequest), &link); err != nil {
		b.Fatal(err)
	}
	body, err := json.Marshal(record(link))
	if err != nil {
		b.Fatal(err)
	}
	bare, err := floor.New(body, body)
	if err != nil {
		b.Fatal(err)
	}
	return bare
}

// BenchmarkPost is an upload in process, without and with the contract: the ratio of the two is what the checks cost.
func BenchmarkPost(b *testing.B) {
	handler, err := server.New(checked{}, server.WithAuthenticator(tokens))
	if err != nil {
		b.Fatal(err)
	}
	call := floor.NewCall(http.MethodPost, linkPath, "good", fullRequest)
	for _, row := range []struct {
		name    string
		handler http.Handler
	}{{"bare", bareServer(b)}, {"checked", handler}} {
		b.Run(row.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if status := call.Serve(row.handler); status != http.StatusOK {
					b.Fatal(status)
				}
			}
		})
	}
}
