//go:build unix

package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func TestNoEndOfTheStubLeavesAnAddrFile(t *testing.T) {
	binary := buildBinary(t)
	for name, row := range map[string]struct {
		args    []string
		signals []os.Signal
		want    []string
	}{
		"SIGINT":                           {nil, []os.Signal{syscall.SIGINT}, []string{"exit status 0"}},
		"SIGTERM":                          {nil, []os.Signal{syscall.SIGTERM}, []string{"exit status 0"}},
		"SIGHUP":                           {nil, []os.Signal{syscall.SIGHUP}, []string{"exit status 0"}},
		"SIGHUP with the log on stdout":    {[]string{"--access-log=-"}, []os.Signal{syscall.SIGHUP}, []string{"exit status 0"}},
		"SIGTERM twice":                    {nil, []os.Signal{syscall.SIGTERM, syscall.SIGTERM}, []string{"exit status 0", "signal: terminated"}},
		"SIGTERM and SIGINT":               {nil, []os.Signal{syscall.SIGTERM, syscall.SIGINT}, []string{"exit status 0", "signal: terminated", "signal: interrupt"}},
		"SIGTERM, SIGTERM and then SIGHUP": {nil, []os.Signal{syscall.SIGTERM, syscall.SIGTERM, syscall.SIGHUP}, []string{"exit status 0", "signal: terminated", "signal: hangup"}},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "addr")
			c := executeStub(t, binary, append(row.args, "--addr-file", path)...)
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got := "http://" + strings.TrimSpace(string(text)); got != c.url {
				t.Errorf("the file has %s, the stub is %s", got, c.url)
			}
			c.send(t, row.signals...)
			got := c.end()
			if !slices.Contains(row.want, got) {
				t.Errorf("%s, want one of %q: %s", got, row.want, c.stderr)
			}
			if exists(path) {
				t.Error("the file is still there")
			}
		})
	}
}

func TestASecondSignalEndsADrain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "addr")
	c := executeStub(t, buildBinary(t), "--addr-file", path, "--drain=1h", "--fault=stall=100s")
	response := begin(t, c.url) // half of the body is there
	defer response.Body.Close()
	c.send(t, syscall.SIGTERM)
	waitUntil(t, "the file is deleted before the drain ends", func() bool { return !exists(path) })
	ended := make(chan string, 1)
	go func() { ended <- c.end() }()
	waitUntil(t, "it ends at a further signal", func() bool { return c.Process.Signal(syscall.SIGTERM) != nil })
	if got := <-ended; got != "signal: terminated" {
		t.Errorf("%s: %s", got, c.stderr)
	}
}

func TestAStubWithoutAReaderOfItsOutputEnds(t *testing.T) {
	binary := buildBinary(t)
	t.Run("before its first line", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "addr")
		read, write, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		read.Close()
		defer write.Close()
		command := exec.CommandContext(t.Context(), binary, "stub", "--addr=127.0.0.1:0", "--addr-file", path)
		command.Stdout = write
		_ = command.Run() // ProcessState says the same
		if got := command.ProcessState.String(); got != "exit status 1" {
			t.Error(got)
		}
		if exists(path) {
			t.Error("the file is still there")
		}
	})
	t.Run("when it logs a request", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "addr")
		read, write, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		command := exec.CommandContext(t.Context(), binary, "stub", "--addr=127.0.0.1:0", "--access-log=-", "--addr-file", path)
		command.Stdout = write
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		write.Close()
		first, err := bufio.NewReader(read).ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		read.Close()
		get(t, strings.TrimPrefix(strings.TrimSpace(first), "medialink stub listens on ")+"/_stub/ready")
		_ = command.Wait() // ProcessState says the same
		if got := command.ProcessState.String(); got != "exit status 1" {
			t.Error(got)
		}
		if exists(path) {
			t.Error("the file is still there")
		}
	})
}

func TestSIGHUPReopensTheAccessLog(t *testing.T) {
	dir := t.TempDir()
	path, old := filepath.Join(dir, "access.log"), filepath.Join(dir, "access.log.1")
	c := executeStub(t, buildBinary(t), "--access-log", path)
	get(t, c.url+"/_stub/health")
	waitUntil(t, "the first request is logged", func() bool { return strings.Contains(read(path), "/_stub/health") })
	if err := os.Rename(path, old); err != nil {
		t.Fatal(err)
	}
	c.send(t, syscall.SIGHUP)
	waitUntil(t, "the file is opened anew", func() bool { return exists(path) })
	get(t, c.url+"/_stub/ready")
	c.send(t, syscall.SIGTERM)
	if got := c.end(); got != "exit status 0" {
		t.Errorf("%s: %s", got, c.stderr)
	}
	if text := read(path); !strings.Contains(text, "/_stub/ready") || strings.Contains(text, "/_stub/health") {
		t.Errorf("the new file has %s", text)
	}
	if text := read(old); strings.Contains(text, "/_stub/ready") {
		t.Errorf("the old file has %s", text)
	}
}

func TestAnAccessLogThatCannotBeReopenedContinues(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "logs")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	c := executeStub(t, buildBinary(t), "--access-log", filepath.Join(dir, "access.log"))
	moved := dir + ".1"
	if err := os.Rename(dir, moved); err != nil {
		t.Fatal(err)
	}
	c.send(t, syscall.SIGHUP)
	get(t, c.url+"/_stub/ready")
	c.send(t, syscall.SIGTERM)
	if got := c.end(); got != "exit status 0" {
		t.Error(got)
	}
	if text := read(filepath.Join(moved, "access.log")); !strings.Contains(text, "/_stub/ready") {
		t.Errorf("the old file has %q", text)
	}
	if !strings.Contains(c.stderr.String(), "the access log cannot be reopened") {
		t.Errorf("%s", c.stderr)
	}
}

func TestAStubThatNohupHasStartedIgnoresSIGHUP(t *testing.T) {
	if _, err := exec.LookPath("nohup"); err != nil {
		t.Skip("nohup is not on this machine")
	}
	c := execute(t, "nohup", buildBinary(t), "stub", "--addr=127.0.0.1:0")
	if !c.stdout.Scan() {
		t.Fatalf("it does not listen: %s", c.stderr)
	}
	url := strings.TrimPrefix(c.stdout.Text(), "medialink stub listens on ")
	c.send(t, syscall.SIGHUP)
	get(t, url+"/_stub/ready")
	c.send(t, syscall.SIGTERM)
	if got := c.end(); got != "exit status 0" {
		t.Error(got)
	}
}

func TestASignalIsTheExitCodeOfACommandThatWaits(t *testing.T) {
	binary := buildBinary(t)
	aim(t)
	id := "" // of the media that the first row uploads
	for _, row := range []struct {
		args []string
		sent syscall.Signal
		want string
	}{
		{[]string{"upload", "https://never-ready.medialink.invalid/a.mp4", "--wait"}, syscall.SIGINT, "exit status 130"},
		{[]string{"upload", "https://never-ready.medialink.invalid/a.mp4", "--wait"}, syscall.SIGTERM, "exit status 143"},
		{[]string{"get", "ID", "--wait"}, syscall.SIGINT, "exit status 130"},
		{[]string{"get", "ID", "--wait"}, syscall.SIGTERM, "exit status 143"},
	} {
		t.Run(row.args[0]+" "+row.sent.String(), func(t *testing.T) {
			command := exec.CommandContext(t.Context(), binary, row.args...)
			for i, arg := range command.Args {
				if arg == "ID" {
					command.Args[i] = id
				}
			}
			pipe, err := command.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(pipe)
			for polled := false; !polled && lines.Scan(); {
				polled = strings.Contains(lines.Text(), "poll 1")
			}
			if err := command.Process.Signal(row.sent); err != nil {
				t.Fatal(err)
			}
			var rest []string
			for lines.Scan() {
				rest = append(rest, lines.Text())
			}
			_ = command.Wait() // ProcessState says the same
			if got := command.ProcessState.String(); got != row.want {
				t.Errorf("%s, want %s: %q", got, row.want, rest)
			}
			_, after, found := strings.Cut(strings.Join(rest, "\n"), "Go on waiting with: medialink get ")
			if !found {
				t.Errorf("it does not say how to go on: %q", rest)
			}
			id, _, _ = strings.Cut(after, " ")
		})
	}
}

func TestAStubFinishesRequestsInFlightAfterSIGTERM(t *testing.T) {
	c := executeStub(t, buildBinary(t), "--fault=slow=500ms")
	response := begin(t, c.url) // the body is still to come
	defer response.Body.Close()
	c.send(t, syscall.SIGTERM)
	body, err := io.ReadAll(response.Body)
	if err != nil || !json.Valid(body) {
		t.Errorf("the body was cut off: %v, %s", err, body)
	}
	if got := c.end(); got != "exit status 0" {
		t.Errorf("%s: %s", got, c.stderr)
	}
}
