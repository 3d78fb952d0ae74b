package control

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/medialink-go/medialink/api/server"
)

// WithLoopbackHosts is for a control API that listens on loopback. It refuses with status 403 each call whose Host is neither localhost, a
// name below it (RFC 6761, section 6.3), a loopback address, nor one of others, which are host names without a port. Otherwise a web page
// could give its own name the address of this machine and call as if it were of the same origin (DNS rebinding). By default any Host is
// accepted.
func WithLoopbackHosts(others ...string) Option {
	return option(func(c *control) {
		c.loopbackOnly = true
		c.hosts = append(c.hosts, others...)
	})
}

// hostAllowed reports whether a call names a host that the control API has.
func (c *control) hostAllowed(r *http.Request) bool {
	if !c.loopbackOnly {
		return true
	}
	name := hostName(r.Host)
	return isLoopback(name) || slices.ContainsFunc(c.hosts, func(other string) bool { return name != "" && hostName(other) == name })
}

// hostName returns the name or address in a Host, in lower case, without port, brackets and the dot of a full name.
func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
}

func isLoopback(name string) bool {
	if address, err := netip.ParseAddr(name); err == nil {
		return address.IsLoopback()
	}
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}

func refuseHost(w http.ResponseWriter) {
	server.WriteDetail(w, http.StatusForbidden,
		"The control API listens on loopback: Host must be localhost, a loopback address, or the host of the stub's public URL")
}
