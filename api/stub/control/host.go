package control

import (
	"net"
	"net/netip"
	"slices"
	"strings"
)

// isHostOf reports whether a Host is one of loopback or of others.
func isHostOf(host string, others []string) bool {
	name := hostName(host)
	if address, err := netip.ParseAddr(name); err == nil && address.IsLoopback() {
		return true
	}
	return name == "localhost" || strings.HasSuffix(name, ".localhost") ||
		name != "" && slices.ContainsFunc(others, func(other string) bool { return hostName(other) == name })
}

// hostName returns the name or address in a Host, in lower case, without port, brackets and the dot of a full name.
func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
}
