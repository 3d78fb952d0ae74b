package main

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// visit gets a URL as a browser does, or as a program does, and follows no redirect.
func visit(t *testing.T, url, accept string) (status int, location, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", accept)
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, response.Header.Get("Location"), string(text)
}

func TestABrowserIsLedToThePageWhereTheControlAPIIs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "addr")
	on, off, apart := start(t), start(t, "--control=off"), start(t, "--control=127.0.0.1:0", "--addr-file", path)
	defer on.end()
	defer off.end()
	defer apart.end()
	addrs, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	ownAddress := "http://" + strings.Fields(string(addrs))[1]
	const browser, program, notFound = "text/html,*/*;q=0.8", "*/*", "{\"detail\":\"Not Found\"}\n"
	for _, row := range []struct {
		name, url, accept string
		status            int
		location, body    string
	}{
		{"the root", on.url + "/", browser, 303, "_stub/", ""},
		{"the root, by a program", on.url + "/", program, 404, "", notFound},
		{"the page", on.url + "/_stub/", browser, 200, "", "<!doctype html>"},
		{"the page without its slash", on.url + "/_stub", browser, 303, "_stub/", ""},
		{"the root without a control API", off.url + "/", browser, 404, "", notFound},
		{"the page without a control API", off.url + "/_stub/", browser, 404, "", `{"detail":"The control API is off, or at an address of its own"}`},
		{"the root of a stub whose control API is elsewhere", apart.url + "/", browser, 404, "", notFound},
		{"the root of a control API at its own address", ownAddress + "/", browser, 303, "_stub/", ""},
		{"the root of a control API at its own address, by a program", ownAddress + "/", program, 404, "", notFound},
		{"the page at its own address", ownAddress + "/_stub/", browser, 200, "", "<!doctype html>"},
	} {
		status, location, body := visit(t, row.url, row.accept)
		if status != row.status {
			t.Errorf("%s: status %d, want %d", row.name, status, row.status)
		}
		if location != row.location {
			t.Errorf("%s: leads to %q, want %q", row.name, location, row.location)
		}
		if !strings.HasPrefix(body, row.body) {
			t.Errorf("%s: %.60s, want %s", row.name, body, row.body)
		}
	}
}

func TestOnlyTheCommandLinksThePage(t *testing.T) {
	for _, room := range []string{"api/contract", "api/client", "api/server", "api/stub", "api/stubtest", "gen"} {
		output, err := exec.CommandContext(t.Context(), "go", "list", "-deps", module+"/"+room).Output()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(output), module+"/api/stub/control") {
			t.Errorf("%s links the control API and its page", room)
		}
	}
}
