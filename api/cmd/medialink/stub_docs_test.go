package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// openDocs gets a file of the API reference.
func openDocs(t *testing.T, base, name, encoding string) (header http.Header, text string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+docsPath+name, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept-Encoding", encoding)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %v, status %d", name, err, response.StatusCode)
	}
	return response.Header, string(body)
}

func TestTheReferenceHasItsFiles(t *testing.T) {
	r := start(t)
	defer r.end()
	_, page := openDocs(t, r.url, "", "gzip")
	for name, contentType := range docsTypes {
		if name != "index.html" && name != "docs.js" && !strings.Contains(page, `"`+name+`"`) {
			t.Errorf("the page does not ask for %s", name)
		}
		header, text := openDocs(t, r.url, name, "identity")
		if header.Get("Content-Type") != contentType || header.Get("Content-Encoding") != "" || text == "" || strings.HasPrefix(text, "\x1f\x8b") {
			t.Errorf("%s: %d bytes, %v", name, len(text), header)
		}
	}
	if header, text := openDocs(t, r.url, "swagger-ui.css", "gzip, br"); header.Get("Content-Encoding") != "gzip" || !strings.HasPrefix(text, "\x1f\x8b") {
		t.Errorf("a style that may be compressed: %v", header)
	}
	if policy := header(t, r.url, "Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'; script-src 'self'; ") || strings.Contains(policy, "'unsafe-inline'") {
		t.Errorf("%q", policy)
	}
	if got := statusOf(t, r.url+docsPath+"docs.go", ""); got != http.StatusNotFound {
		t.Errorf("a file that is not there: status %d", got)
	}
}

func header(t *testing.T, base, name string) string {
	t.Helper()
	h, _ := openDocs(t, base, "", "gzip")
	return h.Get(name)
}

// A trial goes to the stub, although the document names the service first.
func TestTheDocumentsNameTheStubFirst(t *testing.T) {
	path := filepath.Join(t.TempDir(), "addr")
	beside, apart, public := start(t), start(t, "--control=127.0.0.1:0", "--addr-file", path), start(t, "--public-url=https://stub.example/base")
	for _, r := range []*running{beside, apart, public} {
		defer r.end()
	}
	addrs, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	ownAddress := "http://" + strings.Fields(string(addrs))[1]
	for _, row := range []struct{ name, base, library, control, calls string }{
		{"beside the stub", beside.url, beside.url, beside.url, beside.url},
		{"at an address of its own", ownAddress, apart.url, ownAddress, apart.url},
		{"behind a proxy", public.url, "https://stub.example/base", "https://stub.example/base", "https://stub.example"},
	} {
		for document, want := range map[string]string{"library.yaml": row.library, "control.yaml": row.control} {
			var parsed struct{ Servers []struct{ URL string } }
			_, text := openDocs(t, row.base, document, "gzip")
			if err := yaml.Unmarshal([]byte(text), &parsed); err != nil {
				t.Fatal(err)
			}
			if len(parsed.Servers) != 2 || parsed.Servers[0].URL != want {
				t.Errorf("%s, %s: %v, want %s first", row.name, document, parsed.Servers, want)
			}
		}
		if policy := header(t, row.base, "Content-Security-Policy"); !strings.Contains(policy, "; connect-src 'self' "+row.calls+";") {
			t.Errorf("%s: %s", row.name, policy)
		}
	}
}

func TestTheReferenceIsWhereTheControlAPIIs(t *testing.T) {
	for _, row := range []struct {
		args []string
		host string
		want int
	}{
		{nil, "", 200}, {nil, "evil.example", 403}, {[]string{"--control=off"}, "", 404}, {[]string{"--control=127.0.0.1:0"}, "", 404},
		{[]string{"--control-token=t0ken"}, "", 200},
	} {
		r := start(t, row.args...)
		for _, name := range []string{"", "library.yaml", "docs.js"} {
			if got := statusOf(t, r.url+docsPath+name, row.host); got != row.want {
				t.Errorf("%v, host %q, %s: status %d, want %d", row.args, row.host, name, got, row.want)
			}
		}
		r.end()
	}
}
