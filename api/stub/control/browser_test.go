package control_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/control"
)

func pageFile(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile("browser.html")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestThePageIsForBrowsers(t *testing.T) {
	const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
	token, probes := newService(t, control.WithToken("t0ken")), newService(t, control.WithProbesOnly())
	loopback := newService(t, control.WithLoopbackHosts())
	for _, row := range []struct {
		name           string
		of             *service
		method, target string
		accept         string
		status         int
		location       string
	}{
		{"its path", token, "GET", "/_stub/", browser, 200, ""},
		{"its path, of any client", token, "GET", "/_stub/", "", 200, ""},
		{"its path, without a body", token, "HEAD", "/_stub/", browser, 200, ""},
		{"its path, of another method", newService(t), "POST", "/_stub/", browser, 405, ""},
		{"its path without the slash", token, "GET", "/_stub", browser, 303, "_stub/"},
		{"the root, of a browser", token, "GET", "/", browser, 303, "_stub/"},
		{"the root, of a browser, without a body", token, "HEAD", "/", browser, 303, "_stub/"},
		{"the root, of a program", newService(t), "GET", "/", "*/*", 404, ""},
		{"the root, of a program that takes HTML too", newService(t), "GET", "/", "application/json, text/html;q=0.5", 404, ""},
		{"the root, of a form", newService(t), "POST", "/", browser, 404, ""},
		{"its path, by the host of loopback", loopback, "GET", "http://localhost:1/_stub/", browser, 200, ""},
		{"its path, by another host", loopback, "GET", "http://evil.example/_stub/", browser, 403, ""},
		{"its path without the slash, by another host", loopback, "GET", "http://evil.example/_stub", browser, 403, ""},
		{"its path, with probes only", probes, "GET", "/_stub/", browser, 404, ""},
		{"its path without the slash, with probes only", probes, "GET", "/_stub", browser, 404, ""},
	} {
		w := row.of.call(row.method, row.target, "", "Accept", row.accept)
		if w.Code != row.status {
			t.Errorf("%s: status %d, want %d: %.99s", row.name, w.Code, row.status, w.Body)
		}
		if got := w.Header().Get("Location"); got != row.location {
			t.Errorf("%s: leads to %q, want %q", row.name, got, row.location)
		}
		if want := map[bool]int{true: len(pageFile(t))}[row.method == "GET"]; row.status == 200 && w.Body.Len() != want {
			t.Errorf("%s: %d bytes, want %d", row.name, w.Body.Len(), want)
		}
	}
	if w := probes.call("GET", "/_stub/", ""); !strings.Contains(w.Body.String(), "The control API is off, or at an address of its own") {
		t.Errorf("with probes only: %s", w.Body)
	}
}

// hashOf is how a Content-Security-Policy names the one element of this name.
func hashOf(t *testing.T, page []byte, element string) string {
	t.Helper()
	found := regexp.MustCompile(`(?s)<`+element+`[^>]*>(.*?)</`+element+`>`).FindAllSubmatch(page, -1)
	if len(found) != 1 {
		t.Fatalf("the page has %d elements %s, want 1", len(found), element)
	}
	sum := sha256.Sum256(found[0][1])
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

func TestThePageMayDoLittle(t *testing.T) {
	apart := control.WithStubHost(func(*http.Request) string { return "127.0.0.1:8080" })
	public := []stub.Option{stub.WithPublicURL("https://stub.example/base")}
	policy := "default-src 'none'; script-src " + hashOf(t, pageFile(t), "script") + "; style-src " + hashOf(t, pageFile(t), "style") +
		"; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
	for _, row := range []struct {
		name  string
		of    *service
		host  string
		files string
	}{
		{"beside the stub", newService(t), "127.0.0.1:9090", "'self'"},
		{"beside the stub, by a host that is none", newService(t), "a;script-src *", "'self' https://storage.medialink.invalid"},
		{"at an address of its own", newService(t, apart), "127.0.0.1:9090", "'self' http://127.0.0.1:8080"},
		{"with a public URL, by another host", withStub(t, public), "127.0.0.1:9090", "'self' https://stub.example"},
		{"with a public URL, by its host", withStub(t, public), "stub.example", "'self'"},
	} {
		header := row.of.callHost(row.host, "/_stub/").Header()
		for name, want := range map[string]string{
			"Content-Security-Policy": policy + "; img-src data: " + row.files + "; media-src " + row.files,
			"Content-Type":            "text/html; charset=utf-8",
			"X-Content-Type-Options":  "nosniff",
			"Referrer-Policy":         "no-referrer",
			"Cache-Control":           "no-cache",
		} {
			if got := header.Get(name); got != want {
				t.Errorf("%s: %s: %s\nwant %s", row.name, name, got, want)
			}
		}
	}
}

func TestABrowserHasThePageOnce(t *testing.T) {
	s := newService(t)
	etag := s.call("GET", "/_stub/", "").Header().Get("ETag")
	w := s.call("GET", "/_stub/", "", "If-None-Match", etag)
	if w.Code != http.StatusNotModified {
		t.Errorf("with the ETag %s: status %d, want 304", etag, w.Code)
	}
	if w.Header().Get("Content-Security-Policy") == "" {
		t.Error("a page that is not sent again has no policy")
	}
	if got := s.call("GET", "/_stub/", "", "If-None-Match", `"another"`).Code; got != http.StatusOK {
		t.Errorf("with another ETag: status %d, want 200", got)
	}
}

// What comes from requests can only become text, and nothing comes from anywhere else.
func TestThePageWritesTextAndAsksNobodyElse(t *testing.T) {
	page := pageFile(t)
	for _, word := range []string{
		"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser", "createContextualFragment", "setHTML", "srcdoc",
		"eval(", "new Function", "javascript:", "localStorage", "sessionStorage", "document.cookie", "style=", " src=\"", "<iframe", "@import",
	} {
		if bytes.Contains(page, []byte(word)) {
			t.Errorf("the page has %s", word)
		}
	}
	for _, url := range regexp.MustCompile(`https?://[^'"\s]+`).FindAllString(string(page), -1) {
		if url != "http://www.w3.org/2000/svg" { // the name of a format
			t.Errorf("the page has %s", url)
		}
	}
	if handlers := regexp.MustCompile(`<[a-z]+ [^>]*\bon[a-z]+=`).FindAllString(string(page), -1); handlers != nil {
		t.Errorf("the page has handlers in its HTML: %q", handlers)
	}
	if lines := bytes.Count(page, []byte("\n")); lines > 600 {
		t.Errorf("the page has %d lines, want at most 600", lines)
	}
}

// The page takes choices from the control API.
func TestThePageWritesNoChoiceAgain(t *testing.T) {
	page := string(pageFile(t))
	all := choicesOf(newService(t), "/_stub/choices")
	for _, text := range []string{"/api/library", "static.rask.ai"} {
		if strings.Contains(page, text) {
			t.Errorf("the page has %s", text)
		}
	}
	for _, form := range append(append(all.Scenarios, all.Faults...), all.Preferences...) {
		if strings.ContainsAny(form.Example, "0123456789") && strings.Contains(page, `"`+form.Example+`"`) { // others are words
			t.Errorf("the page has %s", form.Example)
		}
	}
}
