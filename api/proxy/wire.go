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

func newTransport() *http.Transport {
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	return &http.Transport{
		Proxy: func(r *http.Request) (*url.URL, error) {
			if r.URL.Scheme != "https" {
				return nil, nil
			}
			return http.ProxyFromEnvironment(r)
		},
		Protocols:             &protocols,
		DialContext:           (&net.Dialer{Timeout: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,
		IdleConnTimeout:       3 * time.Second, // servers close theirs after 5 s or more: a request may be lost on such a one
		MaxIdleConnsPerHost:   100,
		DisableCompression:    true,
	}
}

// wire sends requests as they came and not as net/http would: it knows no better and tries nothing twice.
type wire struct{ base http.RoundTripper }

func (w wire) RoundTrip(r *http.Request) (*http.Response, error) {
	out := r.WithContext(r.Context())
	aim(out, exchangeOf(r).target)
	if out.Body == nil || out.Body == http.NoBody {
		sendOnce(out)
	}
	response, err := w.base.RoundTrip(out)
	if err == nil && response.StatusCode < 100 { // net/http's server cannot send it
		return nil, errors.Join(errors.New("proxy: invalid status"), response.Body.Close())
	}
	return response, err
}

// aim sets the target of the request line. net/http takes an opaque one as it is, unless it begins with two slashes.
func aim(r *http.Request, target string) {
	if r.URL.RequestURI() == target {
		return
	}
	u := url.URL{Scheme: r.URL.Scheme, Host: r.URL.Host, Opaque: target}
	if strings.HasPrefix(target, "//") {
		u.Opaque = u.Scheme + "://" + u.Host + target
	}
	r.URL = &u
}

// sendOnce gives a request without a body one that net/http cannot rewind, or it would send the request again when a connection closed
// early. Neither it nor the empty transfer coding is seen on the wire, so a Content-Length of 0 is written by another spelling, which
// net/http does not know.
func sendOnce(r *http.Request) {
	r.Body, r.TransferEncoding = noRewind{}, []string{"identity"}
	if length, ok := r.Header["Content-Length"]; ok {
		r.Header = r.Header.Clone()
		r.Header["content-length"] = length
	}
}

type noRewind struct{}

func (noRewind) Read([]byte) (int, error) { return 0, io.EOF }
func (noRewind) Close() error             { return nil }
