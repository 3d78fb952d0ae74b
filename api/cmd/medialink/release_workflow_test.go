package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

// The release workflow runs what anyone can run; only a job that publishes may write.
func TestTheReleaseWorkflowCallsMakeTargetsWithFewPermissions(t *testing.T) {
	var workflow struct {
		Permissions map[string]string
		Jobs        map[string]struct {
			Permissions map[string]string
			Steps       []struct{ Run, Uses string }
		}
	}
	if err := yaml.Unmarshal([]byte(readDocument(t, ".github/workflows/release.yml")), &workflow); err != nil {
		t.Fatal(err)
	}
	var run []string
	permissions := map[string]map[string]string{"": workflow.Permissions}
	for name, job := range workflow.Jobs {
		permissions[name] = job.Permissions
		for _, step := range job.Steps {
			if step.Uses != "" && !regexp.MustCompile(`^actions/[a-z-]+@v[0-9]+$`).MatchString(step.Uses) {
				t.Errorf("a step uses %q, want an action of GitHub's by its major version", step.Uses)
			}
			if step.Run != "" {
				run = append(run, step.Run)
			}
		}
	}
	if diff := cmp.Diff(map[string]map[string]string{
		"":      {"contents": "read"},
		"make":  {"contents": "read", "id-token": "write", "attestations": "write"},
		"files": {"contents": "write"},
		"npm":   {"contents": "read", "id-token": "write"},
		"image": {"contents": "read", "packages": "write"},
	}, permissions); diff != "" {
		t.Errorf("permissions: %s", diff)
	}
	makefile := readDocument(t, "Makefile")
	for _, command := range run {
		target := regexp.MustCompile(`^(?:sudo env "PATH=\$PATH" )?make ([a-z-]+)`).FindStringSubmatch(command)
		if target == nil && !strings.HasPrefix(command, "gh release create ") || target != nil && !strings.Contains(makefile, "\n"+target[1]+":") {
			t.Errorf("a step runs %q, want a make target or gh release create", command)
		}
	}
	for _, target := range []string{"make release-twice FRESH=1", `sudo env "PATH=$PATH" make release-smoke`} {
		if !strings.Contains(strings.Join(run, "\n"), target) {
			t.Errorf("the workflow does not run %s", target)
		}
	}
}
