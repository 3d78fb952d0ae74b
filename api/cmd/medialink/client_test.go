package main

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/gen"
)

// uploadByClient is the client of the README.
func uploadByClient(ctx context.Context) error {
	library, err := contract.Library()
	if err != nil {
		return err
	}
	client, err := gen.NewClientWithResponses("http://127.0.0.1:8080",
		gen.WithHTTPClient(&http.Client{Transport: library.Transport(http.DefaultTransport)}),
		gen.WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
			r.Header.Set("Authorization", "Bearer demo")
			return nil
		}))
	if err != nil {
		return err
	}
	answer, err := client.UploadMediaLinkWithResponse(ctx, gen.MediaLink{Link: "https://static.rask.ai/samples/sample_1.mp4"})
	if err != nil {
		return err // a *contract.ViolationError is in it if either side broke the contract
	}
	fmt.Println(answer.JSON200.Status) // processing
	return nil
}

// It is compiled here, and its way through a stub is contract.Transport's to test: the address is the README's.
var _ = uploadByClient

func TestTheStubAnswersAClientThatChecks(t *testing.T) {
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
