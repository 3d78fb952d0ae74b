package main

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub/control"
)

// guide is the guide for testers.
const guide = "https://github.com/medialink-go/medialink/blob/main/api/stub/README.md"

// greet prints where the stub listens, how to call it, where to see what it does, and whether any client gets tokens.
func (c *stubCommand) greet(w io.Writer, addrs []*net.TCPAddr) error {
	library, err := contract.Library()
	if err != nil {
		return err
	}
	upload, base, trusted := library.Operation("uploadMediaLink"), c.baseURL(addrs[0]), ""
	if c.TLSSelfSigned != "" {
		trusted = "--cacert " + shellQuote(c.TLSSelfSigned) + " "
	}
	lines := fmt.Sprintf("medialink stub listens on %s%s\ncurl %s--request %s --url %s --header %s --header %s --data %s\n",
		reach(addrs[0]), base, trusted, upload.Method(), base+upload.Path(), shellQuote("Authorization: Bearer demo"),
		shellQuote("Content-Type: application/json"), shellQuote(string(upload.RequestExamples()[0].Body)))
	if c.PublicURL != "" {
		lines += fmt.Sprintf("Its public URL is %s\n", c.PublicURL)
	}
	if len(addrs) > 1 {
		lines += fmt.Sprintf("Its control API is on %s%s/_stub/openapi.yaml\n", reach(addrs[1]), c.baseURL(addrs[1]))
	}
	lines += c.places(c.baseURL(addrs[len(addrs)-1]) + control.Prefix)
	if len(c.Client) == 0 && len(c.file.clients) == 0 {
		lines += fmt.Sprintf("Any client gets tokens from %s/oauth2/token: with --client id:secret only those that are named do\n", base)
	}
	_, err = io.WriteString(w, lines)
	return err
}

// places lists what there is to see below the control API, and the guide.
func (c *stubCommand) places(prefix string) string {
	lines := ""
	if c.Control != "off" {
		lines = fmt.Sprintf("  page       %s\n  journal    %sjournal\n  reference  %sdocs/\n", prefix, prefix, prefix)
	}
	return lines + "  guide      " + guide + "\n"
}

// shellQuote quotes for a POSIX shell.
func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// reach says before a URL that other machines can call it too.
func reach(addr *net.TCPAddr) string {
	if onEveryInterface(addr) {
		return "every interface, on this machine as "
	}
	return ""
}

func warnOfReach(logger *slog.Logger, addrs []*net.TCPAddr) {
	for _, addr := range addrs {
		if onEveryInterface(addr) {
			logger.Warn("listens on every interface: other machines that reach this one can call it", slog.String("address", addr.String()))
		}
	}
}

func onEveryInterface(addr *net.TCPAddr) bool { return len(addr.IP) == 0 || addr.IP.IsUnspecified() }

func (c *stubCommand) baseURL(addr *net.TCPAddr) string {
	if c.usesTLS() {
		return "https://" + callable(addr)
	}
	return "http://" + callable(addr)
}

// callable has a host that this machine can call, even if the program listens on every interface.
func callable(addr *net.TCPAddr) string {
	if onEveryInterface(addr) {
		addr = &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: addr.Port}
	}
	return addr.String()
}
