package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The guide of the proxy shows what it prints for its first block of shell, of which addresses and times differ each time, and the coverage
// with each change of the contract.
func TestTheProxyGuideShowsTheScreen(t *testing.T) {
	upstream := serveStub(t, stubFault(t, "content-type,first=1"))
	t.Setenv("MEDIALINK_TOKEN", "my-token")
	_, _, screen := invoke(t, "proxy", "--upstream", upstream, "--", buildBinary(t), "upload", "https://host.example/a.mp4")
	screen = strings.ReplaceAll(screen, upstream, "https://api.example")
	screen = regexp.MustCompile(`127\.0\.0\.1:\d+`).ReplaceAllString(screen, "127.0.0.1:40123")
	screen = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`).ReplaceAllString(screen, "2026-01-02T09:30:00Z")
	screen = strings.ReplaceAll(screen, buildBinary(t), "./medialink")
	const head = "```text\n"
	want := head + screen + "```\n"
	if *update {
		text := regexp.MustCompile("(?s)"+head+".*?```\n").ReplaceAllLiteralString(readDocument(t, proxyGuide), want)
		if err := os.WriteFile(filepath.Join(root, proxyGuide), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	coverage := regexp.MustCompile(`coverage .*`)
	if !strings.Contains(coverage.ReplaceAllString(readDocument(t, proxyGuide), ""), coverage.ReplaceAllString(want, "")) {
		t.Errorf("%s should have, which go test ./api/cmd/medialink -run Screen -update writes:\n%s", proxyGuide, want)
	}
}
