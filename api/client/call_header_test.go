package client_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/gen"
)

// A request editor that sets an empty User-Agent suppresses it, as with net/http.
func TestAnEditorDecidesTheUserAgent(t *testing.T) {
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct{ set, want []string }{
		"no editor":           {nil, []string{client.DefaultUserAgent + " contract/" + library.Version()}},
		"another user agent":  {[]string{"tool/1"}, []string{"tool/1"}},
		"an empty user agent": {[]string{""}, nil},
	} {
		var got []string
		server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header["User-Agent"] }))
		c, err := client.New(client.WithBaseURL(server.URL), client.WithToken(client.NewSecret("t")))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = c.Raw().GetMediaWithResponse(t.Context(), uuid.New(), gen.RequestEditorFn(func(_ context.Context, r *http.Request) error {
			if row.set != nil {
				r.Header["User-Agent"] = row.set
			}
			return nil
		}))
		server.Close()
		if len(got) != len(row.want) || len(got) == 1 && got[0] != row.want[0] {
			t.Errorf("%s: %q, want %q", name, got, row.want)
		}
	}
}
