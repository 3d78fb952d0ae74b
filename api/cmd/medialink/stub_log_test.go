//go:build unix

package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/stub/journal"
)

// startOn runs the stub with a file as its standard output. The file of its address says where it is.
func startOn(t *testing.T, stdout *os.File, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r := &running{stop: cancel, code: make(chan int, 1), stderr: &bytes.Buffer{}}
	path := filepath.Join(t.TempDir(), "addr")
	go func() {
		r.code <- run(ctx, append([]string{"stub", "--addr=127.0.0.1:0", "--addr-file", path}, args...), stdout, r.stderr)
	}()
	waitUntil(t, "it listens", func() bool { return strings.HasSuffix(read(path), "\n") })
	r.url = "http://" + strings.TrimSpace(read(path))
	return r
}

// printed returns what the stub prints behind its greeting for one upload and one control call that reads.
func printed(t *testing.T, args ...string) string {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	text := make(chan []byte)
	go func() {
		all, _ := io.ReadAll(read) // it ends when write is closed
		text <- all
	}()
	r := startOn(t, write, args...)
	upload(t, r)
	get(t, r.url+"/_stub/health")
	if code := r.end(); code != 0 {
		t.Errorf("code %d: %s", code, r.stderr)
	}
	write.Close()
	_, behind, found := strings.Cut(string(<-text), "only those that are named do\n")
	if !found {
		t.Error("there is no greeting")
	}
	return behind
}

func TestLogSaysWhatStandardOutputGets(t *testing.T) {
	file := filepath.Join(t.TempDir(), "access.log")
	const human, jsonLines = `^[0-9:]{8} POST   200 +[0-9.]+m?s ok        ~2a97516c    /api/library/v1/media/link\n$`,
		`^\{"time":[^\n]*"path":"/api/library/v1/media/link","status":200[^\n]*\}\n\{"time":[^\n]*"path":"/_stub/health","status":200[^\n]*\}\n$`
	for _, row := range []struct {
		name string
		args []string
		want string
	}{
		{"nothing on a pipe", nil, `^$`},
		{"lines for people if asked, without colors", []string{"--log=human"}, human},
		{"JSON", []string{"--log=json"}, jsonLines},
		{"JSON once", []string{"--log=json", "--access-log=-"}, jsonLines},
		{"the access log", []string{"--access-log=-"}, jsonLines},
		{"JSON beside an access log", []string{"--log=json", "--access-log", file}, jsonLines},
		{"nothing", []string{"--log=off"}, `^$`},
		{"by a file", []string{"--config", configured(t, "log: human\n")}, human},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := printed(t, row.args...); !regexp.MustCompile(row.want).MatchString(got) {
				t.Errorf("%q, want %s", got, row.want)
			}
		})
	}
	if got := read(file); !regexp.MustCompile(jsonLines).MatchString(got) {
		t.Errorf("the access log has %q", got)
	}
	t.Run("by the environment", func(t *testing.T) {
		t.Setenv("MEDIALINK_STUB_LOG", "json")
		if got := printed(t); !regexp.MustCompile(jsonLines).MatchString(got) {
			t.Errorf("%q", got)
		}
	})
}

func TestALogThatContradictsTheAccessLogIsRefused(t *testing.T) {
	for _, row := range []struct {
		args []string
		want string
	}{
		{[]string{"--log=loud"}, "--log: must be human, json or off"},
		{[]string{"--log=human", "--access-log=-"}, "--log: cannot be human with access-log -, which writes JSON to standard output"},
		{[]string{"--log=off", "--access-log=-"}, "--log: cannot be off with access-log -"},
	} {
		code, _, stderr := invoke(t, append([]string{"stub", "--check-config"}, row.args...)...)
		if code != exitUsage || !strings.Contains(stderr, row.want) {
			t.Errorf("%v: code %d: %s", row.args, code, stderr)
		}
	}
}

// Nobody reads standard output: the queue of the log fills up, not the requests.
func TestASlowTerminalHoldsUpNoRequest(t *testing.T) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r := startOn(t, write, "--log=human")
	for range 400 { // lines of over 200 bytes, while a pipe holds 64 KiB
		response, err := http.Get(r.url + "/" + strings.Repeat("x", 300))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
	}
	if code := r.end(); code != 0 || !strings.Contains(r.stderr.String(), "the log is incomplete") {
		t.Errorf("code %d: %s", code, r.stderr)
	}
	read.Close()
	write.Close()
}

func TestWhatWasCutOffIsShown(t *testing.T) {
	var shown bytes.Buffer
	s := &screen{out: &shown}
	s.show(&journal.Exchange{Method: "GET", Path: "/a", World: journal.World{Name: strings.Repeat("w", 20)}, Faults: []string{"latency=10s"}})
	handler := s.around(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusPartialContent)
		panic(http.ErrAbortHandler)
	}))
	func() {
		defer func() { _ = recover() }()
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/files/b", nil))
	}()
	want := `^[0-9:]{8} GET    ---   0.0ms unchecked wwwwwwwwwww… /a \(cut off\)\n {9}fault: latency=10s\n` +
		`[0-9:]{8} GET    206   0\.\dms -         -            /files/b \(cut off\)\n$`
	if !regexp.MustCompile(want).MatchString(shown.String()) {
		t.Errorf("%s, want %s", &shown, want)
	}
}
