package stubtest_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/journal"
	"github.com/medialink-go/medialink/api/stubtest"
	"github.com/medialink-go/medialink/gen"
)

// myUpload is the code under test: it tries until the upload is accepted.
func myUpload(ctx context.Context, c *gen.ClientWithResponses) (*gen.Media, error) {
	for {
		response, err := c.UploadMediaLinkWithResponse(ctx, gen.MediaLink{Link: sample})
		if err != nil || response.StatusCode() == http.StatusOK {
			return response.JSON200, err
		}
	}
}

func TestUploadSurvivesARateLimit(t *testing.T) {
	s := stubtest.New(t, stub.WithReadyAfter("10m"))
	s.Faults("429,first=2", "latency=30ms,on=getMedia")

	m, err := myUpload(t.Context(), s.Generated())
	if err != nil || m.Status != gen.MediaStatusProcessing {
		t.Fatalf("%v, %v", m, err)
	}
	s.Verify(journal.Expectation{Operation: "uploadMediaLink", Times: journal.Exactly(3)})
	s.Advance(10 * time.Minute) // and now it is ready
	if got := get(t, s, m).JSON200.Status; got != gen.MediaStatusReady {
		t.Errorf("it is %s", got)
	}
}

func ExampleNew() {
	var t *testing.T // of the test that this is in
	s := stubtest.New(t, stub.WithScenarios("failed-after-0s"))
	_ = s.URL()       // for a program of any kind
	_ = s.Transport() // for an http.Client, without sockets
	_ = s.Generated() // the generated client, ready to use
}
