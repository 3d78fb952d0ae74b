package server_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/gen"
)

const fullRequest = `{"link":"https://static.rask.ai/samples/sample_1.mp4","kind":"video","name":"Product tour"}`

// record is the same for the bare handler and for the one that is checked.
func record(link gen.MediaLink) gen.Media {
	now := time.Date(2026, 1, 15, 9, 30, 0, 0, time.UTC)
	id := uuid.MustParse(someID)
	return gen.Media{
		ID: id, UserID: id, Name: link.Name, Path: "media/" + someID + "/sample_1.mp4", Kind: *link.Kind, MIMEType: "video/mp4",
		Status: gen.MediaStatusProcessing, Meta: &gen.MediaMeta{}, CreatedAt: now, UpdatedAt: now,
	}
}

// bare is what one writes without a contract: decode, work, encode.
func bare(w http.ResponseWriter, r *http.Request) {
	var link gen.MediaLink
	if err := json.NewDecoder(r.Body).Decode(&link); err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(record(link))
}

type checked struct{ gen.StrictServerInterface }

func (checked) UploadMediaLink(_ context.Context, r gen.UploadMediaLinkRequestObject) (gen.UploadMediaLinkResponseObject, error) {
	return gen.UploadMediaLink200JSONResponse(record(*r.Body)), nil
}

// discard is a response writer as cheap as can be.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) WriteHeader(status int)      { d.status = status }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }

// BenchmarkPost is an upload in process, without and with the contract: the ratio of the two is what the checks cost.
func BenchmarkPost(b *testing.B) {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+linkPath, bare)
	handler, err := server.New(checked{}, server.WithAuthenticator(tokens))
	if err != nil {
		b.Fatal(err)
	}
	for _, row := range []struct {
		name    string
		handler http.Handler
	}{{"bare", mux}, {"checked", handler}} {
		b.Run(row.name, func(b *testing.B) { benchmarkPost(b, row.handler) })
	}
}

type closer struct{ *strings.Reader }

func (closer) Close() error { return nil }

func benchmarkPost(b *testing.B, handler http.Handler) {
	template, err := http.NewRequestWithContext(b.Context(), http.MethodPost, linkPath, nil)
	if err != nil {
		b.Fatal(err)
	}
	template.Header.Set("Authorization", "Bearer good")
	template.Header.Set("Content-Type", "application/json")
	template.ContentLength = int64(len(fullRequest))
	b.ReportAllocs()
	for b.Loop() {
		request := *template
		request.Body = closer{strings.NewReader(fullRequest)}
		w := discard{header: http.Header{}}
		handler.ServeHTTP(&w, &request)
		if w.status > 200 {
			b.Fatal(w.status)
		}
	}
}
