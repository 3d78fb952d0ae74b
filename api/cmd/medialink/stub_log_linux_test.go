package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sameEachTime replaces what differs from run to run.
func sameEachTime(r *running, screen string) string {
	screen = strings.ReplaceAll(screen, r.url, makeRun)
	screen = regexp.MustCompile(`\d\d:\d\d:\d\d`).ReplaceAllString(screen, "09:30:00")
	return regexp.MustCompile(`  \d\.\dms| \d\d\.\dms|\d{3}\.\dms|   \d\.\ds`).ReplaceAllString(screen, "  1.2ms") // the same width
}

// requestsOfEachKind are shown in the order in which they are sent.
func requestsOfEachKind(t *testing.T) func(*running, *watcher) {
	return func(r *running, w *watcher) {
		shown := func(method, path, bearer, body string) string {
			before := w.lines.Load()
			text := send(t, r, method, path, bearer, body)
			waitUntil(t, method+" "+path+" is shown", func() bool { return w.lines.Load() > before })
			return text
		}
		id := idIn(shown("POST", linkPath, "demo", goodLink))
		shown("POST", linkPath, "demo", `{"link":"static.rask.ai","kind":"film"}`)
		shown("POST", linkPath, "demo", `{"link":"https://h.example/a.mp4","knd":"video","\u001b[2J":7}`)
		shown("GET", mediaPath+id, "", "")
		shown("GET", "/%1b%5B2J", "demo", "")
		shown("GET", "/"+strings.Repeat("long", 60), "demo", "")
		shown("DELETE", linkPath, "demo", "")
		shown("POST", "/oauth2/token", "", "grant_type=client_credentials&client_secret=s3cret&client_id=%1b%5B31mx")
		shown("PUT", "/_stub/faults", "", `{"faults":["503,first=1","broken,first=1"]}`)
		send(t, r, "GET", "/_stub/faults", "", "")
		shown("GET", mediaPath+id, "demo", "")
		shown("GET", mediaPath+id, "demo", "")
		shown("GET", regexp.MustCompile(`/files/[^"]+`).FindString(shown("GET", mediaPath+id, "demo", "")), "", "")
		shown("GET", "/files/nothing", "", "")
	}
}

func TestTheScreenOfATerminalHasALineForEachRequest(t *testing.T) {
	t.Setenv("NO_COLOR", "")
	t.Setenv("TERM", "xterm")
	var stub *running
	use := requestsOfEachKind(t)
	screen := onTerminal(t, func(r *running, w *watcher) { stub = r; use(r, w) }, "--ready-after=0s", "--seed=0")
	_, screen, _ = strings.Cut(screen, "only those that are named do\n")
	got, golden := strings.ReplaceAll(sameEachTime(stub, screen), "\x1b", "<ESC>"), filepath.Join("testdata", "screen.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(read(golden), got); diff != "" {
		t.Errorf("go test ./api/cmd/medialink -run Screen -update writes:\n%s", diff)
	}
	if strings.Contains(got, "s3cret") {
		t.Error("a secret is on the screen")
	}
}

func TestColorsCanBeTurnedOff(t *testing.T) {
	for _, row := range []struct {
		variable, value string
		want            bool
	}{{"NO_COLOR", "1", false}, {"TERM", "dumb", false}, {"TERM", "xterm", true}} {
		t.Run(row.variable+"="+row.value, func(t *testing.T) {
			t.Setenv("NO_COLOR", "")
			t.Setenv("TERM", "xterm")
			t.Setenv(row.variable, row.value)
			screen := onTerminal(t, func(r *running, _ *watcher) { upload(t, r) })
			if !strings.Contains(screen, "200") || strings.Contains(screen, "\x1b") != row.want {
				t.Errorf("%q", screen)
			}
		})
	}
}

// The guide shows the screen of make run and three requests.
func TestTheGuideShowsTheScreen(t *testing.T) {
	t.Setenv("NO_COLOR", "1")
	var stub *running
	screen := onTerminal(t, func(r *running, _ *watcher) {
		stub = r
		id := idIn(send(t, r, "POST", linkPath, "demo", goodLink))
		send(t, r, "POST", linkPath, "demo", `{"link":"static.rask.ai","kind":"film"}`)
		send(t, r, "GET", mediaPath+id, "demo", "")
	}, "--seed=0")
	command := exec.CommandContext(t.Context(), "make", "--no-print-directory", "--dry-run", "run")
	command.Dir = root
	echo, err := command.Output()
	if err != nil {
		t.Skipf("make is not on this machine: %v", err)
	}
	const head = "## On a terminal\n\n```text\n"
	want := head + "$ make run\n" + string(echo) + sameEachTime(stub, screen) + "```\n"
	if *update {
		text := regexp.MustCompile("(?s)"+regexp.QuoteMeta(head)+".*?```\n").ReplaceAllLiteralString(readDocument(t, stubGuide), want)
		if err := os.WriteFile(filepath.Join(root, stubGuide), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.Contains(readDocument(t, stubGuide), want) {
		t.Errorf("%s should have, which go test ./api/cmd/medialink -run Screen -update writes:\n%s", stubGuide, want)
	}
}

func TestATerminalThatIsGoneDoesNotEndTheStub(t *testing.T) {
	screen, terminal := openPTY(t)
	r := startOn(t, terminal)
	greeting := bufio.NewScanner(screen)
	for greeting.Scan() {
		if strings.Contains(greeting.Text(), "only those that are named do") {
			break // its last line
		}
	}
	screen.Close()
	upload(t, r)
	if code := r.end(); code != 0 || strings.Count(r.stderr.String(), "the log cannot be written") != 1 {
		t.Errorf("code %d: %s", code, r.stderr)
	}
}

func TestATerminalIsOne(t *testing.T) {
	_, terminal := openPTY(t)
	if !newProgress(escaping{terminal}).isTerminal {
		t.Error("it is none")
	}
}
