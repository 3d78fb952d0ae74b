package client_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/api/stubtest"
)

// logged returns what a client logs in a call, without the time.
func logged(t *testing.T, call func(*client.Client), opts ...client.Option) string {
	t.Helper()
	var log bytes.Buffer
	handler := slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}})
	opts = append(opts, client.WithLogger(slog.New(handler)), client.WithRandom(func() float64 { return 1 }))
	call(stubtest.New(t).Client(opts...))
	return log.String()
}

func TestEventsAreLogged(t *testing.T) {
	drifting := strings.Replace(example(t, "processing"), `"status":"processing"`, `"status":"waiting"`, 1)
	bodies := map[int]string{2: drifting, 3: example(t, "ready-video")}
	trips := 0
	responses := roundTrip(func(r *http.Request) (*http.Response, error) {
		if trips++; trips == 1 {
			return responding(500, nil, "")(r)
		}
		return responding(200, http.Header{"Content-Type": {"application/json"}}, bodies[trips])(r)
	})
	synctest.Test(t, func(t *testing.T) {
		got := logged(t, func(c *client.Client) {
			if _, err := c.Wait(t.Context(), exampleID); err != nil {
				t.Error(err)
			}
		}, client.WithHTTPClient(&http.Client{Transport: responses}))
		of := "operation=getMedia attempt="
		media := " media_id=" + exampleID.String()
		want := strings.Join([]string{
			"level=DEBUG msg=attempt " + of + "1 status=500" + media,
			"level=DEBUG msg=retry " + of + "1 status=500" + media + " delay=250ms",
			"level=DEBUG msg=attempt " + of + "2 status=200" + media,
			"level=DEBUG msg=drift " + of + "2 status=0" + media + ` violation="GET /api/library/v1/media/{media_id}: response /status: must be one of processing, ready, failed"`,
			"level=DEBUG msg=poll " + of + "1 status=0" + media,
			"level=DEBUG msg=attempt " + of + "1 status=200" + media,
			"level=DEBUG msg=poll " + of + "2 status=0" + media,
			"",
		}, "\n")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
}

func TestAnErrorIsLoggedAndAnUploadHasNoMediaYet(t *testing.T) {
	got := logged(t, func(c *client.Client) {
		if _, err := c.UploadLink(t.Context(), sample); err == nil {
			t.Error("no error")
		}
	}, client.WithHTTPClient(&http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) { return nil, http.ErrSchemeMismatch })}))
	want := `level=DEBUG msg=attempt operation=uploadMediaLink attempt=1 status=0 error="http: server gave HTTP response to HTTPS client"` + "\n"
	if got != want {
		t.Errorf("%s; want %s", got, want)
	}
}
