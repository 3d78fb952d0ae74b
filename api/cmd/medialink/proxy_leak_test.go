//go:build unix

package main

import (
	"context"
	"io"
	"net"
	"os/exec"
	"strings"
	"testing"
)

// serveUnasked is a server that sends more than the response, which net/http prints to the log of the program by default.
func serveUnasked(t *testing.T) (url string) {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	context.AfterFunc(t.Context(), func() { _ = listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer connection.Close()
				_, _ = connection.Read(make([]byte, 64<<10))
				_, _ = io.WriteString(connection, "HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n"+`{"detail":"a"}`+"unasked-marker")
				_, _ = connection.Read(make([]byte, 1)) // until the proxy closes it
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}

func TestWhatAServerSendsUnaskedIsNotPrinted(t *testing.T) {
	program := buildBinary(t)
	script := strings.Repeat(program+" get 3c90c3cc-0d44-4b50-8888-8dd25736052a --base-url {url} || true; ", 5)
	command := exec.CommandContext(t.Context(), program, "proxy", "--upstream", serveUnasked(t), "--", "sh", "-c", script)
	command.Env = append(command.Environ(), "MEDIALINK_TOKEN=bearer-marker")
	output, err := command.CombinedOutput()
	if err != nil || !strings.Contains(string(output), "5 exchanges: 5 checked") {
		t.Errorf("%v: %s", err, output)
	}
	if strings.Contains(string(output), "marker") {
		t.Errorf("it prints what the server sent: %s", output)
	}
}
