package contract

import (
	"net/netip"
	"slices"
	"strings"
)

// characters is a set of ASCII characters.
type characters [128]bool

func charactersOf(s string) (c characters) {
	for i := range len(s) {
		c[s[i]] = true
	}
	return c
}

// matches reports whether s consists of these characters, and two hexadecimal digits follow each percent sign.
func (c *characters) matches(s string) bool {
	for i := range len(s) {
		isBare := s[i] == '%' && (len(s) <= i+2 || !inHex.matches(s[i+1:i+3]))
		if s[i] >= 128 || !c[s[i]] || isBare {
			return false
		}
	}
	return true
}

// The characters of RFC 3986, appendix A, where % stands for percent-encoding.
const (
	hexDigits    = "0123456789abcdefABCDEF"
	alphanumeric = hexDigits + "ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ"
	unescaped    = alphanumeric + "-._~!$&'()*+,;=" // unreserved and sub-delims
)

var (
	inHex     = charactersOf(hexDigits)
	inScheme  = charactersOf(alphanumeric + "+-.")
	inLiteral = charactersOf(unescaped + ":") // IPvFuture
	inHost    = charactersOf(unescaped + "%")
	inUser    = charactersOf(unescaped + "%:")
	inPath    = charactersOf(unescaped + "%:@/")  // pchar, and the slash between segments
	inTail    = charactersOf(unescaped + "%:@/?") // query and fragment
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
	needsHost := slices.Contains([]string{"http", "https", "ws", "wss", "ftp", "s3"}, strings.ToLower(scheme))
	return found && scheme != "" && scheme[0] >= 'A' && inScheme.matches(scheme) && ok && (host != "" || !needsHost) &&
		inPath.matches(path) && inTail.matches(query) && inTail.matches(fragment)
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
		return host, inUser.matches(user) && closed && isIPLiteral(address)
	}
	return host, inUser.matches(user) && inHost.matches(host)
}

// isIPLiteral accepts an IPv6 address without a zone, and IPvFuture.
func isIPLiteral(s string) bool {
	if future := strings.TrimLeft(s, "vV"); len(future) == len(s)-1 {
		version, address, _ := strings.Cut(future, ".")
		return version != "" && inHex.matches(version) && address != "" && inLiteral.matches(address)
	}
	address, err := netip.ParseAddr(s)
	return err == nil && address.Is6() && address.Zone() == ""
}
