//go:build unix

package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A page of another origin follows the journal, through all that can be in front of it, until SIGTERM. If that waited for the stream the
// test would take an hour.
func TestEventsReachAPageAndEndWithTheStub(t *testing.T) {
	binary := buildBinary(t)
	certificate := filepath.Join(t.TempDir(), "ca.pem")
	for name, flags := range map[string][]string{"plain": nil, "TLS": {"--tls-self-signed", certificate}} {
		t.Run(name, func(t *testing.T) {
			stub := executeStub(t, binary, append(flags, "--drain=1h", "--cors=http://localhost:3000", "--access-log", filepath.Join(t.TempDir(), "log"))...)
			client := http.DefaultClient
			if flags != nil {
				client = trusting(t, certificate)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			get := func(path string) *http.Response {
				request, err := http.NewRequestWithContext(ctx, http.MethodGet, stub.url+path, nil)
				if err != nil {
					t.Fatal(err)
				}
				request.Header.Set("Origin", "http://localhost:3000")
				response, err := client.Do(request)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { response.Body.Close() })
				return response
			}
			events := get("/_stub/journal/events")
			if got := events.Header.Get("Access-Control-Allow-Origin"); got != "http://localhost:3000" {
				t.Errorf("it is for pages of %q", got)
			}
			get("/api/library/v1/media/7")
			lines := bufio.NewReader(events.Body)
			for _, want := range []string{":", "", "id: 1", "event: exchange", `data: {"number":1,`, ""} {
				if line, err := lines.ReadString('\n'); err != nil || !strings.HasPrefix(line, want) || want == "" && line != "\n" {
					t.Errorf("line %q, %v, want %q", line, err, want)
				}
			}
			stub.send(t, syscall.SIGTERM)
			if rest, err := io.ReadAll(lines); err != nil || len(rest) > 0 {
				t.Errorf("the end: %q, %v", rest, err)
			}
			if got := stub.end(); got != "exit status 0" {
				t.Errorf("%s: %s", got, stub.stderr)
			}
		})
	}
}
