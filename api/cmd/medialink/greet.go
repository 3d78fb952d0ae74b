package main

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"

	"github.com/medialink-go/medialink/api/contract"
)

// greet says where the stub listens, how to call it, where its control API is, and whether it gives tokens to anyone.
func (c *stubCommand) greet(w io.Writer, addrs []net.Addr) error {
	base := c.baseURL(addrs[0])
	curl, err := curlLine(base, c.TLSSelfSigned)
	if err != nil {
		return err
	}
	lines := fmt.Sprintf("medialink stub listens on %s%s\n%s\n", reach(addrs[0]), base, curl)
	if c.PublicURL != "" {
		lines += fmt.Sprintf("Its public URL is %s\n", c.PublicURL)
	}
	if len(addrs) > 1 {
		lines += fmt.Sprintf("Its control API is on %s%s/_stub/openapi.yaml\n", reach(addrs[1]), c.baseURL(addrs[1]))
	}
	if c.anyClient() {
		lines += fmt.Sprintf("Any client gets a token from %s/oauth2/token: name those who may with --client id:secret\n", base)
	}
	_, err = io.WriteString(w, lines)
	return err
}

// reach is what a URL does not say.
func reach(addr net.Addr) string {
	if !isEverywhere(addr) {
		return ""
	}
	return "every interface, on this machine as "
}

// warnOfReach tells of each address that other machines can call.
func warnOfReach(logger *slog.Logger, addrs []net.Addr) {
	for _, addr := range addrs {
		if isEverywhere(addr) {
			logger.Warn("listens on every interface: whoever can reach this machine can call it", slog.String("address", addr.String()))
		}
	}
}

// isEverywhere reports whether a listener is on every interface of the machine.
func isEverywhere(addr net.Addr) bool {
	host, _, err := net.SplitHostPort(addr.String())
	ip := net.ParseIP(host)
	return err == nil && (host == "" || ip != nil && ip.IsUnspecified())
}

// baseURL names a host that can be called: not the wildcard that listens on every interface.
func (c *stubCommand) baseURL(addr net.Addr) string {
	scheme := "http://"
	if c.speaksTLS() {
		scheme = "https://"
	}
	if _, port, err := net.SplitHostPort(addr.String()); err == nil && isEverywhere(addr) {
		return scheme + net.JoinHostPort("127.0.0.1", port)
	}
	return scheme + addr.String()
}

// curlLine is made of the contract's first example of a request.
func curlLine(base, trusted string) (string, error) {
	library, err := contract.Library()
	if err != nil {
		return "", err
	}
	if trusted != "" {
		trusted = "--cacert " + shellQuote(trusted) + " "
	}
	upload := library.Operation("uploadMediaLink")
	return fmt.Sprintf("curl %s--request %s --url %s --header %s --header %s --data %s", trusted, upload.Method(), base+upload.Path(),
		shellQuote("Authorization: Bearer demo"), shellQuote("Content-Type: application/json"),
		shellQuote(string(upload.RequestExamples()[0].Body))), nil
}

// shellQuote quotes for a POSIX shell.
func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
