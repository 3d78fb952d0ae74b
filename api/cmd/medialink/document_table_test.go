package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/medialink-go/medialink"
	"github.com/medialink-go/medialink/api/stub/control"
	"github.com/medialink-go/medialink/api/stub/fault"
	"github.com/medialink-go/medialink/api/stub/scenario"
)

// The tables of documents that the program, the contract or the code has in another form. Write them anew with
// go test ./api/cmd/medialink -run Tables -update.
func TestTablesSayWhatTheProgramDoes(t *testing.T) {
	for _, table := range []struct {
		name, document, head string
		rows                 func(*testing.T) string
	}{
		{"forms", stubGuide, "| | where | |\n|---|---|---|\n", formRows},
		{"flags", stubGuide, "| flag | | environment |\n|---|---|---|\n", stubFlagRows},
		{"calls", stubGuide, "| call | |\n|---|---|\n", controlRows},
		{"kinds", clientGuide, "| kind | message | |\n|---|---|---|\n", kindRows},
		{"cases", clientGuide, "| case | upload | get |\n|---|---|---|\n", caseRows},
		{"events", clientGuide, "| event | `Event.Kind` | |\n|---|---|---|\n", eventRows},
		{"flags of upload", clientGuide, "| flag | of `upload` and `get` | environment |\n|---|---|---|\n", flagRowsOfTwo("upload", "get")},
		{"exit codes", clientGuide, "| code | |\n|---|---|\n", exitCodeRows("upload")},
		{"flags of proxy", proxyGuide, "| flag | of `proxy` and `check` | environment |\n|---|---|---|\n", flagRowsOfTwo("proxy", "check")},
		{"exit codes of proxy", proxyGuide, "| code | |\n|---|---|\n", exitCodeRows("proxy")},
		{"keywords", contractGuide, "| keyword | instead |\n|---|---|\n", keywordRows},
		{"packages", contributingGuide, "| package | what it does | imports |\n|---|---|---|\n", packageRows},
		{"origins", contractGuide, "| | origin | |\n|---|---|---|\n", originRows},
	} {
		t.Run(table.name, func(t *testing.T) {
			rows := table.rows(t)
			if *update {
				replaceTable(t, table.document, table.head, rows)
			}
			if !strings.Contains(readDocument(t, table.document), table.head+rows+"\n") {
				t.Errorf("%s should have, which go test ./api/cmd/medialink -run Tables -update writes:\n%s%s", table.document, table.head, rows)
			}
		})
	}
}

// replaceTable writes rows below a head, in place of those that are there.
func replaceTable(t *testing.T, document, head, rows string) {
	t.Helper()
	before, after, found := strings.Cut(readDocument(t, document), head)
	if !found {
		t.Fatalf("%s has no table with the head\n%s", document, head)
	}
	after = regexp.MustCompile(`^(\|.*\n)*`).ReplaceAllString(after, "")
	if err := os.WriteFile(filepath.Join(root, document), []byte(before+head+rows+after), 0o600); err != nil {
		t.Fatal(err)
	}
}

// row is a row of a table. A bar in a cell would end the cell, even in code.
func row(cells ...string) string {
	for i, cell := range cells {
		cells[i] = strings.ReplaceAll(cell, "|", `\|`)
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

func formRows(*testing.T) string {
	var rows strings.Builder
	for _, list := range []struct {
		where string
		forms []fault.Form
	}{{"link, `--scenario`", scenario.Forms()}, {"`Prefer`", scenario.Preferences()}, {"`--fault`", fault.Forms()}} {
		for _, form := range list.forms {
			rows.WriteString(row("`"+form.Example+"`", list.where, form.Means))
		}
	}
	return rows.String()
}

// originRows says for each statement of the contract where it comes from.
func originRows(t *testing.T) string {
	t.Helper()
	var document map[string]any
	if err := yaml.Unmarshal(medialink.OpenAPI, &document); err != nil {
		t.Fatal(err)
	}
	names := map[string][]string{} // by place and origin
	for path, item := range document["paths"].(map[string]any) {
		for method, operation := range item.(map[string]any) {
			addOrigin(names, "operations", operation.(map[string]any)["operationId"], operation)
			for status, response := range operation.(map[string]any)["responses"].(map[string]any) {
				addOrigin(names, "responses of "+strings.ToUpper(method)+" "+path, status, response)
			}
		}
	}
	components := document["components"].(map[string]any)
	for name, response := range components["responses"].(map[string]any) {
		addOrigin(names, "error responses", name, response)
	}
	for schema, value := range components["schemas"].(map[string]any) {
		properties, _ := value.(map[string]any)["properties"].(map[string]any)
		for name, property := range properties {
			addOrigin(names, schema, name, property)
		}
	}
	var rows strings.Builder
	for _, place := range slices.Sorted(maps.Keys(names)) {
		fmt.Fprintf(&rows, "| %s %s |\n", place, strings.Join(slices.Sorted(slices.Values(names[place])), ", "))
	}
	return rows.String()
}

// addOrigin adds a name below its place and origin. A reference has no origin of its own.
func addOrigin(names map[string][]string, place string, name, value any) {
	if origin, ok := value.(map[string]any)["x-origin"].(string); ok {
		key := fmt.Sprintf("%s | `%s` |", place, origin)
		names[key] = append(names[key], fmt.Sprint(name))
	}
}

func stubFlagRows(t *testing.T) string {
	t.Helper()
	var rows strings.Builder
	for _, flag := range flagsOf(t, "stub") {
		rows.WriteString(flag.row(flag.help))
	}
	return rows.String()
}

// flagRowsOfTwo says which flags only one of two commands has.
func flagRowsOfTwo(one, other string) func(*testing.T) string {
	return func(t *testing.T) string {
		t.Helper()
		var rows strings.Builder
		ofOne, ofOther := flagsOf(t, one), flagsOf(t, other)
		for _, flag := range ofOne {
			if slices.Contains(ofOther, flag) {
				rows.WriteString(flag.row(flag.help))
			} else {
				rows.WriteString(flag.row("`" + one + "` only: " + flag.help))
			}
		}
		for _, flag := range ofOther {
			if !slices.Contains(ofOne, flag) {
				rows.WriteString(flag.row("`" + other + "` only: " + flag.help))
			}
		}
		return rows.String()
	}
}

// helpFlag is a flag as --help describes it.
type helpFlag struct{ form, help, variable string }

func (f helpFlag) row(help string) string {
	return row("`"+f.form+"`", strings.ReplaceAll(help, "*", `\*`), f.variable)
}

// flagsOf reads the flags of a command from its --help, whose lines are wrapped, without those that every command has.
func flagsOf(t *testing.T, command string) (flags []helpFlag) {
	t.Helper()
	_, help, _ := invoke(t, command, "--help")
	_, help, found := strings.Cut(help, "\nFlags:\n")
	if !found {
		t.Fatalf("%s --help has no flags", command)
	}
	for line := range strings.Lines(help) {
		text := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(text, "--"):
			form, words, _ := strings.Cut(text, "  ")
			flags = append(flags, helpFlag{form: form, help: strings.TrimSpace(words)})
		case text != "" && !strings.HasPrefix(text, "-") && len(flags) > 0:
			last := &flags[len(flags)-1]
			last.help = strings.TrimSpace(last.help + " " + text)
		}
	}
	for i, flag := range flags {
		if match := regexp.MustCompile(`^(.*) \(\$(\w+)\)\.$`).FindStringSubmatch(flag.help); match != nil {
			flags[i].help, flags[i].variable = strings.TrimSuffix(match[1], ".")+".", "`"+match[2]+"`"
		}
	}
	return flags
}

// exitCodeRows has what --help says: Exit codes: 0 the media is ready, ...; 3 it has failed; ...; 1 anything else.
func exitCodeRows(command string) func(*testing.T) string {
	return func(t *testing.T) string {
		t.Helper()
		_, help, _ := invoke(t, command, "--help")
		match := regexp.MustCompile(`(?s)Exit codes: (.*?)\.\n`).FindStringSubmatch(help)
		if match == nil {
			t.Fatalf("%s --help has no exit codes", command)
		}
		var rows strings.Builder
		for code := range strings.SplitSeq(strings.Join(strings.Fields(match[1]), " "), "; ") {
			number, meaning, _ := strings.Cut(code, " ")
			rows.WriteString(row("`"+number+"`", meaning))
		}
		return rows.String()
	}
}

func controlRows(t *testing.T) string {
	t.Helper()
	var document struct{ Paths map[string]map[string]any }
	if err := yaml.Unmarshal(control.OpenAPI, &document); err != nil {
		t.Fatal(err)
	}
	var rows strings.Builder
	for _, called := range slices.Sorted(maps.Keys(document.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(document.Paths[called])) {
			if operation, ok := document.Paths[called][method].(map[string]any); ok { // parameters of the path are a list
				rows.WriteString(row("`"+strings.ToUpper(method)+" "+called+"`", operation["summary"].(string)))
			}
		}
	}
	return rows.String()
}
