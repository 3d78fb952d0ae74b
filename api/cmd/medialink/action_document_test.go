package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

const actionDir = root + "/.github/actions/stub"

type action struct {
	Inputs  map[string]struct{ Description string }
	Outputs map[string]struct{ Description string }
	Runs    struct{ Using, Main, Post string }
}

func decodeYAML(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

// isWorkflow reports whether a block of YAML has steps of a workflow.
func isWorkflow(b block) bool { return b.language == "yaml" && strings.HasPrefix(b.text, "- ") }

func TestWorkflowsOfDocumentsUseTheActionAsItIs(t *testing.T) {
	var is action
	decodeYAML(t, filepath.Join(actionDir, "action.yml"), &is)
	used := 0
	for _, b := range allBlocks(t) {
		if !isWorkflow(b) {
			continue
		}
		var steps []struct {
			Uses string
			With map[string]string
		}
		if err := yaml.Unmarshal([]byte(b.text), &steps); err != nil {
			t.Fatal(err)
		}
		for _, step := range steps {
			if !strings.HasPrefix(step.Uses, "medialink-go/medialink/.github/actions/stub@") {
				continue
			}
			used++
			for input := range step.With {
				if _, has := is.Inputs[input]; !has {
					t.Errorf("the action has no input %q", input)
				}
			}
			if code, _, stderr := invoke(t, append([]string{"stub", "--check-config"}, strings.Fields(step.With["args"])...)...); code != 0 {
				t.Errorf("args: code %d: %s", code, stderr)
			}
		}
		for _, output := range regexp.MustCompile(`steps\.stub\.outputs\.(\w+)`).FindAllStringSubmatch(b.text, -1) {
			if _, has := is.Outputs[output[1]]; !has {
				t.Errorf("the action has no output %q", output[1])
			}
		}
	}
	if used == 0 {
		t.Error("no document uses the action")
	}
}

func TestTheActionHasWhatItNames(t *testing.T) {
	var is action
	decodeYAML(t, filepath.Join(actionDir, "action.yml"), &is)
	for _, script := range []string{is.Runs.Main, is.Runs.Post} {
		if script == "" || !isThere(filepath.Join(actionDir, script)) {
			t.Errorf("there is no script %q", script)
		}
	}
	start := readDocument(t, ".github/actions/stub/"+is.Runs.Main)
	for input, has := range is.Inputs {
		if name := "INPUT_" + strings.ToUpper(input); has.Description == "" || !strings.Contains(start, name) {
			t.Errorf("%s has no description, or nothing reads %s", input, name)
		}
	}
	for output := range is.Outputs {
		if !strings.Contains(start, "`"+output+"=$") {
			t.Errorf("nothing sets %s", output)
		}
	}
}

// No engine is here: the compose file is held by what it says to the program.
func TestTheComposeFileWaitsUntilTheStubIsHealthy(t *testing.T) {
	var compose struct {
		Services map[string]struct {
			Build       struct{ Context, Dockerfile string }
			Command     []string
			Healthcheck struct{ Test []string }
			DependsOn   map[string]struct{ Condition string } `yaml:"depends_on"`
		}
	}
	decodeYAML(t, "compose.yaml", &compose)
	stub, tests := compose.Services["stub"], compose.Services["tests"]
	if !isThere(filepath.Join(stub.Build.Context, stub.Build.Dockerfile)) {
		t.Errorf("it builds %v", stub.Build)
	}
	if got := strings.Join(stub.Healthcheck.Test, " "); got != "CMD /medialink stub --check-health" {
		t.Errorf("the health check is %q", got)
	}
	if condition := tests.DependsOn["stub"].Condition; condition != "service_healthy" {
		t.Errorf("the tests wait for %q", condition)
	}
	if code, _, stderr := invoke(t, append(stub.Command, "--check-config")...); code != 0 {
		t.Errorf("code %d: %s", code, stderr)
	}
	if port := "http://stub:8080" + linkPath; tests.Command[len(tests.Command)-1] != port || !strings.Contains(readDocument(t, "api/cmd/medialink/Dockerfile"), "MEDIALINK_STUB_ADDR=0.0.0.0:8080") {
		t.Errorf("the tests call %s, want %s", tests.Command[len(tests.Command)-1], port)
	}
}

func isThere(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
