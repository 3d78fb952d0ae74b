package main

import (
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/medialink-go/medialink/api/contract"
)

// greet says where the stub listens and how to call it.
func greet(w io.Writer, addr net.Addr) error {
	curl, err := curlLine(baseURL(addr))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "medialink stub listens on %s\n%s\n", baseURL(addr), curl)
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
