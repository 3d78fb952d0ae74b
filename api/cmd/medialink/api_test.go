package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the goldens of the exported API and the tables of documents")

// A change of the exported API is meant, or it shows here. Write the goldens anew with go test ./api/cmd/medialink -run API -update.
func TestTheExportedAPIIsTheGolden(t *testing.T) {
	for _, room := range []string{"contract", "server", "stub", "stub/control", "stub/journal", "stubtest", "client", "har", "proxy", "conformance"} {
		output, err := exec.CommandContext(t.Context(), "go", "doc", "-all", module+"/api/"+room).Output()
		if err != nil {
			t.Fatal(err)
		}
		got, golden := declarations(string(output)), filepath.Join("testdata", "api", strings.ReplaceAll(room, "/", "_")+".txt")
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("api/%s:\n%s", room, diff)
		}
	}
}

// declarations drops the words of go doc, which come first, are indented, or are comments, and what each operation of the contract adds.
func declarations(doc string) string {
	var kept []string
	if headings := regexp.MustCompile(`(?m)^(CONSTANTS|VARIABLES|FUNCTIONS|TYPES)$`).FindStringIndex(doc); headings != nil {
		doc = doc[headings[0]:]
	}
	for line := range strings.Lines(doc) {
		code, _, _ := strings.Cut(strings.TrimRight(line, "\n"), " // ")
		if code != "" && !strings.HasPrefix(code, "func (Unimplemented)") && !strings.HasPrefix(code, "    ") && !strings.HasPrefix(strings.TrimSpace(code), "//") {
			kept = append(kept, strings.TrimRight(code, " "))
		}
	}
	return strings.Join(kept, "\n") + "\n"
}
