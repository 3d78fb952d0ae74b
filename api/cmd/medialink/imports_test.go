package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/medialink-go/medialink"

// mayImport says which rooms of this module a room may import, its tests aside. A room that is not here may import none.
var mayImport = map[string][]string{
	"api/contract": {"", "api/internal/early", "api/internal/similar"},
	"api/server":   {"gen", "api/contract", "api/internal/early", "api/internal/encode", "api/internal/redact", "api/internal/trace"},
	"api/stub": {"gen", "api/contract", "api/server", "api/stub/fault", "api/stub/scenario", "api/stub/journal", "api/stub/internal/form",
		"api/stub/internal/sample", "api/stub/internal/token", "api/internal/early", "api/internal/encode"},
	"api/stub/internal/form":        {"api/internal/similar"},
	"api/stub/fault":                {"api/contract", "api/stub/internal/form"},
	"api/stub/scenario":             {"api/stub/internal/form"},
	"api/stub/journal":              {"api/contract", "api/stub/internal/form", "api/internal/encode", "api/internal/redact", "api/internal/trace"},
	"api/internal/redact":           {"api/internal/encode"},
	"api/internal/floor":            {"gen"},
	"api/internal/floor/serve":      {"api/internal/floor"},
	"api/client":                    {"gen", "api/contract", "api/internal/redact"},
	"api/stubtest":                  {"gen", "api/contract", "api/server", "api/stub", "api/stub/fault", "api/stub/journal", "api/client"},
	"api/stub/control":              {"gen", "api/contract", "api/server", "api/stub", "api/stub/fault", "api/stub/journal", "api/stub/scenario", "api/stub/control/internal/gen", "api/har", "api/internal/early", "api/internal/encode"},
	"api/stub/control/internal/gen": {"gen", "api/har", "api/stub/journal"},
	"api/conformance":               {"api/contract", "api/har", "api/internal/encode", "api/internal/redact"},
	"api/proxy":                     {"api/contract", "api/conformance", "api/har"},
	"api/cmd/medialink":             {"", "gen", "api/contract", "api/conformance", "api/har", "api/proxy", "api/server", "api/stub", "api/stub/fault", "api/stub/journal", "api/stub/scenario", "api/stub/control", "api/client"},
}

type goPackage struct {
	ImportPath string
	Doc        string
	Imports    []string
	Deps       []string
}

// packages lists what matches the pattern, from the module's root.
func packages(t *testing.T) []goPackage {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Doc,Imports,Deps", module+"/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []goPackage
	for decoder := json.NewDecoder(strings.NewReader(string(output))); ; {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func room(importPath string) string {
	return strings.TrimPrefix(strings.TrimPrefix(importPath, module), "/")
}

func TestRoomsImportOnlyTheRoomsTheyMay(t *testing.T) {
	for _, p := range packages(t) {
		for _, imported := range p.Imports {
			ours := imported == module || strings.HasPrefix(imported, module+"/")
			if ours && !slices.Contains(mayImport[room(p.ImportPath)], room(imported)) {
				t.Errorf("%s may not import %s", p.ImportPath, imported)
			}
		}
	}
}

func TestOnlyTheContractKnowsKinOpenAPI(t *testing.T) {
	const kin = "github.com/getkin/kin-openapi/"
	isKin := func(path string) bool { return strings.HasPrefix(path, kin) }
	for _, p := range packages(t) {
		if slices.ContainsFunc(p.Imports, isKin) && room(p.ImportPath) != "api/contract" {
			t.Errorf("%s imports kin-openapi", p.ImportPath)
		}
		if slices.ContainsFunc(p.Deps, isKin) && room(p.ImportPath) == "gen" {
			t.Errorf("gen links kin-openapi")
		}
	}
}
