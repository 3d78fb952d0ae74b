package control

import (
	"log/slog"
	"net/http"
)

// Option changes [New].
type Option interface{ applyTo(*control) }

type option func(*control)

func (o option) applyTo(c *control) { o(c) }

// WithToken asks for a token in the header [TokenHeader] of each call but those for health, readiness, pages and the document. By default none
// is asked for.
func WithToken(token string) Option {
	return option(func(c *control) { c.token = token })
}

// WithProbesOnly leaves health, readiness and the pages of [WithProbe], and responds to all else with status 404. By default everything is there.
func WithProbesOnly() Option {
	return option(func(c *control) { c.probesOnly = true })
}

// WithPage serves a page at a pattern of http.ServeMux below [Prefix], without a method, such as "/_stub/docs/". A page is for GET and
// HEAD. Its callers need no token, and the checks of host and origin apply to them. WithProbesOnly hides it. By default there is none.
func WithPage(pattern string, page http.Handler) Option {
	return option(func(c *control) { c.pages.Handle(pattern, page) })
}

// WithProbe is [WithPage] for a page that is there WithProbesOnly too.
func WithProbe(pattern string, probe http.Handler) Option {
	return option(func(c *control) {
		c.pages.Handle(pattern, probe)
		c.probes.Handle(pattern, probe)
	})
}

// WithOrigins lets web pages of these origins change things, such as "http://localhost:3000", or "*" for all. By default no page of another
// origin can: a browser would reach a stub on its own machine for anyone.
func WithOrigins(origins ...string) Option {
	return option(func(c *control) { c.origins = append(c.origins, origins...) })
}

// WithStubHost says at which host and port the caller finds the stub, such as "127.0.0.1:8080", if the control API is elsewhere: the files of
// media are there. By default both are at the host of the call.
func WithStubHost(host func(call *http.Request) string) Option {
	return option(func(c *control) { c.stubHost = host })
}

// WithLogger receives the reason for each response of status 500. By default nothing is logged.
func WithLogger(logger *slog.Logger) Option {
	return option(func(c *control) { c.logger = logger })
}

// WithLoopbackHosts is for a control API that listens on loopback. It refuses with status 403 each call whose Host is neither localhost, a
// name below it (RFC 6761, section 6.3), a loopback address, nor one of others, which are host names without a port. Otherwise a web page
// could give its own name the address of this machine and call as if it were of the same origin (DNS rebinding). By default any Host is
// accepted.
func WithLoopbackHosts(others ...string) Option {
	return option(func(c *control) { c.loopbackOnly, c.hosts = true, append(c.hosts, others...) })
}
