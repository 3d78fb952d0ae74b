//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// gate is .ci/breaking/run in a repository of its own.
type gate struct {
	dir string
	env []string
}

// newGate makes one whose first commit is v1.0.0. It builds oasdiff, which takes a minute and a network at first.
func newGate(t *testing.T) gate {
	t.Helper()
	g := gate{dir: repository(t)}
	git(t, g.dir, "tag", "v1.0.0")
	oasdiff := regexp.MustCompile(`github\.com/oasdiff/oasdiff@v[0-9.]+`).FindString(read(filepath.Join(root, ".ci/breaking/run")))
	bin := t.TempDir()
	install := exec.CommandContext(t.Context(), "go", "install", oasdiff)
	install.Env = append(os.Environ(), "GOBIN="+bin)
	if output, err := install.CombinedOutput(); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%v: %s", err, output)
		}
		t.Skipf("oasdiff cannot be built here: %v: %s", err, output)
	}
	programs, err := filepath.Glob(filepath.Join(root, ".ci/breaking/*.go"))
	if err != nil {
		t.Fatal(err)
	}
	check := filepath.Join(bin, "check")
	if output, err := exec.CommandContext(t.Context(), "go", append([]string{"build", "-o", check}, programs...)...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	g.env = []string{"OASDIFF=" + filepath.Join(bin, "oasdiff"), "CHECK=" + check}
	return g
}

func (g gate) run(t *testing.T) (string, error) {
	t.Helper()
	script := exec.CommandContext(t.Context(), "bash", filepath.Join(g.dir, ".ci/breaking/run"))
	script.Env = append(os.Environ(), g.env...)
	output, err := script.CombinedOutput()
	return string(output), err
}

// apply edits the documents of the first commit.
func (g gate) apply(t *testing.T, edits []edit) {
	t.Helper()
	git(t, g.dir, "checkout", "--quiet", "--", ".")
	for _, e := range edits {
		name := filepath.Join(g.dir, e.file)
		text := read(name)
		if !strings.Contains(text, e.old) {
			t.Fatalf("%s has no %q", e.file, e.old)
		}
		write(t, name, strings.Replace(text, e.old, e.new, 1))
	}
}

// repository makes a repository of what the gate reads, with one commit.
func repository(t *testing.T) string {
	t.Helper()
	for _, tool := range []string{"bash", "git"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not on this machine")
		}
	}
	dir := t.TempDir()
	for _, name := range []string{specFile, controlFile, ".ci/breaking"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		copyTo(t, filepath.Join(dir, name), filepath.Join(root, name))
	}
	write(t, filepath.Join(dir, "CHANGELOG.md"), "# Changelog\n\n## Unreleased\n")
	git(t, dir, "init", "--quiet")
	git(t, dir, "add", ".")
	git(t, dir, "-c", "user.name=test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false", "commit", "--quiet", "-m", "first")
	return dir
}

func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	if output, err := exec.CommandContext(t.Context(), "git", append([]string{"-C", dir}, args...)...).CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v: %s", args, err, output)
	}
}

func copyTo(t *testing.T, to, from string) {
	t.Helper()
	if info, err := os.Stat(from); err != nil {
		t.Fatal(err)
	} else if info.IsDir() {
		if err := os.CopyFS(to, os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
		return
	}
	write(t, to, read(from))
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
