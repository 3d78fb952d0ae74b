package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// program is built once for all tests.
var program struct {
	once sync.Once
	dir  string
	err  error
}

func TestMain(m *testing.M) {
	m.Run()
	_ = os.RemoveAll(program.dir) // none was made if no test has asked for it
}

// buildBinary builds the program and returns where it is.
func buildBinary(t *testing.T) string {
	t.Helper()
	program.once.Do(func() {
		if program.dir, program.err = os.MkdirTemp("", "medialink"); program.err != nil {
			return
		}
		output, err := exec.CommandContext(t.Context(), "go", "build", "-o", program.dir, ".").CombinedOutput()
		if err != nil {
			program.err = fmt.Errorf("%w: %s", err, output)
		}
	})
	if program.err != nil {
		t.Fatal(program.err)
	}
	return filepath.Join(program.dir, "medialink")
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
