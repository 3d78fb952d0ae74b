package main

import (
	"net/http"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/gen"
)

func TestTheStubPassesAClientThatValidates(t *testing.T) {
	r := start(t)
	defer r.end()
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	request, err := gen.NewUploadMediaLinkRequest(r.url, gen.MediaLink{Link: "https://static.rask.ai/samples/sample_1.mp4"})
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer demo")
	response, err := library.Transport(http.DefaultTransport).RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("status %d", response.StatusCode)
	}
}
