package client_test

import (
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/api/stubtest"
)

func TestWhatAnOperationOfTheNetworkFailedOf(t *testing.T) {
	for _, row := range []struct {
		name   string
		behind error
		says   string
	}{
		{"an error that is known", net.ErrClosed, "no answer: proxyconnect tcp: use of closed network connection; effect"},
		{"an error that may quote a proxy", errors.New(marker), "no answer: proxyconnect tcp: failed; effect"},
	} {
		failing := roundTrip(func(*http.Request) (*http.Response, error) {
			return nil, &net.OpError{Op: "proxyconnect", Net: "tcp", Err: row.behind}
		})
		_, err := stubtest.New(t).Client(client.WithHTTPClient(&http.Client{Transport: failing})).UploadLink(t.Context(), sample)
		if !errors.Is(err, row.behind) || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s: %v; want %s", row.name, err, row.says)
		}
	}
}
