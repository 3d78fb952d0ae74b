package contract

import (
	"net/netip"
	"strings"
)

// The characters allowed besides letters, digits and percent-encoding (RFC 3986, appendix A).
const (
	nameCharacters = "-._~!$&'()*+,;="     // in a registered name: unreserved and sub-delims
	userCharacters = "-._~!$&'()*+,;=:"    // in userinfo
	pathCharacters = "-._~!$&'()*+,;=:@/"  // in a path: pchar and the slash between segments
	tailCharacters = "-._~!$&'()*+,;=:@/?" // in a query and a fragment
)

// isURI follows the grammar of RFC 3986, appendix A, which net/url does not: net/url rejects http://a%20b/ and accepts a [ in
// a path. A scheme that has a host by definition needs one (section 3.2.2).
func isURI(s string) bool {
	scheme, rest, found := strings.Cut(s, ":")
	rest, fragment, _ := strings.Cut(rest, "#")
	path, query, _ := strings.Cut(rest, "?")
	authority := ""
	if hierarchy, ok := strings.CutPrefix(path, "//"); ok {
		authority, path, _ = strings.Cut(hierarchy, "/")
	}
	host, ok := hostOf(authority)
	return found && isScheme(scheme) && ok && (host != "" || !needsHost(scheme)) &&
		hasOnly(path, pathCharacters) && hasOnly(query, tailCharacters) && hasOnly(fragment, tailCharacters)
}

func isScheme(s string) bool {
	for i := range len(s) {
		if !isLetter(s[i]) && (i == 0 || !isDigit(s[i]) && strings.IndexByte("+-.", s[i]) < 0) {
			return false
		}
	}
	return s != ""
}

func needsHost(scheme string) bool {
	switch strings.ToLower(scheme) {
	case "http", "https", "ws", "wss", "ftp", "s3":
		return true
	}
	return false
}

// hostOf returns the host of [ userinfo "@" ] host [ ":" port ]; ok is false if the authority is invalid.
func hostOf(authority string) (host string, ok bool) {
	user, host, found := strings.Cut(authority, "@")
	if !found {
		user, host = "", authority
	}
	if name, ok := strings.CutSuffix(strings.TrimRight(host, "0123456789"), ":"); ok {
		host = name
	}
	if literal, bracketed := strings.CutPrefix(host, "["); bracketed {
		address, closed := strings.CutSuffix(literal, "]")
		return host, hasOnly(user, userCharacters) && closed && isIPLiteral(address)
	}
	return host, hasOnly(user, userCharacters) && hasOnly(host, nameCharacters)
}

// isIPLiteral accepts an IPv6 address without a zone, and IPvFuture.
func isIPLiteral(s string) bool {
	if future := strings.TrimLeft(s, "vV"); len(future) == len(s)-1 {
		version, address, _ := strings.Cut(future, ".")
		return version != "" && strings.Trim(version, "0123456789abcdefABCDEF") == "" &&
			address != "" && !strings.Contains(address, "%") && hasOnly(address, userCharacters)
	}
	address, err := netip.ParseAddr(s)
	return err == nil && address.Is6() && address.Zone() == ""
}

// hasOnly reports whether s consists of letters, digits, percent-encoding and the others.
func hasOnly(s, others string) bool {
	for i := range len(s) {
		if s[i] == '%' && !startsWithHex(s[i+1:]) {
			return false
		}
		if s[i] != '%' && !isLetter(s[i]) && !isDigit(s[i]) && strings.IndexByte(others, s[i]) < 0 {
			return false
		}
	}
	return true
}

// startsWithHex looks for the two digits of percent-encoding.
func startsWithHex(s string) bool { return len(s) >= 2 && isHex(s[0]) && isHex(s[1]) }

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isHex(c byte) bool { return isDigit(c) || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F' }
