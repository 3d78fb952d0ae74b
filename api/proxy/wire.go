package proxy

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// newTransport speaks HTTP/1.1 because it has a DialContext of its own, and ForceAttemptHTTP2 is false.
func newTransport() *http.Transport {
	return &http.Transport{
		Proxy: func(r *http.Request) (*url.URL, error) {
			if r.URL.Scheme != "https" {
				return nil, nil
			}
			return http.ProxyFromEnvironment(r)
		},
		DialContext:           (&net.Dialer{Timeout: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,
		IdleConnTimeout:       3 * time.Second, // servers close theirs after 5 s or more: a request may be lost on such a one
		MaxIdleConnsPerHost:   100,
		DisableCompression:    true,
	}
}

// wire sends requests as they came and not as net/http would: it knows no better and tries nothing twice.
// It may change a request, which is a copy that contract.Contract.Transport made for it, but not its header.
type wire struct{ base http.RoundTripper }

func (w wire) RoundTrip(r *http.Request) (*http.Response, error) {
	aim(r)
	if r.Body == nil {
		sendOnce(r)
	}
	response, err := w.base.RoundTrip(r)
	if err == nil && response.StatusCode < 100 { // net/http's server cannot send it
		return nil, errors.Join(errors.New("proxy: invalid status"), response.Body.Close())
	}
	return response, err
}

// aim makes RequestURI the target on the request line. net/http takes an opaque one as it is, unless it begins with two slashes.
func aim(r *http.Request) {
	target := r.RequestURI
	if r.URL.RequestURI() == target {
		return
	}
	if strings.HasPrefix(target, "//") {
		target = "//" + r.URL.Host + target
	}
	r.URL = &url.URL{Scheme: r.URL.Scheme, Host: r.URL.Host, Opaque: target}
}

// sendOnce gives a request without a body one that net/http cannot rewind, or it would send the request again when a connection closed
// early. Neither it nor the empty transfer coding is seen on the wire, so a Content-Length of 0 is written by another spelling, which
// net/http does not know.
func sendOnce(r *http.Request) {
	r.Body, r.TransferEncoding = io.NopCloser(strings.NewReader("")), []string{"identity"}
	if length, ok := r.Header["Content-Length"]; ok {
		r.Header = r.Header.Clone()
		r.Header["content-length"] = length
	}
}
