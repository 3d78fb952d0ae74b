package main

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"

	"github.com/medialink-go/medialink/api/contract"
)

// greet prints where the stub listens, how to call it, where its control API is, and whether any client gets tokens.
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
		lines += fmt.Sprintf("Any client gets tokens from %s/oauth2/token: with --client id:secret only those that are named do\n", base)
	}
	_, err = io.WriteString(w, lines)
	return err
}

// anyClient reports whether every client gets tokens, because none is named.
func (c *stubCommand) anyClient() bool { return len(c.Client) == 0 && len(c.file.clients) == 0 }

// reach is what a URL does not say.
func reach(addr net.Addr) string {
	if !onEveryInterface(addr) {
		return ""
	}
	return "every interface, on this machine as "
}

func warnOfReach(logger *slog.Logger, addrs []net.Addr) {
	for _, addr := range addrs {
		if onEveryInterface(addr) {
			logger.Warn("listens on every interface: other machines that reach this one can call it", slog.String("address", addr.String()))
		}
	}
}

func onEveryInterface(addr net.Addr) bool {
	tcp, ok := addr.(*net.TCPAddr)
	return ok && (len(tcp.IP) == 0 || tcp.IP.IsUnspecified())
}

// baseURL has a host that can be called, even if the stub listens on every interface.
func (c *stubCommand) baseURL(addr net.Addr) string {
	scheme := "http://"
	if c.usesTLS() {
		scheme = "https://"
	}
	if onEveryInterface(addr) {
		return scheme + net.JoinHostPort("127.0.0.1", portOf(addr))
	}
	return scheme + addr.String()
}

func portOf(addr net.Addr) string {
	_, port, _ := net.SplitHostPort(addr.String())
	return port
}

// curlLine uploads the first example of the contract.
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
