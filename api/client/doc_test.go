package client_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// The table of the package's doc is made of the rows that TestAttemptsAndEffectOfEachCase runs.
func TestTheDocHasTheTableOfRetries(t *testing.T) {
	var want strings.Builder
	fmt.Fprintf(&want, "//\t%-44s %-44s %s\n", "", "upload", "get")
	for _, row := range retryCases() {
		fmt.Fprintf(&want, "//\t%-44s %-44v %v\n", row.what, row.upload, row.get)
	}
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), want.String()) {
		t.Errorf("doc.go should have\n%s", want.String())
	}
}

func (e ending) String() string { return fmt.Sprintf("%d, %v, %v", e.attempts, e.effect, e.kind) }
