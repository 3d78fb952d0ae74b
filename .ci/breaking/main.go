// This program reports the breaking changes between two versions of an OpenAPI document, and fails if the changelog does not
// announce one of them. Its arguments are the old document, the new one, what oasdiff has found, the tag of the old one, and
// the part of the changelog.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"

	"go.yaml.in/yaml/v4"
)

// change is a breaking change. Its place is what the changelog must name: an operation, or else a component or the like.
type change struct{ place, text string }

func main() {
	base, document, found, tag, part := os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5]
	changes := append(oasdiff(found), compare(load(base), load(document))...)
	announced := announcements(tag, part)
	failed := false
	for _, c := range changes {
		switch {
		case names(announced, c.place):
			fmt.Printf("%s: announced: `%s`: %s\n", document, c.place, c.text)
		default:
			failed = true
			fmt.Printf("%s: breaks compatibility with %s: `%s`: %s\n", document, tag, c.place, c.text)
		}
	}
	switch {
	case failed:
		fmt.Printf("Announce each in CHANGELOG.md, under Unreleased, %s, by a line such as \"- **Breaking** `PLACE`: ...\"; "+
			"PLACE is what stands in backticks first.\n", part)
		os.Exit(1)
	case len(changes) == 0:
		fmt.Printf("%s: no change since %s breaks compatibility\n", document, tag)
	}
}

// oasdiff reads what oasdiff has written: an operation, where there is one, and a text that quotes names.
func oasdiff(name string) []change {
	var found []struct{ OperationID, Path, Text string }
	must(json.Unmarshal(read(name), &found))
	var changes []change
	for _, f := range found {
		place := f.OperationID
		if quoted := regexp.MustCompile("`([^`]+)`").FindStringSubmatch(f.Text); place == "" && quoted != nil {
			place = quoted[1]
		}
		if place == "" {
			place = f.Path
		}
		changes = append(changes, change{place, f.Text})
	}
	return changes
}

func load(name string) map[string]any {
	var document map[string]any
	must(yaml.Unmarshal(read(name), &document))
	return document
}

func read(name string) []byte {
	text, err := os.ReadFile(name)
	must(err)
	return text
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
