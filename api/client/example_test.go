package client_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/google/uuid"
	"golang.org/x/oauth2"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/api/stub"
)

// toStub is a client of a stub with the scenarios. Programs call client.New alone.
func toStub(opts []client.Option, scenarios ...string) *client.Client {
	s, err := stub.New(stub.WithReadyAfter("1poll"), stub.WithScenarios(scenarios...))
	if err != nil {
		log.Fatal(err)
	}
	server := httptest.NewServer(s) // it ends with the program
	defaults := []client.Option{client.WithBaseURL(server.URL), client.WithToken(client.NewSecret("demo"))}
	c, err := client.New(append(defaults, opts...)...)
	if err != nil {
		log.Fatal(err)
	}
	return c
}

func ExampleNew() {
	_, err := client.New(client.WithBaseURL("api.rask.ai"), client.WithToken(client.NewSecret("demo")))
	fmt.Println(err)
	// Output: client: base URL: must be http or https, with a host and at most a path
}

func ExampleClient_UploadLink() {
	c := toStub(nil)
	media, err := c.UploadLink(context.Background(), "https://static.rask.ai/samples/sample_1.mp4",
		client.Name("Launch"), client.Kind(client.MediaKindVideo))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(*media.Name, media.Kind, media.Status)
	// Output: Launch video processing
}

func ExampleClient_Get() {
	c := toStub(nil)
	_, err := c.Get(context.Background(), uuid.MustParse("3c90c3cc-0d44-4b50-8888-8dd25736052a"))
	fmt.Println(errors.Is(err, client.ErrNotFound), err)
	// Output: true getMedia: not found (status 404); effect not applied
}

func ExampleClient_Wait() {
	c := toStub(nil, "failed-after-1poll")
	media, err := c.UploadLink(context.Background(), "https://static.rask.ai/samples/sample_1.mp4")
	if err != nil {
		log.Fatal(err)
	}
	_, err = c.Wait(context.Background(), media.ID, client.Poll(client.PollPolicy{First: time.Millisecond}))
	if ended, ok := errors.AsType[*client.WaitError](err); ok {
		fmt.Println(ended.ID == media.ID, ended.Media.Status, errors.Is(err, client.ErrMediaFailed))
	}
	// Output: true failed true
}

func ExampleClient_UploadLinkAndWait() {
	c := toStub(nil)
	media, err := c.UploadLinkAndWait(context.Background(), "https://static.rask.ai/samples/sample_1.mp4",
		client.Name("Launch"), client.Poll(client.PollPolicy{First: time.Millisecond}))
	if waited, ok := errors.AsType[*client.WaitError](err); ok {
		log.Fatalf("uploaded as %v: %v", waited.ID, err) // there is a record: don't upload again, wait for it
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(media.Status)
	// Output: ready
}

// Once there is a record, no error of the call reads as if the upload could be called again.
func ExampleWaitError() {
	c := toStub(nil, "failed-after-1poll")
	_, err := c.UploadLinkAndWait(context.Background(), "https://static.rask.ai/samples/sample_1.mp4",
		client.Poll(client.PollPolicy{First: time.Millisecond}))
	if waited, ok := errors.AsType[*client.WaitError](err); ok {
		fmt.Println(waited.Effect, waited.Media.Status, waited.Polls)
	}
	if failed, ok := errors.AsType[*client.Error](err); ok {
		fmt.Println(failed.Effect)
	}
	// Output:
	// applied failed 1
	// applied
}

// The first poll is at once, and then there is one every second.
func ExamplePoll() {
	c := toStub(nil)
	media, err := c.UploadLinkAndWait(context.Background(), "https://static.rask.ai/samples/sample_1.mp4",
		client.Poll(client.PollPolicy{First: client.None, Jitter: client.None, Factor: 1}))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(media.Status)
	// Output: ready
}

// Operations that this package has no method for are there with all that the others have.
func ExampleClient_Raw() {
	c := toStub(nil)
	_, err := c.Raw().GetMediaWithResponse(context.Background(), uuid.Nil)
	fmt.Println(err)
	// Output: getMedia: not found (status 404); effect not applied
}

func ExampleError() {
	c := toStub(nil, "post-500")
	_, err := c.UploadLink(context.Background(), "https://static.rask.ai/samples/sample_1.mp4")
	if failed, ok := errors.AsType[*client.Error](err); ok && failed.Effect == client.Unknown {
		fmt.Println("it may have been uploaded:", failed.Status, failed.Details[0].Message)
	}
	// Output: it may have been uploaded: 500 Internal Server Error
}

func ExampleNewSecret() {
	token := client.NewSecret("abc")
	fmt.Println(token, len(token.Reveal()))
	// Output: REDACTED 3
}

func ExampleOAuth2() {
	source := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "abc"})
	_, err := client.New(client.WithTokenSource(client.OAuth2(source)))
	fmt.Println(err)
	// Output: <nil>
}

// With OpenTelemetry this is otelhttp.NewTransport(http.DefaultTransport): a span for each attempt.
func ExampleWithHTTPClient() {
	traced := roundTrip(func(r *http.Request) (*http.Response, error) {
		fmt.Println("span", r.Method)
		return http.DefaultTransport.RoundTrip(r)
	})
	c := toStub([]client.Option{client.WithHTTPClient(&http.Client{Transport: traced})})
	if _, err := c.UploadLink(context.Background(), "https://static.rask.ai/samples/sample_1.mp4"); err != nil {
		log.Fatal(err)
	}
	// Output: span POST
}

func ExampleWithObserver() {
	c := toStub([]client.Option{client.WithObserver(func(_ context.Context, e client.Event) {
		fmt.Println(e.Kind, e.Operation, e.Attempt, e.Status)
	})})
	if _, err := c.UploadLink(context.Background(), "https://static.rask.ai/samples/sample_1.mp4"); err != nil {
		log.Fatal(err)
	}
	// Output: attempt uploadMediaLink 1 200
}

// A caller who would rather have two records than none accepts duplicates, for one call.
func ExampleMayDuplicate() {
	c := toStub([]client.Option{client.WithRetry(client.RetryPolicy{Base: time.Millisecond})}, "post-500")
	_, err := c.UploadLink(context.Background(), "https://static.rask.ai/samples/sample_1.mp4", client.MayDuplicate())
	fmt.Println(err)
	// Output: uploadMediaLink: server failed (status 500) after 4 attempts; effect unknown
}
