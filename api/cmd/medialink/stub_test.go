package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// running is a stub that the program serves.
type running struct {
	url, curl string
	stop      context.CancelFunc
	code      chan int
	stderr    *bytes.Buffer
}

func start(t *testing.T, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r := &running{stop: cancel, code: make(chan int, 1), stderr: &bytes.Buffer{}}
	stdout, write := io.Pipe()
	go func() {
		r.code <- run(ctx, append([]string{"stub", "--addr=127.0.0.1:0"}, args...), write, r.stderr)
		write.Close()
	}()
	lines := bufio.NewScanner(stdout)
	if !lines.Scan() {
		t.Fatalf("no line: %s", r.stderr)
	}
	r.url = strings.TrimPrefix(lines.Text(), "medialink stub listens on ")
	lines.Scan()
	r.curl = lines.Text()
	go func() { _, _ = io.Copy(io.Discard, stdout) }()
	return r
}

// end stops the program and returns its exit code.
func (r *running) end() int {
	r.stop()
	return <-r.code
}

func TestTheStubSaysWhereItListensAndEndsCleanly(t *testing.T) {
	r := start(t)
	response, err := http.Get(r.url + "/api/library/v1/media/3c90c3cc-0d44-4b50-8888-8dd25736052a")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusUnauthorized {
		t.Errorf("status %d", response.StatusCode)
	}
	if code := r.end(); code != 0 || r.stderr.Len() > 0 {
		t.Errorf("code %d: %s", code, r.stderr)
	}
}

func TestTheCurlLineWorksAsPrinted(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("curl is not on this machine")
	}
	r := start(t)
	defer r.end()
	output, err := exec.CommandContext(t.Context(), "sh", "-c", r.curl+" --silent --fail-with-body").Output()
	if err != nil || !strings.HasPrefix(string(output), `{"kind":"video","status":"processing"`) {
		t.Errorf("%v: %s\n%s", err, output, r.curl)
	}
}

// upload posts a link and returns the body of the response.
func upload(t *testing.T, r *running) string {
	t.Helper()
	return send(t, r, http.MethodPost, linkPath, "demo", goodLink)
}

func get(t *testing.T, url string) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body) // so that the connection is used again
	if response.StatusCode != http.StatusOK {
		t.Errorf("%s: status %d", url, response.StatusCode)
	}
}

func idIn(body string) string {
	_, after, _ := strings.Cut(body, `"id":"`)
	id, _, _ := strings.Cut(after, `"`)
	return id
}

func TestAFlagWinsOverTheEnvironment(t *testing.T) {
	byDefault := start(t)
	defer byDefault.end()
	t.Setenv("MEDIALINK_STUB_SEED", "7")
	byEnvironment := start(t)
	defer byEnvironment.end()
	byFlag := start(t, "--seed=0")
	defer byFlag.end()

	zero, seven, flag := idIn(upload(t, byDefault)), idIn(upload(t, byEnvironment)), idIn(upload(t, byFlag))
	if zero == seven || zero != flag {
		t.Errorf("ids %s by default, %s by environment, %s by flag", zero, seven, flag)
	}
}

func TestAnInvalidVariableIsRefusedByName(t *testing.T) {
	t.Setenv("MEDIALINK_STUB_SEED", "soon")
	code, _, stderr := invoke(t, "stub")
	if code != 2 || !strings.Contains(stderr, "MEDIALINK_STUB_SEED") {
		t.Errorf("code %d: %q", code, stderr)
	}
}

func TestSeveralValuesHaveBlanksBetweenThem(t *testing.T) {
	t.Setenv("MEDIALINK_STUB_FAULT", "503,first=1 500,first=1,on=getMedia")
	t.Setenv("MEDIALINK_STUB_CLIENT", "one:a,b two:c")
	r := start(t, "--scenario=failed never-ready", "--scenario=ready-after-0s")
	defer r.end()
	if body := upload(t, r); !strings.Contains(body, "Service Unavailable") {
		t.Errorf("the first upload: %s", body)
	}
	if id := idIn(upload(t, r)); id == "" {
		t.Error("the second upload has no id")
	}
	for form, want := range map[string]int{"client_id=one&client_secret=a%2Cb": 200, "client_id=two&client_secret=c": 200, "client_id=b&client_secret=x": 400} {
		response, err := http.Post(r.url+"/oauth2/token", "application/x-www-form-urlencoded", strings.NewReader("grant_type=client_credentials&"+form))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("%s: status %d", form, response.StatusCode)
		}
	}
}

func TestTheAddrFileIsThereWhileItListens(t *testing.T) {
	path := filepath.Join(t.TempDir(), "addr")
	r := start(t, "--addr-file", path)
	text, err := os.ReadFile(path)
	if err != nil || "http://"+strings.TrimSpace(string(text)) != r.url {
		t.Errorf("%v: %q, want %s", err, text, r.url)
	}
	r.end()
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("it is still there: %v", err)
	}
	code, stdout, stderr := invoke(t, "stub", "--addr=127.0.0.1:0", "--addr-file", filepath.Join(path, "no", "such"))
	if code != 1 || stdout != "" || !strings.Contains(stderr, "--addr-file") {
		t.Errorf("code %d: %q, %q", code, stdout, stderr)
	}
}

func TestTheGreetingSaysWhetherAnyClientGetsTokens(t *testing.T) {
	var said bytes.Buffer
	for name, command := range map[string]*stubCommand{
		"nobody is named":        {},
		"a flag names one":       {behaviorFlags: behaviorFlags{Client: []string{"id:secret"}}},
		"a world in a file does": {file: configFile{clients: map[string]bool{"id": true}}},
	} {
		said.Reset()
		if err := command.greet(&said, []*net.TCPAddr{{IP: net.IPv4(127, 0, 0, 1), Port: 80}}); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(said.String(), "Any client gets tokens"); got != (name == "nobody is named") {
			t.Errorf("%s: %s", name, &said)
		}
	}
}

// begin sends a GET of a media to a stub, and returns its response before the body is there.
func begin(t *testing.T, url string) *http.Response {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/api/library/v1/media/7", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer a")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	return response
}
