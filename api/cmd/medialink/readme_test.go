package main

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/medialink-go/medialink"
	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/control"
)

const root = "../../.."

// makeRun is where make run listens.
const makeRun = "http://127.0.0.1:8080"

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// section returns what stands below a heading, up to the next one that is as high.
func section(t *testing.T, text, heading string) string {
	t.Helper()
	_, after, found := strings.Cut(text, "\n"+heading+"\n")
	if !found {
		t.Fatalf("README.md has no %q", heading)
	}
	level := strings.Fields(heading)[0]
	body, _, _ := strings.Cut(after, "\n"+level+" ")
	return body
}

// blocks returns the fenced blocks of a language.
func blocks(text, language string) []string {
	var all []string
	for _, match := range regexp.MustCompile("(?s)\n```"+language+"\n(.*?)\n```").FindAllStringSubmatch(text, -1) {
		all = append(all, match[1])
	}
	return all
}

func TestTheShellOfTheReadmeWorksAsWritten(t *testing.T) {
	for _, tool := range []string{"curl", "bash"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not on this machine")
		}
	}
	binary := buildBinary(t)
	for _, heading := range []string{"### By hand, with curl", "### In a script, in CI", "### A test of a client, in twelve lines",
		"### From outside, over HTTP", "## From the command line"} {
		t.Run(heading, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.Link(binary, filepath.Join(dir, "medialink")); err != nil {
				t.Fatal(err)
			}
			script := strings.Join(blocks(section(t, readme(t), heading), "sh"), "\n")
			if strings.Contains(script, makeRun) {
				r := start(t)
				defer r.end()
				script = strings.ReplaceAll(script, makeRun, r.url)
			}
			bash := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", script)
			bash.Dir = dir
			output, err := bash.CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, output)
			}
			expectInOrder(t, string(output), script)
		})
	}
}

// expectInOrder looks for what the comments of a script promise.
func expectInOrder(t *testing.T, output, script string) {
	t.Helper()
	promises := regexp.MustCompile(`# → (.*)`).FindAllStringSubmatch(script, -1)
	if len(promises) == 0 {
		t.Error("the script promises nothing")
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

func TestTheGoOfTheReadmeIsCompiled(t *testing.T) {
	var compiled strings.Builder
	for _, room := range []string{"api/server", "api/stubtest", "api/cmd/medialink"} {
		files, err := filepath.Glob(filepath.Join(root, room, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			compiled.WriteString(withoutIndent(string(text)))
		}
	}
	all := blocks(readme(t), "go")
	if len(all) < 3 {
		t.Errorf("README.md has %d blocks of Go", len(all))
	}
	for _, block := range all {
		if !strings.Contains(compiled.String(), withoutIndent(block)) {
			t.Errorf("no test has this:\n%s", block)
		}
	}
}

func withoutIndent(text string) string {
	return regexp.MustCompile(`(?m)^\s+`).ReplaceAllString(text, "")
}

func TestTheReadmeHasAllThatTheStubCanBeTold(t *testing.T) {
	var want strings.Builder
	for _, list := range []struct {
		where string
		forms []stub.Form
	}{{"link, `--scenario`", stub.Scenarios()}, {"`Prefer`", stub.Preferences()}, {"`--fault`", stub.Faults()}} {
		for _, form := range list.forms {
			fmt.Fprintf(&want, "| `%s` | %s | %s |\n", form.Example, list.where, form.Means)
		}
	}
	if !strings.Contains(readme(t), want.String()) {
		t.Errorf("README.md should have\n%s", want.String())
	}
}

func TestTheReadmeTellsOfEveryFlag(t *testing.T) {
	_, help, _ := invoke(t, "stub", "--help")
	told := section(t, readme(t), "### All that the stub can be told")
	for _, flag := range regexp.MustCompile(`(?m)^ +(--[a-z-]+)`).FindAllStringSubmatch(help, -1) {
		if !strings.Contains(told, "`"+flag[1]) {
			t.Errorf("README.md does not tell of %s", flag[1])
		}
	}
}

func TestTheReadmeTellsTheOriginsOfTheContract(t *testing.T) {
	var document map[string]any
	if err := yaml.Unmarshal(medialink.OpenAPI, &document); err != nil {
		t.Fatal(err)
	}
	names := map[string][]string{} // by place and origin
	for path, item := range document["paths"].(map[string]any) {
		for method, operation := range item.(map[string]any) {
			tellOrigins(names, "operations", operation.(map[string]any)["operationId"], operation)
			for status, response := range operation.(map[string]any)["responses"].(map[string]any) {
				tellOrigins(names, "responses of "+strings.ToUpper(method)+" "+path, status, response)
			}
		}
	}
	components := document["components"].(map[string]any)
	for name, response := range components["responses"].(map[string]any) {
		tellOrigins(names, "error responses", name, response)
	}
	for schema, value := range components["schemas"].(map[string]any) {
		properties, _ := value.(map[string]any)["properties"].(map[string]any)
		for name, property := range properties {
			tellOrigins(names, schema, name, property)
		}
	}
	var want strings.Builder
	for _, place := range slices.Sorted(maps.Keys(names)) {
		fmt.Fprintf(&want, "| %s %s |\n", place, strings.Join(slices.Sorted(slices.Values(names[place])), ", "))
	}
	if *update {
		replaceTable(t, "| | origin | |\n|---|---|---|\n", want.String())
	}
	if !strings.Contains(readme(t), want.String()) {
		t.Errorf("README.md should have, which go test ./api/cmd/medialink -run Origins -update writes:\n%s", want.String())
	}
}

// replaceTable writes rows to README.md below a head, in place of those that are there.
func replaceTable(t *testing.T, head, rows string) {
	t.Helper()
	before, after, found := strings.Cut(readme(t), head)
	if !found {
		t.Fatalf("README.md has no table with the head\n%s", head)
	}
	_, after, _ = strings.Cut(after, "\n\n")
	if err := os.WriteFile(filepath.Join(root, "README.md"), []byte(before+head+rows+"\n"+after), 0o600); err != nil {
		t.Fatal(err)
	}
}

// tellOrigins files a name below its place and origin; what is referred to tells for itself.
func tellOrigins(names map[string][]string, place string, name, value any) {
	if origin, ok := value.(map[string]any)["x-origin"].(string); ok {
		row := fmt.Sprintf("%s | `%s` |", place, origin)
		names[row] = append(names[row], fmt.Sprint(name))
	}
}

func TestTheReadmeHasALineForEachCallOfTheControlAPI(t *testing.T) {
	document, err := contract.Parse(control.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	script := strings.Join(blocks(section(t, readme(t), "### From outside, over HTTP"), "sh"), "\n")
	for _, op := range document.Operations() {
		path := strings.NewReplacer(control.Prefix, `\$stub/`, "{media_id}", `\$media`).Replace(op.Path())
		method := map[bool]string{false: "-X " + op.Method() + " "}[op.Method() == http.MethodGet]
		if !regexp.MustCompile(`(?m)(ask|fail|silent) ` + method + `"?` + path + `([" ?]|$)`).MatchString(script) {
			t.Errorf("README.md has no line for %s", op)
		}
	}
}
