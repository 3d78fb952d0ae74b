package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

// makeTest runs make test with a go command that only prints its arguments, and can build with the race detector or not.
func makeTest(t *testing.T, canRace bool, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath("make"); err != nil {
		t.Skip("make is not on this machine")
	}
	bin := t.TempDir()
	script := "#!/bin/sh\ncase $1 in build) " + strconv.FormatBool(canRace) + ";; *) echo go \"$@\";; esac\n"
	if err := os.WriteFile(filepath.Join(bin, "go"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), "make", append([]string{"--no-print-directory", "--silent", "test"}, args...)...)
	command.Dir = root
	inherited := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "RACE=") })
	command.Env = slices.Concat(inherited, []string{"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"), "MAKEFLAGS="})
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	return string(output)
}

func TestMakeTestUsesTheRaceDetectorWhereItCan(t *testing.T) {
	for _, row := range []struct {
		name    string
		canRace bool
		args    []string
		want    string
	}{
		{"with a C compiler", true, nil, "go test -race -shuffle=on ./...\n"},
		{"without a C compiler it says so", false, nil,
			"running the tests without the race detector, which needs a C compiler\ngo test -shuffle=on ./...\n"},
		{"CI insists on it", false, []string{"RACE=-race"}, "go test -race -shuffle=on ./...\n"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := makeTest(t, row.canRace, row.args...); got != row.want {
				t.Errorf("%s, want %s", got, row.want)
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
		Permissions map[string]string
		Jobs        map[string]struct {
			Permissions map[string]string
			Strategy    struct{ Matrix struct{ Target []string } }
			Steps       []struct{ Run, Uses string }
		}
	}
	if err := yaml.Unmarshal(text, &workflow); err != nil {
		t.Fatal(err)
	}
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"contents": "read"}, workflow.Permissions); diff != "" {
		t.Errorf("permissions: %s", diff)
	}
	var called []string
	for name, job := range workflow.Jobs {
		if job.Permissions != nil {
			t.Errorf("%s has permissions of its own: %v", name, job.Permissions)
		}
		for _, step := range job.Steps {
			if step.Uses != "" && !regexp.MustCompile(`^actions/[a-z-]+@v[0-9]+$`).MatchString(step.Uses) {
				t.Errorf("a step uses %q, want an action of GitHub's by its major version", step.Uses)
			}
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

// go test finds nothing wrong with the name of a target that is not there.
func TestMakeFuzzHasEachTarget(t *testing.T) {
	var want, got []string
	err := filepath.WalkDir(filepath.Join(root, "api"), func(path string, _ os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		for _, target := range regexp.MustCompile(`(?m)^func (Fuzz\w+)\(f \*testing\.F\)`).FindAllStringSubmatch(read(path), -1) {
			folder, err := filepath.Rel(root, filepath.Dir(path))
			if err != nil {
				return err
			}
			want = append(want, target[1]+" ./"+filepath.ToSlash(folder))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range regexp.MustCompile(`-fuzz '\^(\w+)\$\$' .* (\./\S+)`).FindAllStringSubmatch(readDocument(t, "Makefile"), -1) {
		got = append(got, line[1]+" "+line[2])
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("make fuzz has other targets than the tests:\n%s", diff)
	}
}
