package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/api/conformance"
	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stubtest"
)

// The functions below have the Go blocks of the documents.

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

func uploadAnyway(ctx context.Context, c *client.Client, link string) (*client.Media, error) {
	media, err := c.UploadLink(ctx, link, client.MayDuplicate()) // rather two records than none
	return media, err
}

func waitLonger(ctx context.Context, c *client.Client, id uuid.UUID) (*client.Media, error) {
	media, err := c.Wait(ctx, id, client.Poll(client.PollPolicy{First: 5 * time.Second, Limit: time.Hour}))
	return media, err
}

func clientWithCredentials(secret string) (*client.Client, error) {
	c, err := client.New(
		client.WithBaseURL("https://media.example"),
		client.WithCredentials(client.Credentials{ID: "me", Secret: client.NewSecret(secret), TokenURL: "https://media.example/oauth2/token"}),
	)
	return c, err
}

func clientThatCountsRetries(retries *atomic.Int64) (*client.Client, error) {
	c, err := client.New(client.WithLogger(slog.Default()), client.WithObserver(func(_ context.Context, e client.Event) {
		if e.Kind == client.EventRetry {
			retries.Add(1)
		}
	}))
	return c, err
}

func validatingClient() (*http.Client, error) {
	library, err := contract.Library()
	if err != nil {
		return nil, err
	}
	return &http.Client{Transport: library.Transport(http.DefaultTransport)}, nil
}

func observingClient() (*http.Client, error) {
	library, err := contract.Library()
	if err != nil {
		return nil, err
	}
	watch := conformance.NewWatch(library)
	observe := contract.WithObserver(func(x *contract.Exchange) { watch.Observe(x) })
	return &http.Client{Transport: library.Transport(http.DefaultTransport, observe)}, nil
}

func TestAClientThatObservesSendsAnything(t *testing.T) {
	c, err := observingClient()
	if err != nil {
		t.Fatal(err)
	}
	response, err := c.Get(start(t).url + "/api/library/v1/media/7") // which breaks the contract
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
}

func TestUploadIsReadyAfterARateLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stubtest.New(t, stub.WithReadyAfter("10m"))
		s.Faults("429,first=1,on=uploadMediaLink")
		media, err := s.Client().UploadLinkAndWait(t.Context(), "https://static.rask.ai/samples/sample_1.mp4")
		if err != nil || media.Status != client.MediaStatusReady {
			t.Errorf("%v, %v", media, err)
		}
	})
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

func TestAnUploadThatMayDuplicateIsRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stubtest.New(t)
		s.Faults("500,first=1,on=uploadMediaLink")
		if _, err := uploadAnyway(t.Context(), s.Client(), "https://static.rask.ai/samples/sample_1.mp4"); err != nil {
			t.Error(err)
		}
	})
}

func TestAWaitWithALongerLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stubtest.New(t, stub.WithReadyAfter("50m"))
		media, err := s.Client().UploadLink(t.Context(), "https://static.rask.ai/samples/sample_1.mp4")
		if err != nil {
			t.Fatal(err)
		}
		if media, err = waitLonger(t.Context(), s.Client(), media.ID); err != nil || media.Status != client.MediaStatusReady {
			t.Errorf("%v, %v", media, err)
		}
	})
}

func TestAClientWithCredentialsIsMade(t *testing.T) {
	if _, err := clientWithCredentials("secret"); err != nil {
		t.Error(err)
	}
}

func TestAnObserverCountsRetries(t *testing.T) {
	aim(t, "--fault=429,first=1,on=uploadMediaLink")
	var retries atomic.Int64
	c, err := clientThatCountsRetries(&retries)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.UploadLink(t.Context(), "https://static.rask.ai/samples/sample_1.mp4"); err != nil || retries.Load() != 1 {
		t.Errorf("%d retries, %v", retries.Load(), err)
	}
}

func TestAClientThatValidatesRefusesAnInvalidRequest(t *testing.T) {
	c, err := validatingClient()
	if err != nil {
		t.Fatal(err)
	}
	response, err := c.Get("http://127.0.0.1:1/api/library/v1/media/7") // nothing is sent
	if err == nil {
		response.Body.Close()
	}
	if violation, ok := errors.AsType[*contract.ViolationError](err); !ok {
		t.Errorf("%v, want a violation", violation)
	}
}
