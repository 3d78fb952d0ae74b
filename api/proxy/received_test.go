package proxy_test

import (
	"io"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/contract"
)

// received is all that a client can see of a response, but for hop-by-hop headers and Date.
type received struct {
	Status        int
	Header        http.Header
	Length        int64
	Body          string
	Trailer       http.Header
	Informational []string
	End           string // "complete", "broken off" or "no response"
}

// call is a request of a test.
type call struct{ method, path, token, contentType, body string }

// send makes the call over a connection of its own, without following redirects.
func send(t testing.TB, url string, c call) (got received) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), c.method, url+c.path, strings.NewReader(c.body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"Authorization": c.token, "Content-Type": c.contentType} {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	r = r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
		Got1xxResponse: func(code int, header textproto.MIMEHeader) error {
			got.Informational = append(got.Informational, strconv.Itoa(code)+" "+header.Get("Link"))
			return nil
		},
	}))
	if len(c.body) > contract.DefaultMaxBody { // or it depends on luck whether the client gets to read a refusal
		r.Header.Set("Expect", "100-continue")
	}
	transport := &http.Transport{DisableKeepAlives: true, DisableCompression: true, ExpectContinueTimeout: time.Minute}
	response, err := transport.RoundTrip(r)
	if err != nil {
		got.End = "no response"
		return got
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	got.Status, got.Header, got.Length, got.Body, got.Trailer = response.StatusCode, response.Header, response.ContentLength, string(body), response.Trailer
	if got.End = "complete"; err != nil {
		got.End = "broken off"
	}
	for _, name := range []string{"Connection", "Keep-Alive", "Proxy-Authenticate", "Date"} {
		got.Header.Del(name)
	}
	if len(got.Trailer) == 0 {
		got.Trailer = nil
	}
	return got
}

// waitFor waits for what ends a test otherwise.
func waitFor[T any](t testing.TB, what string, c <-chan T) (value T) {
	t.Helper()
	select {
	case value = <-c:
	case <-time.After(10 * time.Second):
		t.Fatalf("timeout: %s", what)
	}
	return value
}
