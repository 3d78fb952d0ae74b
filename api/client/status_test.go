package client_test

import (
	"errors"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/api/stubtest"
)

func cutAfter(status int) roundTrip {
	return func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: http.Header{}, Body: errorBody{}, Request: r}, nil
	}
}

// The first and the last status of each class, with a whole body and with one that is cut.
func TestTheFirstAndTheLastStatusOfEachClass(t *testing.T) {
	for _, row := range []struct {
		status     int
		effect     client.Effect
		whole, cut error
		cutGet     int // attempts
	}{
		{200, client.Applied, client.ErrContract, client.ErrTransport, 4},
		{299, client.Applied, client.ErrContract, client.ErrTransport, 4},
		{300, client.Unknown, client.ErrServer, client.ErrServer, 1},
		{399, client.Unknown, client.ErrServer, client.ErrServer, 1},
		{400, client.NotApplied, client.ErrInvalid, client.ErrInvalid, 1},
		{499, client.NotApplied, client.ErrInvalid, client.ErrInvalid, 1},
		{500, client.Unknown, client.ErrServer, client.ErrServer, 4},
		{599, client.Unknown, client.ErrServer, client.ErrServer, 1},
	} {
		for name, response := range map[string]roundTrip{"whole": responding(row.status, http.Header{}, ""), "cut": cutAfter(row.status)} {
			kind := row.whole
			if name == "cut" {
				kind = row.cut
			}
			synctest.Test(t, func(t *testing.T) {
				c := stubtest.New(t).Client(client.WithHTTPClient(&http.Client{Transport: response}))
				_, err := c.UploadLink(t.Context(), sample)
				if failed, ok := errors.AsType[*client.Error](err); !ok || failed.Effect != row.effect || !errors.Is(err, kind) {
					t.Errorf("%d, %s: %v; want %v, %v", row.status, name, err, kind, row.effect)
				}
				_, err = c.Get(t.Context(), exampleID)
				if failed, ok := errors.AsType[*client.Error](err); name == "cut" && (!ok || failed.Attempts != row.cutGet) {
					t.Errorf("%d, %s: a GET fails with %v; want %d attempts", row.status, name, err, row.cutGet)
				}
			})
		}
	}
}
