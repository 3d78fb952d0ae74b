package proxy

import (
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"

	"github.com/medialink-go/medialink/api/contract"
)

// Option changes [New].
type Option func(*proxy)

// WithObserver calls observe once for each exchange, as [contract.WithObserver] does, also for paths outside of the contract. The client
// gets the end of a response when observe has returned. By default nothing is called.
func WithObserver(observe func(*contract.Exchange)) Option {
	return func(p *proxy) { p.observe = observe }
}

// WithTransport sets what sends requests to the upstream. The default speaks HTTP/1.1, verifies TLS, and goes to an https upstream through
// the proxy of the environment (HTTPS_PROXY). Another one should not decompress bodies.
func WithTransport(transport http.RoundTripper) Option {
	return func(p *proxy) { p.wire = wire{transport} }
}

// New returns a handler that passes requests on to the upstream, an http or https URL, to whose path it appends theirs. It fails if the URL
// has a user, a query or a fragment, and never prints it.
func New(upstream string, opts ...Option) (http.Handler, error) {
	base, err := url.Parse(strings.TrimRight(upstream, "/"))
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Hostname() == "" || base.User != nil || strings.ContainsAny(upstream, "?#") {
		return nil, errors.New("proxy: upstream: must be an absolute http or https URL without user, query and fragment")
	}
	library, err := contract.Library()
	if err != nil {
		return nil, err
	}
	p := &proxy{base: base, library: library, observe: func(*contract.Exchange) {}, wire: wire{newTransport()}}
	for _, opt := range opts {
		opt(p)
	}
	p.reverse = httputil.ReverseProxy{
		Rewrite:       p.rewrite,
		FlushInterval: -1,
		BufferPool:    &buffers{sync.Pool{New: func() any { return new(buffer) }}},
		ErrorLog:      log.New(io.Discard, "", 0), // errors of net/http quote messages
	}
	return p, nil
}

type proxy struct {
	base    *url.URL
	library *contract.Contract
	observe func(*contract.Exchange)
	wire    wire
	reverse httputil.ReverseProxy // each exchange has a copy, with a Transport and an ErrorHandler of its own
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = http.NewResponseController(w).EnableFullDuplex() // HTTP/2 has it, and a recorder needs none
	var outcome contract.Outcome
	observe := func(x *contract.Exchange) {
		outcome = x.Outcome
		p.observe(x)
	}
	reverse := p.reverse
	reverse.Transport = p.library.Transport(p.wire, contract.WithBasePath(p.base.EscapedPath()), contract.WithObserver(observe))
	reverse.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { fail(w, outcome) }
	reverse.ServeHTTP(&response{w, strings.EqualFold(r.Header.Get("Expect"), "100-continue")}, r)
}

// rewrite undoes what [httputil.ReverseProxy] does before it, to headers and query.
func (p *proxy) rewrite(r *httputil.ProxyRequest) {
	in, out := r.In, r.Out
	r.SetURL(p.base)
	out.URL.User, out.URL.RawQuery = nil, in.URL.RawQuery
	out.RequestURI = p.target(r)
	out.Trailer = in.Trailer // whose values come after the body
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
		if values, ok := in.Header[name]; ok {
			out.Header[name] = values
		}
	}
}

// target is what came, behind the base path, because url.URL would encode some of it again; but not if a handler has changed the URL.
func (p *proxy) target(r *httputil.ProxyRequest) string {
	came, err := url.ParseRequestURI(r.In.RequestURI)
	switch {
	case err != nil || came.Host != "" || *came != *r.In.URL:
		return r.Out.URL.RequestURI()
	case came.Path == "*":
		return "*"
	default:
		return p.base.EscapedPath() + r.In.RequestURI
	}
}

// fail responds if nothing was sent to the upstream, and else ends the connection as the upstream did.
func fail(w http.ResponseWriter, outcome contract.Outcome) {
	if outcome != contract.OutcomeUnreached {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusBadGateway)
	_, _ = io.WriteString(w, `{"detail":"The upstream could not be connected to"}`)
}
