package main

import (
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub/control"
)

// makeRun is where make run listens.
const makeRun = "http://127.0.0.1:8080"

// notRun lists the blocks of shell that no test runs, by document and first line, with the reason.
var notRun = []struct{ document, line, reason string }{
	{readme, "make run     # start the stub on 127.0.0.1:8080", "it runs until it is stopped, on a fixed port; TestMakeTargetsExist checks the targets"},
	{clientGuide, "go get github.com/medialink-go/medialink", "it needs the published module"},
}

func isNotRun(b block) bool {
	for _, listed := range notRun {
		if b.document == listed.document && strings.HasPrefix(b.text, listed.line+"\n") {
			return true
		}
	}
	return false
}

func TestBlocksThatAreNotRunExist(t *testing.T) {
	all := allBlocks(t)
	for _, listed := range notRun {
		if !slices.ContainsFunc(all, func(b block) bool {
			return b.document == listed.document && b.language == "sh" && strings.HasPrefix(b.text, listed.line+"\n")
		}) {
			t.Errorf("%s has no block of shell that begins with %q", listed.document, listed.line)
		}
	}
}

// Another language would be neither run nor compiled.
func TestBlocksHaveALanguageThatIsChecked(t *testing.T) {
	for _, b := range allBlocks(t) {
		if !slices.Contains([]string{"sh", "go", "yaml", "text"}, b.language) {
			t.Errorf("%s, %q: a block has the language %q: want sh, go, yaml, or text for a picture", b.document, b.section, b.language)
		}
	}
}

func TestShellBlocksWorkAsWritten(t *testing.T) {
	for _, tool := range []string{"curl", "bash"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not on this machine")
		}
	}
	binary := buildBinary(t)
	for name, blocks := range shellBySection(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := os.Link(binary, filepath.Join(dir, "medialink")); err != nil {
				t.Fatal(err)
			}
			script := strings.Join(blocks, "")
			if strings.Contains(script, makeRun) {
				expectInOrder(t, runAgainstMakeRun(t, dir, blocks), script)
			} else {
				expectInOrder(t, runShell(t, dir, script), script)
			}
		})
	}
}

// shellBySection returns the blocks of shell that are run, by document and heading: those of one section share variables and processes.
func shellBySection(t *testing.T) map[string][]string {
	t.Helper()
	sections := map[string][]string{}
	for _, b := range allBlocks(t) {
		if b.language == "sh" && !isNotRun(b) {
			name := b.document + ": " + b.section
			sections[name] = append(sections[name], b.text)
		}
	}
	return sections
}

func runShell(t *testing.T, dir, script string) string {
	t.Helper()
	bash := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", script)
	bash.Dir, bash.WaitDelay = dir, 10*time.Second // for what a script that fails leaves behind
	bash.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "MEDIALINK_") })
	output, err := bash.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	return string(output)
}

// runAgainstMakeRun runs blocks against a stub in the place of make run's. ID in a block is an id that a block before it printed.
func runAgainstMakeRun(t *testing.T, dir string, blocks []string) (output string) {
	t.Helper()
	r := start(t, "--ready-after=0s")
	defer r.end()
	for _, script := range blocks {
		script = strings.ReplaceAll(script, makeRun, r.url)
		output += runShell(t, dir, strings.ReplaceAll(script, "/ID", "/"+idIn(output)))
	}
	return output
}

// expectInOrder looks for the texts behind # → in a script.
func expectInOrder(t *testing.T, output, script string) {
	t.Helper()
	promises := regexp.MustCompile(`# → (.*)`).FindAllStringSubmatch(script, -1)
	if len(promises) == 0 {
		t.Error("the script has no expected output, # →")
	}
	rest := output
	for _, promise := range promises {
		_, after, found := strings.Cut(rest, promise[1])
		if !found {
			t.Errorf("%q is not behind what came before it in\n%s", promise[1], output)
		}
		rest = after
	}
}

func TestGoBlocksAreCompiled(t *testing.T) {
	var compiled strings.Builder
	err := filepath.WalkDir(filepath.Join(root, "api"), func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		compiled.WriteString(withoutIndent(string(text)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, b := range allBlocks(t) {
		if b.language != "go" {
			continue
		}
		count++
		if !strings.Contains(compiled.String(), withoutIndent(b.text)) {
			t.Errorf("%s, %q: no test has this:\n%s", b.document, b.section, b.text)
		}
	}
	if count < 3 {
		t.Errorf("the documents have %d blocks of Go, want at least 3", count)
	}
}

func TestConfigurationFilesOfDocumentsAreValid(t *testing.T) {
	count := 0
	for _, b := range allBlocks(t) {
		if b.language != "yaml" || isWorkflow(b) {
			continue
		}
		count++
		if code, stdout, stderr := invoke(t, "stub", "--check-config", "--config", configured(t, b.text)); code != 0 || stdout != "The configuration is good.\n" {
			t.Errorf("%s, %q: code %d: %s%s", b.document, b.section, code, stdout, stderr)
		}
	}
	if count == 0 {
		t.Error("no document has a configuration file")
	}
}

func TestEachControlOperationHasALine(t *testing.T) {
	document, err := contract.Parse(control.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	var script strings.Builder
	for _, b := range blocksOf(stubGuide, readDocument(t, stubGuide)) {
		if b.section == "Control it over HTTP" && b.language == "sh" {
			script.WriteString(b.text)
		}
	}
	for _, op := range document.Operations() {
		path := strings.NewReplacer(control.Prefix, `\$stub/`, "{media_id}", `\$media`).Replace(op.Path())
		method := map[bool]string{false: "-X " + op.Method() + " "}[op.Method() == http.MethodGet]
		if !regexp.MustCompile(`(?m)(ask|fail|silent) ` + method + `"?` + path + `([" ?]|$)`).MatchString(script.String()) {
			t.Errorf("%s has no line for %s", stubGuide, op)
		}
	}
}

// A program that tests a client from a shell is short: the issue of a user who sets up CI.
func TestTheScriptForCIHasTwelveCommands(t *testing.T) {
	for _, b := range blocksOf(stubGuide, readDocument(t, stubGuide)) {
		if b.section != "Assert what a client did" || b.language != "sh" {
			continue
		}
		commands := strings.Count(strings.ReplaceAll(b.text, "\\\n", ""), "\n")
		if commands > 12 {
			t.Errorf("the script has %d lines, want at most 12", commands)
		}
		return
	}
	t.Errorf("%s has no script for CI", stubGuide)
}
