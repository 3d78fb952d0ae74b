//go:build unix

package main

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// job has what GitHub gives the steps of an action.
type job struct{ dir, output, state, summary string }

func newJob(t *testing.T) job {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("node is not on this machine")
	}
	dir := t.TempDir()
	return job{dir, filepath.Join(dir, "output"), filepath.Join(dir, "state"), filepath.Join(dir, "summary")}
}

// step runs a script of the action as a runner does: inputs and saved state are in the environment.
func (j job) step(t *testing.T, script string, env ...string) (string, error) {
	t.Helper()
	node := exec.CommandContext(t.Context(), "node", filepath.Join(actionDir, script))
	node.Env = append(os.Environ(), "RUNNER_TEMP="+j.dir, "GITHUB_OUTPUT="+j.output, "GITHUB_STATE="+j.state, "GITHUB_STEP_SUMMARY="+j.summary)
	for line := range strings.Lines(read(j.state)) {
		node.Env = append(node.Env, "STATE_"+strings.TrimSpace(line))
	}
	node.Env = append(node.Env, env...)
	output, err := node.CombinedOutput()
	return string(output), err
}

func TestTheActionStartsAStubAndSumsUpItsJournal(t *testing.T) {
	j := newJob(t)
	if output, err := j.step(t, "start.mjs", "INPUT_ADDR=127.0.0.1:0", "INPUT_ARGS=--ready-after 0s  --fault 503,first=1"); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	t.Cleanup(func() { _, _ = j.step(t, "stop.mjs") }) // it has ended, unless the test fails before
	url, found := strings.CutPrefix(strings.TrimSpace(read(j.output)), "url=")
	if !found {
		t.Fatalf("the output is %q, want url=", read(j.output))
	}
	for _, want := range []int{503, 200, 200} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+linkPath, strings.NewReader(goodLink))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer job")
		r.Header.Set("Content-Type", "application/json")
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("status %d, want %d", res.StatusCode, want)
		}
	}
	output, err := j.step(t, "stop.mjs")
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	for _, row := range []string{"| uploadMediaLink | 503 | unchecked | 1 |\n", "| uploadMediaLink | 200 | ok | 2 |\n"} {
		if !strings.Contains(read(j.summary), row) || !strings.Contains(output, row) {
			t.Errorf("the summary is %q, and the log %q, want %q in both", read(j.summary), output, row)
		}
	}
	waitUntil(t, "the stub has ended", func() bool {
		_, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		return err != nil
	})
}

func TestTheActionFailsIfTheStubDoesNotStart(t *testing.T) {
	j := newJob(t)
	output, err := j.step(t, "start.mjs", "INPUT_ARGS=--no-such-flag")
	if err == nil || !strings.Contains(output, "::error::the stub is not ready: it ended with 2") || !strings.Contains(output, "unknown flag --no-such-flag") {
		t.Errorf("%v: %s", err, output)
	}
	if output, err := j.step(t, "stop.mjs"); err != nil || !strings.Contains(output, "unknown flag") {
		t.Errorf("the last step: %v: %s", err, output)
	}
}
