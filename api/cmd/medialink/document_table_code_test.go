package main

import (
	"cmp"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
)

// sourceOf returns the code of a package without its tests.
func sourceOf(t *testing.T, directory string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, directory, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var source strings.Builder
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(text)
	}
	return source.String()
}

// rowsOf makes a row of the groups of each match in a package's code.
func rowsOf(t *testing.T, directory, pattern string, row func(match []string) string) string {
	t.Helper()
	var rows strings.Builder
	for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(sourceOf(t, directory), -1) {
		rows.WriteString(row(match))
	}
	if rows.Len() == 0 {
		t.Fatalf("nothing in %s matches %s", directory, pattern)
	}
	return rows.String()
}

func kindRows(t *testing.T) string {
	t.Helper()
	return rowsOf(t, "api/client", `(?m)^\t(Err[A-Z]\w*) += errors\.New\("(.*)"\) +// (.*)$`, func(match []string) string {
		return row("`"+match[1]+"`", match[2], match[3])
	})
}

func eventRows(t *testing.T) string {
	t.Helper()
	return rowsOf(t, "api/client", `(?m)^\t(Event\w+) +EventKind = "(\w+)" +// (.*)$`, func(match []string) string {
		return row("`"+match[1]+"`", "`"+match[2]+"`", match[3])
	})
}

// caseRows has the table of the package's documentation, which a test of the package makes of the rows that it runs.
func caseRows(t *testing.T) string {
	t.Helper()
	return rowsOf(t, "api/client", `(?m)^//\t(\S.{0,43}\S) {2,}(\d.*?\S) {2,}(\d.*)$`, func(match []string) string {
		return row(strings.TrimSpace(match[1]), match[2], match[3])
	})
}

// keywordRows has the keywords of a schema that Parse refuses although JSON Schema has them, and what it says to write instead.
func keywordRows(t *testing.T) string {
	t.Helper()
	var rows strings.Builder
	for _, keyword := range []string{
		"const", "if", "not", "prefixItems", "patternProperties", "dependentRequired", "discriminator", "nullable", "readOnly", "writeOnly",
	} {
		_, err := contract.Parse([]byte("openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents: {schemas: {T: {" + keyword + ": x}}}\n"))
		if err == nil {
			t.Errorf("Parse accepts the keyword %s", keyword)
			continue
		}
		_, instead, found := strings.Cut(err.Error(), "/T/"+keyword+": is not supported: write ")
		if !found {
			t.Errorf("Parse does not say what to write instead of %s: %v", keyword, err)
		}
		rows.WriteString(row("`"+keyword+"`", instead))
	}
	return rows.String()
}

// packageRows has the first sentence of each package's documentation, up to a colon, and what the package imports of this module.
func packageRows(t *testing.T) string {
	t.Helper()
	var rows strings.Builder
	for _, p := range packages(t) {
		if p.Doc == "" { // it has tests alone
			continue
		}
		name := room(p.ImportPath)
		var imports []string
		for _, imported := range p.Imports {
			if _, ours := strings.CutPrefix(imported, module); ours {
				imports = append(imports, shortRoom(room(imported)))
			}
		}
		doc := regexp.MustCompile(`^(Package|Command) \w+ `).ReplaceAllString(p.Doc, "")
		if path.Base(name) == "gen" {
			doc = "is generated"
		}
		doc, _, _ = strings.Cut(strings.TrimSuffix(doc, "."), ": ")
		rows.WriteString(row(fmt.Sprintf("[%s](../%s)", shortRoom(name), name), doc, strings.Join(imports, ", ")))
	}
	return rows.String()
}

// shortRoom is a room as people call it.
func shortRoom(name string) string { return cmp.Or(strings.TrimPrefix(name, "api/"), "medialink") }

// Each file of api/contract is in one row of the table of what it adds to kin-openapi, and each row has a file.
func TestTheGuideSaysWhyEachFileOfTheContractExists(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "api/contract", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{} // rows, by file
	for _, file := range files {
		if name := filepath.Base(file); name != "doc.go" && !strings.HasSuffix(name, "_test.go") {
			count[name] = 0
		}
	}
	for _, row := range regexp.MustCompile("(?m)^\\| (`.*?) \\|").FindAllStringSubmatch(section(t, contractGuide, "## What kin-openapi does, what we add, and why"), -1) {
		for pattern := range strings.SplitSeq(row[1], ", ") {
			pattern = strings.Trim(pattern, "`")
			matched := false
			for name := range count {
				if ok, err := filepath.Match(pattern, name); err != nil {
					t.Fatal(err)
				} else if ok {
					count[name]++
					matched = true
				}
			}
			if !matched {
				t.Errorf("%s: no file of api/contract is %s", contractGuide, pattern)
			}
		}
	}
	for name, rows := range count {
		if rows != 1 {
			t.Errorf("%s: api/contract/%s is in %d rows, want 1", contractGuide, name, rows)
		}
	}
}
