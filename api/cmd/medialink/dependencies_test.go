package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The modules of others that packages link, and with them whoever imports them. Only the command links kong, godotenv, cors, term, metrics, swgui,
// overlay and yaml.v3.
var (
	linksContract = []string{"github.com/getkin/kin-openapi", "github.com/go-json-experiment/json", "github.com/go-openapi/jsonpointer",
		"github.com/go-openapi/swag/jsonname", "github.com/google/uuid", "github.com/santhosh-tekuri/jsonschema/v6", "go.yaml.in/yaml/v4", "golang.org/x/text"}
	linksServer = append([]string{"github.com/apapsch/go-jsonmerge/v2", "github.com/oapi-codegen/runtime"}, linksContract...)
	linksClient = append([]string{"golang.org/x/oauth2"}, linksServer...)
	linksStub   = append([]string{"github.com/hashicorp/golang-lru/v2"}, linksServer...)
)

func TestImportersLinkFewModules(t *testing.T) {
	for room, want := range map[string][]string{
		"":                nil,
		"api/har":         nil,
		"gen":             {"github.com/apapsch/go-jsonmerge/v2", "github.com/google/uuid", "github.com/oapi-codegen/runtime"},
		"api/contract":    linksContract,
		"api/proxy":       linksContract,
		"api/conformance": append([]string{"github.com/hashicorp/golang-lru/v2"}, linksContract...),
		"api/server":      linksServer,
		"api/client":      linksClient,
		"api/stub":        linksStub,
		"api/stubtest":    append([]string{"golang.org/x/oauth2"}, linksStub...),
	} {
		output, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", strings.TrimSuffix(module+"/"+room, "/")).Output()
		if err != nil {
			t.Fatal(err)
		}
		got := slices.DeleteFunc(strings.Fields(string(output)), func(path string) bool { return path == module })
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(strings.Join(want, "\n"), strings.Join(slices.Compact(got), "\n")); diff != "" {
			t.Errorf("%s links other modules than it should:\n%s", room, diff)
		}
	}
}

// Whoever imports the client or the stub links nothing of what the command shows to people and to Prometheus.
func TestOnlyTheCommandLinksWhatItShows(t *testing.T) {
	shows := []string{"github.com/swaggest/swgui", "github.com/VictoriaMetrics/metrics", "golang.org/x/term",
		"github.com/jotaen/kong-completion", "github.com/posener/complete", "github.com/speakeasy-api/openapi", "gopkg.in/yaml.v3", module + "/api/stub/control"}
	importers := []string{"api/client", "api/stubtest", "api/server", "api/contract", "api/stub"}
	found := 0
	for _, p := range packages(t) {
		if !slices.Contains(importers, room(p.ImportPath)) {
			continue
		}
		found++
		for _, dep := range p.Deps {
			if slices.ContainsFunc(shows, func(path string) bool { return dep == path || strings.HasPrefix(dep, path+"/") }) {
				t.Errorf("%s links %s", p.ImportPath, dep)
			}
		}
	}
	if found != len(importers) {
		t.Errorf("%d packages of %d are there", found, len(importers))
	}
}

func TestEachDirectDependencyHasAReason(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	direct := 0
	for line := range strings.Lines(string(text)) {
		path, reason := regexp.MustCompile(`^\t(\S+) v\S+`).FindStringSubmatch(line), regexp.MustCompile(`// (.*)`).FindStringSubmatch(line)
		if path == nil || reason != nil && reason[1] == "indirect" {
			continue
		}
		direct++
		if reason == nil {
			t.Errorf("go.mod does not say why %s is worth its cost", path[1])
		}
	}
	if direct == 0 || direct > 19 {
		t.Errorf("go.mod has %d direct dependencies, want 1 to 19", direct)
	}
}
