//go:build unix

package main

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/stub"
)

// drifted is an upstream that is not as the contract says: it accepts uploads with 202, and its media have a member more and a path of null.
func drifted(t *testing.T) http.Handler {
	t.Helper()
	s, err := stub.New(stub.WithReadyAfter("0s"))
	if err != nil {
		t.Fatal(err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorder := httptest.NewRecorder()
		s.ServeHTTP(recorder, r)
		var media map[string]any
		if err := json.Unmarshal(recorder.Body.Bytes(), &media); err != nil {
			t.Errorf("%v: %s", err, recorder.Body)
		}
		status := recorder.Code
		if status == http.StatusOK {
			media["path"], media["brand"] = nil, map[string]any{"id": 7, "since": "2026-01-02T03:04:05Z"}
		}
		if r.Method == http.MethodPost {
			status = http.StatusAccepted
		}
		maps.Copy(w.Header(), recorder.Header())
		w.Header().Del("Content-Length")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(media) // the client sees an error
	})
}

// call uploads a link and gets the media, through a proxy with these flags.
func call(t *testing.T, upstream string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	p := startProxy(t, append(args, "--fail-on=new", "--upstream", upstream)...)
	var media struct{ ID string }
	_, body := post(t, p.url, goodLink)
	if err := json.Unmarshal([]byte(body), &media); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+"/api/library/v1/media/"+media.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer bearer-marker")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return p.end()
}

func TestADriftBecomesAnOverlayOfAContractThatHasIt(t *testing.T) {
	upstream, overlay := serveHandler(t, drifted(t)), filepath.Join(t.TempDir(), "overlay.yaml")
	code, stdout, stderr := call(t, upstream, "--propose", overlay)
	for _, found := range []string{
		"broken     POST /api/library/v1/media/link: response status: 202 is not declared",
		"broken     GET /api/library/v1/media/{media_id}: response /path: must be a string",
		"new        GET /api/library/v1/media/{media_id}: response /brand: is not declared",
	} {
		if code != exitFindings || !strings.Contains(stdout, found) {
			t.Errorf("code %d, want %q: %s%s", code, found, stdout, stderr)
		}
	}
	if code, stdout, stderr = call(t, upstream, "--overlay", overlay); code != 0 {
		t.Errorf("with the overlay: code %d: %s%s", code, stdout, stderr)
	}
	code, document, stderr := invoke(t, "spec", "--overlay", overlay)
	if code != 0 {
		t.Fatalf("code %d: %s", code, stderr)
	}
	generate(t, document)
}

// generate runs the generator on a document, and compiles what it writes.
func generate(t *testing.T, document string) {
	t.Helper()
	if testing.Short() {
		t.Skip("the generator takes seconds")
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "gen"), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "openapi.yaml"), document)
	for _, name := range []string{"go.mod", "go.sum", "oapi-codegen.yaml", "gen/overlay.yaml"} {
		write(t, filepath.Join(dir, name), readDocument(t, name))
	}
	for _, args := range [][]string{{"tool", "oapi-codegen", "-config", "oapi-codegen.yaml", "openapi.yaml"}, {"build", "./gen"}} {
		command := exec.CommandContext(t.Context(), "go", args...)
		command.Dir = dir
		if output, err := command.CombinedOutput(); err != nil {
			t.Fatalf("go %v: %v: %s", args, err, output)
		}
	}
	if text := read(filepath.Join(dir, "gen/medialink.gen.go")); !strings.Contains(text, "Brand ") || !strings.Contains(text, "UploadMediaLink202") {
		t.Error("the generated code has neither the member nor the status")
	}
}
