package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/stub"
)

// serveStub serves a stub, and returns its URL.
func serveStub(t *testing.T, opts ...stub.Option) string {
	t.Helper()
	s, err := stub.New(opts...)
	if err != nil {
		t.Fatal(err)
	}
	return serveHandler(t, s)
}

func serveHandler(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// nobody is the URL of a port that nobody listens on.
func nobody(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(nil)
	server.Close()
	return server.URL
}

// runningProxy is a proxy that the program serves until end.
type runningProxy struct {
	url            string
	stop           context.CancelFunc
	code           chan int
	stdout, stderr bytes.Buffer
}

func startProxy(t *testing.T, args ...string) *runningProxy {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	file := filepath.Join(t.TempDir(), "addr")
	p := &runningProxy{stop: cancel, code: make(chan int, 1)}
	t.Cleanup(cancel)
	go func() {
		p.code <- run(ctx, append([]string{"proxy", "--addr=127.0.0.1:0", "--addr-file", file}, args...), &p.stdout, &p.stderr)
	}()
	waitUntil(t, "the proxy listens", func() bool { return exists(file) || len(p.code) > 0 })
	p.url = "http://" + strings.TrimSpace(read(file))
	return p
}

// end stops the proxy. Without a command it ends as at a signal.
func (p *runningProxy) end() (code int, stdout, stderr string) {
	p.stop()
	return <-p.code, p.stdout.String(), p.stderr.String()
}

// post sends a body, and returns the status and the body of the response, or 0 if there is none.
func post(t *testing.T, url, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+linkPath, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer bearer-marker")
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, ""
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body) // a fault may cut it
	return response.StatusCode, string(text)
}

// record returns a recording of requests with these bodies.
func record(t *testing.T, bodies ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "traffic.har")
	p := startProxy(t, "--upstream", serveStub(t), "--record", file)
	for _, body := range bodies {
		post(t, p.url, body)
	}
	p.end()
	return file
}

func fileWith(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func read(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return string(text)
}

func TestReportsAreWrittenInAllFormatsAtOnce(t *testing.T) {
	dir := t.TempDir()
	junit, json, overlay := filepath.Join(dir, "r.xml"), filepath.Join(dir, "r.json"), filepath.Join(dir, "o.yaml")
	code, stdout, stderr := invoke(t, "check", record(t, `{"link":"https://h.example/a.mp4","more":1}`), "--fail-on=new",
		"--report=junit="+junit, "--report=json="+json, "--report=github", "--propose", overlay)
	if code != exitFindings || stderr != "medialink: there are findings that fail: --fail-on is new\n" {
		t.Errorf("code %d: %s", code, stderr)
	}
	for text, want := range map[string]string{
		stdout:        "\n::error title=contract new::POST /api/library/v1/media/link: request /more: is not declared",
		stdout + " ":  "new        POST /api/library/v1/media/link: request /more: is not declared",
		read(junit):   `failures="1"`,
		read(json):    `"pointer": "/more"`,
		read(overlay): "overlay: 1.0.0\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}

func TestAReportReplacesAFileAlsoThatOfTheInput(t *testing.T) {
	file := record(t, goodLink)
	code, _, stderr := invoke(t, "check", file, "--report=json="+file)
	if text := read(file); code != 0 || !strings.HasPrefix(text, "{\n") || !strings.HasSuffix(text, "\n}\n") || strings.Contains(text, "startedDateTime") {
		t.Errorf("code %d: %s%s", code, stderr, text)
	}
}

func TestTwoFlagsWithOneFileAreUsage(t *testing.T) {
	file, link := fileWith(t, "before"), filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(file, link); err != nil {
		t.Skip(err)
	}
	for _, args := range [][]string{
		{"--report=json=" + file, "--propose", file},
		{"--report=json=" + file, "--report=junit=" + link},
		{"--report=json=" + file, "--record", file},
	} {
		code, _, stderr := invoke(t, append([]string{"proxy", "--addr=127.0.0.1:0", "--upstream", serveStub(t)}, append(args, "--", "true")...)...)
		if code != exitUsage || !strings.Contains(stderr, "is the file of --report too") || strings.Count(stderr, "--record") > 1 {
			t.Errorf("%v: code %d: %s", args, code, stderr)
		}
	}
	code, stdout, stderr := invoke(t, "check", record(t, goodLink), "--report=json="+os.DevNull, "--propose="+os.DevNull)
	if code != 0 {
		t.Errorf("a device takes both: code %d: %s%s", code, stdout, stderr)
	}
}

func TestInvalidFlagsOfAWatchAreUsage(t *testing.T) {
	file := record(t, goodLink)
	for _, row := range []struct{ args, want string }{
		{"--fail-on=none", "--fail-on: must be one of [warning new broken]"},
		{"--report=xml", `--report: "xml": must be junit=FILE, json=FILE or github`},
		{"--report=junit=", "--report: "},
		{"--overlay=" + file + ".yaml", "--overlay: "},
		{"--overlay=" + file, "is no OpenAPI Overlay"},
		{"--base-path=v1", "--base-path: must begin with a slash"},
		{"--status=200", "--status: goes with --operation only"},
		{"--operation=getMedia --propose=" + file + ".yaml", "--operation: takes one file"},
		{"--operation=getMedium", `--operation: "getMedium": must be one of [uploadMediaLink getMedia`},
		{"- --operation=getMedia", "--operation: takes one file"},
	} {
		t.Run(row.args, func(t *testing.T) {
			code, stdout, stderr := invoke(t, append([]string{"check", file}, strings.Fields(row.args)...)...)
			if code != exitUsage || stdout != "" || !strings.Contains(stderr, row.want) {
				t.Errorf("code %d: %s%s", code, stdout, stderr)
			}
		})
	}
}
