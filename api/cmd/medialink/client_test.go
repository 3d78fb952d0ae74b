package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/gen"
)

// uploadByClient is the client of the README.
func uploadByClient(ctx context.Context) error {
	c, err := client.New() // MEDIALINK_TOKEN, or MEDIALINK_CLIENT_ID and _CLIENT_SECRET; options win
	if err != nil {
		return err
	}
	media, err := c.UploadLinkAndWait(ctx, "https://static.rask.ai/samples/sample_1.mp4", client.Name("Launch"))
	if waited, ok := errors.AsType[*client.WaitError](err); ok {
		return fmt.Errorf("go on later with c.Wait(ctx, %v): %w", waited.ID, err)
	}
	if failed, ok := errors.AsType[*client.Error](err); ok && failed.Effect == client.Unknown {
		return fmt.Errorf("it may have been uploaded, and the API has no way to find out: %w", err)
	}
	fmt.Println(media.Status)
	return err
}

func TestTheClientOfTheReadmeWorks(t *testing.T) {
	for args, says := range map[string]string{
		"--ready-after=1poll":            "",
		"--scenario=failed-after-1poll":  "go on later",
		"--fault=500,on=uploadMediaLink": "it may have been uploaded",
	} {
		aim(t, args)
		err := uploadByClient(t.Context())
		if (err == nil) != (says == "") || err != nil && !strings.HasPrefix(err.Error(), says) {
			t.Errorf("%s: %v", args, err)
		}
	}
}

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
