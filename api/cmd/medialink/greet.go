package main

import (
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/medialink-go/medialink/api/contract"
)

// greet says where the stub listens, how to call it, and whether it gives tokens to anyone.
func greet(w io.Writer, addr net.Addr, anyClient bool) error {
	base := baseURL(addr)
	curl, err := curlLine(base)
	if err != nil {
		return err
	}
	lines := fmt.Sprintf("medialink stub listens on %s\n%s\n", base, curl)
	if anyClient {
		lines += fmt.Sprintf("Any client gets a token from %s/oauth2/token: name those who may with --client id:secret\n", base)
	}
	_, err = io.WriteString(w, lines)
	return err
}

// baseURL names a host that can be called: not the wildcard that listens on every interface.
func baseURL(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		return "http://" + net.JoinHostPort("127.0.0.1", port)
	}
	return "http://" + addr.String()
}

// curlLine is made of the contract's first example of a request.
func curlLine(base string) (string, error) {
	library, err := contract.Library()
	if err != nil {
		return "", err
	}
	upload := library.Operation("uploadMediaLink")
	return fmt.Sprintf("curl --request %s --url %s --header %s --header %s --data %s", upload.Method(), base+upload.Path(),
		shellQuote("Authorization: Bearer demo"), shellQuote("Content-Type: application/json"),
		shellQuote(string(upload.RequestExamples()[0].Body))), nil
}

// shellQuote quotes for a POSIX shell.
func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
