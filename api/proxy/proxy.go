package proxy

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"

	"github.com/medialink-go/medialink/api/contract"
)

// Option changes [New].
type Option func(*settings)

type settings struct {
	observe   func(*contract.Exchange)
	transport http.RoundTripper
}

// WithObserver calls observe once for each exchange, as [contract.WithObserver] does, also for paths outside of the contract. The client
// gets the end of a response when observe has returned. By default nothing is called.
func WithObserver(observe func(*contract.Exchange)) Option {
	return func(s *settings) { s.observe = observe }
}

// WithTransport sets what sends requests to the upstream. The default speaks HTTP/1.1, verifies TLS, and goes to an https upstream through
// the proxy of the environment (HTTPS_PROXY). Another one should not decompress bodies.
func WithTransport(transport http.RoundTripper) Option {
	return func(s *settings) { s.transport = transport }
}

// New returns a handler that passes requests on to the upstream, an http or https URL, to whose path it appends theirs. It fails if the URL
// has a user, a query or a fragment, and never prints it.
func New(upstream string, opts ...Option) (http.Handler, error) {
	base, err := parse(upstream)
	if err != nil {
		return nil, err
	}
	library, err := contract.Library()
	if err != nil {
		return nil, err
	}
	s := settings{observe: func(*contract.Exchange) {}, transport: newTransport()}
	for _, opt := range opts {
		opt(&s)
	}
	p := &proxy{base: base, observe: s.observe}
	p.reverse = httputil.ReverseProxy{
		Rewrite:       p.rewrite,
		Transport:     library.Transport(wire{s.transport}, contract.WithBasePath(base.EscapedPath()), contract.WithObserver(p.observed)),
		FlushInterval: -1,
		BufferPool:    &buffers{},
		ErrorHandler:  fail,
		ErrorLog:      log.New(io.Discard, "", 0), // errors of net/http quote messages
	}
	return p, nil
}

func parse(upstream string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(upstream, "/"))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || strings.ContainsAny(upstream, "?#") {
		return nil, errors.New("proxy: upstream: must be an absolute http or https URL without user, query and fragment")
	}
	return u, nil
}

type proxy struct {
	base    *url.URL
	observe func(*contract.Exchange)
	reverse httputil.ReverseProxy
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = http.NewResponseController(w).EnableFullDuplex() // HTTP/2 has it, and a recorder needs none
	x := &exchange{ResponseWriter: w, target: target(p.base.EscapedPath(), r), expects: strings.EqualFold(r.Header.Get("Expect"), "100-continue")}
	p.reverse.ServeHTTP(x, r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x)))
}

// rewrite undoes what [httputil.ReverseProxy] does before it, to headers and query.
func (p *proxy) rewrite(r *httputil.ProxyRequest) {
	in, out := r.In, r.Out
	out.Host = ""
	out.URL = &url.URL{
		Scheme: p.base.Scheme, Host: p.base.Host,
		Path: p.base.Path + in.URL.Path, RawPath: p.base.EscapedPath() + in.URL.EscapedPath(),
		RawQuery: in.URL.RawQuery, ForceQuery: in.URL.ForceQuery,
	}
	out.Trailer = in.Trailer // whose values come after the body
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
		if values, ok := in.Header[name]; ok {
			out.Header[name] = values
		}
	}
}

func (p *proxy) observed(x *contract.Exchange) {
	exchangeOf(x.Request).outcome = x.Outcome
	p.observe(x)
}

// fail responds if nothing was sent to the upstream, and else ends the connection as the upstream did.
func fail(w http.ResponseWriter, _ *http.Request, _ error) {
	x, ok := w.(*exchange)
	if !ok || x.outcome != contract.OutcomeUnreached {
		panic(http.ErrAbortHandler)
	}
	w = x.ResponseWriter
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusBadGateway)
	_, _ = io.WriteString(w, `{"detail":"The upstream could not be connected to"}`)
}
