package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// buildBinary builds the program and returns where it is.
func buildBinary(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "medialink")
	if output, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	return binary
}

// startBinary runs the stub as a process of its own until the end of the test.
func startBinary(t *testing.T) (process *os.Process, url string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), buildBinary(t), "stub", "--addr=127.0.0.1:0")
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Signal(os.Interrupt)
		_ = command.Wait() // its code is for other tests to look at
	})
	lines := bufio.NewScanner(stdout)
	if !lines.Scan() {
		t.Fatal("it does not listen")
	}
	go func() { _, _ = io.Copy(io.Discard, stdout) }()
	return command.Process, strings.TrimPrefix(lines.Text(), "medialink stub listens on ")
}
