package main

import (
	"bufio"
	"bytes"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// npmInstalled returns the command of the main npm package, with the binary where npm installs the package of this platform.
func npmInstalled(t *testing.T, withBinary bool, args ...string) *exec.Cmd {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not on this machine")
	}
	platform, err := exec.CommandContext(t.Context(), node, "-p", "process.platform + '-' + process.arch").Output()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	folder := filepath.Join(dir, "node_modules", "@medialink-go", "medialink-"+strings.TrimSpace(string(platform)))
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if withBinary {
		if err := os.Link(buildBinary(t), filepath.Join(folder, "medialink")); err != nil {
			t.Fatal(err)
		}
	}
	script := filepath.Join(dir, "medialink.js")
	if err := os.WriteFile(script, []byte(readDocument(t, ".ci/release/npm/medialink.js")), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), node, append([]string{script}, args...)...)
	command.WaitDelay = 10 * time.Second
	return command
}

// A test that stops npx must not leave a stub behind.
func TestTheNpmPackagePassesSignalsToTheBinary(t *testing.T) {
	for _, signal := range []os.Signal{syscall.SIGTERM, os.Interrupt} {
		command := npmInstalled(t, true, "stub", "--addr=127.0.0.1:0")
		stdout, err := command.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(stdout)
		if !lines.Scan() {
			t.Fatal("it does not listen")
		}
		if err := command.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		if err := command.Wait(); err != nil {
			t.Errorf("%v: %v", signal, err)
		}
		response, err := http.Get(strings.TrimPrefix(lines.Text(), "medialink stub listens on "))
		if err == nil {
			response.Body.Close()
			t.Errorf("%v: the stub is still there", signal)
		}
	}
}

func TestTheNpmPackageReturnsTheExitCodeOfTheBinary(t *testing.T) {
	for _, row := range []struct {
		name       string
		withBinary bool
		code       int
		stderr     string
	}{
		{"of a usage error", true, 2, "rain"},
		{"without the package of the platform", false, 1, "is not installed"},
	} {
		t.Run(row.name, func(t *testing.T) {
			var stderr bytes.Buffer
			command := npmInstalled(t, row.withBinary, "stub", "--fault=rain")
			command.Stderr = &stderr
			var exit *exec.ExitError
			if err := command.Run(); !errors.As(err, &exit) || exit.ExitCode() != row.code {
				t.Errorf("%v, want code %d", err, row.code)
			}
			if !strings.Contains(stderr.String(), row.stderr) {
				t.Errorf("it says %q, want %q", stderr.String(), row.stderr)
			}
		})
	}
}
