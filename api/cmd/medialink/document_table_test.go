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
	"github.com/medialink-go/medialink/api/stub"
)

// The tables of documents that the program, the contract or the code has in another form. Write them anew with
// go test ./api/cmd/medialink -run Tables -update.
func TestTablesSayWhatTheProgramDoes(t *testing.T) {
	for _, table := range []struct {
		name, document, head string
		rows                 func(*testing.T) string
	}{
		{"forms", stubGuide, "| | where | |\n|---|---|---|\n", formRows},
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
		forms []stub.Form
	}{{"link, `--scenario`", stub.Scenarios()}, {"`Prefer`", stub.Preferences()}, {"`--fault`", stub.Faults()}} {
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
