//go:build unix

package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestACommandThatFailsDecidesTheExitCode(t *testing.T) {
	upload := `curl -s -d '` + goodLink + `' -H 'Content-Type: application/json' -H 'Authorization: Bearer a' {url}` + linkPath
	notExecutable := fileWith(t, "text")
	for _, row := range []struct {
		name, fault string
		command     []string
		want        int
	}{
		{"a command that succeeds", "", []string{"sh", "-c", upload}, 0},
		{"a command that fails", "", []string{"sh", "-c", upload + "; exit 7"}, 7},
		{"a command that fails with the code of usage", "", []string{"sh", "-c", "exit 2"}, 2},
		{"findings", "broken", []string{"sh", "-c", upload}, 3},
		{"a command that fails, and findings", "broken", []string{"sh", "-c", upload + "; exit 1"}, 1},
		{"a command that calls nothing", "", []string{"true"}, 4},
		{"a command that does not exist", "", []string{"medialink-no-such-command"}, 127},
		{"a path that does not exist", "", []string{"./no-such-command"}, 127},
		{"a file that cannot be executed", "", []string{notExecutable}, 126},
		{"a command that a signal ends", "", []string{"sh", "-c", "kill -TERM $$"}, 143},
		{"an argument with flags and commas", "", []string{"sh", "-c", `[ "$1" = --fail-on=a,b ] && exit 9`, "sh", "--fail-on=a,b"}, 9},
	} {
		t.Run(row.name, func(t *testing.T) {
			args := []string{"proxy", "--upstream", serveStub(t)}
			if row.fault != "" {
				args[2] = serveStub(t, stubFault(t, row.fault))
			}
			code, stdout, stderr := invoke(t, append(append(args, "--"), row.command...)...)
			if code != row.want || !strings.Contains(stderr, " checked, ") || strings.Contains(stderr, "--help") {
				t.Errorf("code %d, want %d: %s%s", code, row.want, stdout, stderr)
			}
		})
	}
}

func TestTheOutputOfACommandIsItsOwn(t *testing.T) {
	code, stdout, stderr := invoke(t, "proxy", "--upstream", serveStub(t), "--report=github", "--", "sh", "-c", `echo "$MEDIALINK_BASE_URL"; echo {url} >&2`)
	url, rest, _ := strings.Cut(stdout, "\n")
	if code != exitUnchecked || !strings.HasPrefix(url, "http://127.0.0.1:") || !strings.HasPrefix(rest, "::error title=contract::nothing was checked") ||
		!strings.HasPrefix(stderr, "medialink proxy listens on "+url) || !strings.Contains(stderr, "\n"+url+"\n0 exchanges: ") {
		t.Errorf("code %d: %s, %s", code, stdout, stderr)
	}
}

func TestASignalEndsTheProxyWithItsReport(t *testing.T) {
	binary := buildBinary(t)
	for _, s := range []os.Signal{syscall.SIGINT, syscall.SIGTERM} {
		file := filepath.Join(t.TempDir(), "r.json")
		c := execute(t, binary, "proxy", "--addr=127.0.0.1:0", "--upstream", serveStub(t), "--report=json="+file, "--fail-on=new")
		if !c.stdout.Scan() {
			t.Fatal(c.stderr)
		}
		url, _, _ := strings.Cut(strings.TrimPrefix(c.stdout.Text(), "medialink proxy listens on "), ",")
		post(t, url, newLink)
		c.send(t, s)
		if got := c.end(); got != "exit status 3" || !strings.Contains(read(file), `"/more"`) {
			t.Errorf("%v: %s: %s, %s", s, got, c.stderr, read(file))
		}
	}
}

// signaling sends SIGTERM to this program as soon as something is written.
type signaling struct {
	io.Writer
	received chan os.Signal
}

func (s signaling) Write(text []byte) (int, error) {
	_ = syscall.Kill(os.Getpid(), syscall.SIGTERM)
	<-s.received // whoever else is notified has it then, too
	return s.Writer.Write(text)
}

// Whoever has read its address may end it.
func TestASignalIsNotLostWhenTheProxySaysWhereItListens(t *testing.T) {
	received := make(chan os.Signal, 10)
	signal.Notify(received, syscall.SIGTERM)
	defer signal.Stop(received)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var out, errs bytes.Buffer
	code := run(ctx, []string{"proxy", "--addr=127.0.0.1:0", "--upstream", serveStub(t)}, signaling{&out, received}, &errs)
	if code != exitUnchecked || ctx.Err() != nil || !strings.Contains(out.String(), "0 exchanges") {
		t.Errorf("code %d, %v: %s%s", code, ctx.Err(), &out, &errs)
	}
}

func TestSIGTERMIsPassedOnToTheCommand(t *testing.T) {
	c := execute(t, buildBinary(t), "proxy", "--upstream", serveStub(t), "--", "sh", "-c", `trap 'exit 42' TERM; echo ready; while :; do read -r line < /dev/null; done`)
	if !c.stdout.Scan() || c.stdout.Text() != "ready" {
		t.Fatal(c.stderr)
	}
	c.send(t, syscall.SIGTERM)
	if got := c.end(); got != "exit status 42" || !strings.Contains(c.stderr.String(), "0 exchanges") {
		t.Errorf("%s: %s", got, c.stderr)
	}
}

func TestASecondSignalEndsTheProxyAtOnce(t *testing.T) {
	c := execute(t, buildBinary(t), "proxy", "--addr=127.0.0.1:0", "--upstream", serveStub(t, stubFault(t, "stall=100s")))
	if !c.stdout.Scan() {
		t.Fatal(c.stderr)
	}
	url, _, _ := strings.Cut(strings.TrimPrefix(c.stdout.Text(), "medialink proxy listens on "), ",")
	response := begin(t, url)
	defer response.Body.Close()
	c.send(t, syscall.SIGTERM)
	ended := make(chan string, 1)
	go func() { ended <- c.end() }()
	waitUntil(t, "it ends at a further signal", func() bool { return c.Process.Signal(syscall.SIGTERM) != nil })
	if got := <-ended; got != "signal: terminated" {
		t.Errorf("%s: %s", got, c.stderr)
	}
}
