package client_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/medialink-go/medialink"
	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stubtest"
)

func publishedTokenURL(t *testing.T) string {
	t.Helper()
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	return library.TokenURL("HTTPBearer")
}

func TestTheDocumentNamesTheDefaultURLs(t *testing.T) {
	document := string(medialink.OpenAPI)
	for _, text := range []string{"servers:\n  - url: " + client.DefaultBaseURL + "\n", "`POST " + publishedTokenURL(t) + "`"} {
		if !strings.Contains(document, text) {
			t.Errorf("openapi.yaml has no %s", text)
		}
	}
}

func TestTheDefaultTokenURL(t *testing.T) {
	published := publishedTokenURL(t)
	for _, row := range []struct {
		name, base, given, environment, want string
	}{
		{"the default base URL", client.DefaultBaseURL, "", "", published},
		{"the same with a slash", client.DefaultBaseURL + "/", "", "", published},
		{"a token URL of the environment", client.DefaultBaseURL, "", "https://env.invalid/t", "https://env.invalid/t"},
		{"a token URL that is given", client.DefaultBaseURL, "https://given.invalid/t", "https://env.invalid/t", "https://given.invalid/t"},
		{"another base URL with a token URL", "https://other.invalid", "https://given.invalid/t", "", "https://given.invalid/t"},
		{"another base URL with one of the environment", "https://other.invalid", "", "https://env.invalid/t", "https://env.invalid/t"},
		{"another base URL", "https://other.invalid", "", "", ""},
		{"another scheme", strings.Replace(client.DefaultBaseURL, "https", "http", 1), "", "", ""},
		{"another path", client.DefaultBaseURL + "/v2", "", "", ""},
		{"a host that begins alike", client.DefaultBaseURL + ".invalid", "", "", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Setenv("MEDIALINK_TOKEN_URL", row.environment)
			s, asked := stubtest.New(t), []string{}
			c, err := client.New(
				client.WithBaseURL(row.base),
				client.WithCredentials(client.Credentials{ID: "id", Secret: client.NewSecret("secret"), TokenURL: row.given}),
				client.WithHTTPClient(&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
					asked = append(asked, r.URL.String())
					if len(asked) == 1 {
						return responding(200, http.Header{}, `{"access_token":"x"}`)(r)
					}
					return s.Transport().RoundTrip(r)
				})}),
			)
			if row.want == "" {
				if err == nil || !strings.Contains(err.Error(), "MEDIALINK_TOKEN_URL") {
					t.Errorf("%v does not name MEDIALINK_TOKEN_URL", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.UploadLink(t.Context(), sample); err != nil {
				t.Error(err)
			}
			if want := []string{row.want, strings.TrimSuffix(row.base, "/") + "/api/library/v1/media/link"}; !slices.Equal(asked, want) {
				t.Errorf("asked %v, want %v", asked, want)
			}
		})
	}
}

func TestIDAndSecretAreEnoughInTheEnvironment(t *testing.T) {
	t.Setenv("MEDIALINK_CLIENT_ID", "id")
	t.Setenv("MEDIALINK_CLIENT_SECRET", "secret")
	if _, err := client.New(); err != nil {
		t.Error(err)
	}
	t.Setenv("MEDIALINK_BASE_URL", "https://other.invalid")
	if _, err := client.New(); err == nil || !strings.Contains(err.Error(), "MEDIALINK_TOKEN_URL") {
		t.Errorf("%v does not name MEDIALINK_TOKEN_URL", err)
	}
}
