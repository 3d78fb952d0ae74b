package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// makeTest runs make test with a go command that only prints its arguments, on a machine where Go has cgo or not.
func makeTest(t *testing.T, cgo string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath("make"); err != nil {
		t.Skip("make is not on this machine")
	}
	bin := t.TempDir()
	script := "#!/bin/sh\ncase $1 in env) echo " + cgo + ";; *) echo go \"$@\";; esac\n"
	if err := os.WriteFile(filepath.Join(bin, "go"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), "make", append([]string{"--no-print-directory", "test"}, args...)...)
	command.Dir = root
	inherited := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "RACE=") })
	command.Env = append(inherited, "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "MAKEFLAGS=")
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	return string(output)
}

func TestMakeTestUsesTheRaceDetectorWhereItCan(t *testing.T) {
	for _, row := range []struct {
		name, cgo string
		args      []string
		race      bool
		says      bool
	}{
		{name: "with a C compiler", cgo: "1", race: true},
		{name: "without a C compiler it says so", cgo: "0", says: true},
		{name: "CI insists on it", cgo: "0", args: []string{"RACE=-race"}, race: true},
	} {
		t.Run(row.name, func(t *testing.T) {
			output := makeTest(t, row.cgo, row.args...)
			if race := strings.Contains(output, "go test -race "); race != row.race {
				t.Errorf("with -race: %v, want %v: %s", race, row.race, output)
			}
			if says := strings.Contains(output, "no C compiler was found"); says != row.says {
				t.Errorf("says so: %v, want %v: %s", says, row.says, output)
			}
		})
	}
}

func TestCIInsistsOnTheRaceDetector(t *testing.T) {
	for _, file := range []string{".ci/run", ".github/workflows/ci.yml"} {
		text, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), "test RACE=-race") {
			t.Errorf("%s does not run make test with RACE=-race", file)
		}
	}
}

// The workflow is the same as what anyone can run: make targets and nothing else.
func TestTheWorkflowCallsMakeTargetsOnly(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, ".github/workflows/ci.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var workflow struct {
		Jobs map[string]struct {
			Strategy struct{ Matrix struct{ Target []string } }
			Steps    []struct{ Run string }
		}
	}
	if err := yaml.Unmarshal(text, &workflow); err != nil {
		t.Fatal(err)
	}
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	var called []string
	for _, job := range workflow.Jobs {
		for _, step := range job.Steps {
			if step.Run != "" && step.Run != "make ${{ matrix.target }}" {
				t.Errorf("a step runs %q, want a make target", step.Run)
			}
		}
		for _, target := range job.Strategy.Matrix.Target {
			target, _, _ = strings.Cut(target, " ")
			called = append(called, target)
			if !regexp.MustCompile(`(?m)^` + target + `:`).Match(makefile) {
				t.Errorf("the Makefile has no target %q", target)
			}
		}
	}
	for _, target := range []string{"drift", "lint", "test", "change-contract"} {
		if !slices.Contains(called, target) {
			t.Errorf("the workflow does not call make %s", target)
		}
	}
}
