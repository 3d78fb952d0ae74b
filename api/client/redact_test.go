package client_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/api/stubtest"
)

func TestATokenIsRedactedInEverySpelling(t *testing.T) {
	for _, row := range []struct{ name, token, quoted, want string }{
		{"as it is", "AZaz/09", "sent AZaz/09.", "sent REDACTED."},
		{"in upper case", "AZaz/09", "sent AZAZ/09.", "sent REDACTED."},
		{"in lower case", "AZaz/09", "sent azaz/09.", "sent REDACTED."},
		{"twice", "AZaz/09", "AZaz/09AZaz/09", "REDACTEDREDACTED"},
		{"with an escape of JSON", "AZaz/09", `sent AZaz\/09.`, "sent REDACTED."},
		{"with an escape at the end", "AZaz09/", `sent AZaz09\/`, "sent REDACTED"},
		{"with a number in JSON at the end", "AZaz09/", `sent AZaz09\u002f`, "sent REDACTED"},
		{"percent-encoded", "AZaz/09", "sent AZaz%2F09.", "sent REDACTED."},
		{"percent-encoded at the end", "AZaz09/", "sent AZaz09%2F", "sent REDACTED"},
		{"percent-encoded throughout", "AZ", "sent %41%5A.", "sent REDACTED."},
		{"with a percent sign of its own", "AZ%2F", "sent AZ%2F.", "sent REDACTED."},
		{"not what is next to it in ASCII", "@[AZ", "sent `{az.", "sent `{az."},
		{"not a part of it", "AZaz/09", "sent AZaz/0", "sent AZaz/0"},
		{"not what breaks off within an escape", "AZ/", `sent AZ%2`, `sent AZ%2`},
		{"not what ends with a backslash", "AZ/", `sent AZ\`, `sent AZ\`},
	} {
		t.Run(row.name, func(t *testing.T) {
			c, _ := clientWith(t, 500, row.quoted, client.WithToken(client.NewSecret(row.token)))
			_, err := c.Get(t.Context(), exampleID)
			failed, ok := errors.AsType[*client.Error](err)
			if !ok {
				t.Fatal(err)
			}
			if got := string(failed.Body()); got != row.want {
				t.Errorf("%s; want %s", got, row.want)
			}
		})
	}
}

func TestTheStartOfATokenIsRedactedAtTheEndOfACutBody(t *testing.T) {
	for _, row := range []struct{ name, quoted, want string }{
		{"its first character", "sent A", "sent REDACTED"},
		{"more of it", "sent AZaz", "sent REDACTED"},
		{"up to an escape of JSON", `sent AZaz\`, "sent REDACTED"},
		{"up to a number in JSON", `sent AZaz\u002`, "sent REDACTED"},
		{"up to a percent sign", "sent AZaz%2", "sent REDACTED"},
		{"not another character, in a number", `sent AZaz\u0042`, `sent AZaz\u0042`},
		{"not a percent sign alone", "sent %", "sent %"},
		{"not another text", "sent AZax", "sent AZax"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := stubtest.New(t).Client(client.WithToken(client.NewSecret("AZaz/09")), client.WithHTTPClient(&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				body := io.MultiReader(strings.NewReader(row.quoted), iotest.ErrReader(io.ErrUnexpectedEOF))
				return &http.Response{StatusCode: 400, Body: io.NopCloser(body), Request: r}, nil
			})}))
			_, err := c.Get(t.Context(), exampleID)
			failed, ok := errors.AsType[*client.Error](err)
			if !ok {
				t.Fatal(err)
			}
			if got := string(failed.Body()); got != row.want {
				t.Errorf("%s; want %s", got, row.want)
			}
		})
	}
}
