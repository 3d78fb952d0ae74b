//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// child is the program as a process of its own.
type child struct {
	*exec.Cmd
	stdout *bufio.Scanner
	stderr *bytes.Buffer
	url    string // of a stub
}

// execute starts the program.
func execute(t *testing.T, binary string, args ...string) *child {
	t.Helper()
	const patience = time.Minute // for whatever the test waits for
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	c := &child{Cmd: exec.CommandContext(ctx, binary, args...), stderr: &bytes.Buffer{}}
	c.Stderr = c.stderr
	stdout, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.stdout = bufio.NewScanner(stdout)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c
}

// executeStub starts a stub, and returns when it listens.
func executeStub(t *testing.T, binary string, args ...string) *child {
	t.Helper()
	c := execute(t, binary, append([]string{"stub", "--addr=127.0.0.1:0"}, args...)...)
	if !c.stdout.Scan() {
		t.Fatalf("it does not listen: %v, %s", c.Wait(), c.stderr)
	}
	c.url = strings.TrimPrefix(c.stdout.Text(), "medialink stub listens on ")
	return c
}

func (c *child) send(t *testing.T, signals ...os.Signal) {
	t.Helper()
	for _, s := range signals {
		if err := c.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
	}
}

// end waits for the end of the process and returns how it has ended: "exit status 0", "signal: terminated".
func (c *child) end() string {
	for c.stdout.Scan() { // Wait closes the pipe
	}
	_ = c.Wait() // ProcessState says the same
	return c.ProcessState.String()
}
