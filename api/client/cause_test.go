package client_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"syscall"
	"testing"

	"github.com/medialink-go/medialink/api/client"
)

func TestErrorsOfConnectionsHoldKnownTextsOnly(t *testing.T) {
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	defer secure.Close()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	mine := errors.New(marker)
	proxied := &http.Transport{Proxy: http.ProxyURL(&url.URL{Scheme: "http", Host: echo(t, "HTTP/1.1 403 "+marker+"\r\nContent-Length: 0\r\n\r\n")})}
	refused := strings.TrimPrefix(closed.URL, "http://")
	for _, row := range []struct {
		name, base, says string
		http             *http.Client
		is               error
	}{
		{"nobody listens", closed.URL, "dial tcp " + refused + ": connect: connection refused", &http.Client{}, syscall.ECONNREFUSED},
		{"a certificate of nobody known", secure.URL, "tls: failed to verify certificate: x509: certificate signed by unknown authority", &http.Client{}, nil},
		{"http where https is asked", strings.Replace(plain.URL, "http", "https", 1), "http: server gave HTTP response to HTTPS client", &http.Client{}, http.ErrSchemeMismatch},
		{"a proxy that refuses", "https://h.example", "no valid HTTP response", &http.Client{Transport: proxied}, nil},
		{"a time limit of the transport", "http://h.example", "i/o timeout", failing(limitReached{}), limitReached{}},
		{"an error of net that is no time limit", "http://h.example", "no valid HTTP response", failing(&net.AddrError{Err: marker}), nil},
		{"a host that is not found", "http://h.example", "dial: lookup h.example: no such host", dialing(&net.DNSError{Err: "no such host", Name: "h.example", IsNotFound: true}), nil},
		{"a dialer of the caller", "http://h.example", "dial: failed", dialing(mine), mine},
		{"an end without a response", "http://" + echo(t, ""), "EOF", &http.Client{}, nil},
		{"a transport of the caller", "http://h.example", "no valid HTTP response", failing(mine), mine},
	} {
		t.Run(row.name, func(t *testing.T) {
			var said transcript
			_, err := said.client(t, client.WithBaseURL(row.base), client.WithHTTPClient(row.http), client.WithRetry(client.RetryPolicy{Attempts: 1})).UploadLink(t.Context(), secretLink)
			failed, ok := errors.AsType[*client.Error](err)
			if !ok {
				t.Fatal(err)
			}
			if got := failed.Err.Error(); got != row.says {
				t.Errorf("says %q, want %q", got, row.says)
			}
			if row.is != nil && !errors.Is(err, row.is) {
				t.Errorf("%v is not %v", err, row.is)
			}
			said.error(err)
			said.expectNoSecret(t)
		})
	}
}

// limitReached is a time limit whose text may hold anything.
type limitReached struct{}

func (limitReached) Error() string   { return marker }
func (limitReached) Timeout() bool   { return true }
func (limitReached) Temporary() bool { return true }

func failing(err error) *http.Client {
	return &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) { return nil, err })}
}

func dialing(err error) *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: err}
	}}}
}
