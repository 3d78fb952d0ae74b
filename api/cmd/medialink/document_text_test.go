package main

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Later features get a line and a link.
func TestTheReadmeHasAtMost130Lines(t *testing.T) {
	if lines := strings.Count(readDocument(t, readme), "\n"); lines > 130 {
		t.Errorf("%s has %d lines, want at most 130", readme, lines)
	}
}

func TestTheReadmeHasItsSectionsInOrder(t *testing.T) {
	want := []string{
		"medialink", "Install", "The first 200", "Rehearse what can happen", "Call the API from Go", "Change the contract", "What else there is", "Limits",
	}
	var got []string
	for _, line := range withoutBlocks(readDocument(t, readme)) {
		if heading := strings.TrimLeft(line, "#"); heading != line {
			got = append(got, strings.TrimSpace(heading))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Each kind of user gets a screen.
func TestTheReadmeHasAScreenForEachUser(t *testing.T) {
	for _, heading := range []string{"## Rehearse what can happen", "## Call the API from Go", "## Change the contract"} {
		if lines := strings.Count(section(t, readme, heading), "\n"); lines > 24 {
			t.Errorf("%q has %d lines, want at most 24", heading, lines)
		}
	}
}

// A paragraph is what is between empty lines; an item of a list is one too. A table and a block of code are none.
func TestParagraphsHaveAtMostThreeLines(t *testing.T) {
	item := regexp.MustCompile(`^([-*]|\d+\.) `)
	for _, name := range documentNames(t) {
		if name == "CHANGELOG.md" {
			continue
		}
		count := 0
		for i, line := range withoutBlocks(readDocument(t, name)) {
			if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "|") {
				count = 0
				continue
			}
			if item.MatchString(line) {
				count = 0
			}
			if count++; count == 4 {
				t.Errorf("%s:%d: a paragraph has more than three lines", name, i+1)
			}
			if len([]rune(line)) > 150 {
				t.Errorf("%s:%d: a line has more than 150 characters", name, i+1)
			}
		}
	}
}

// Links to files and headings of the repository.
func TestLinksLeadToFilesAndHeadings(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:]*)(#[^)]*)?\)`)
	for _, name := range documentNames(t) {
		for _, match := range link.FindAllStringSubmatch(strings.Join(withoutBlocks(readDocument(t, name)), "\n"), -1) {
			target := name
			if match[1] != "" {
				target = path.Join(path.Dir(name), match[1])
			}
			if _, err := os.Stat(filepath.Join(root, target)); err != nil {
				t.Errorf("%s: a link leads to %s, which does not exist", name, target)
				continue
			}
			if match[2] != "" && !hasAnchor(readDocument(t, target), match[2]) {
				t.Errorf("%s: a link leads to %s%s, which has no such heading", name, target, match[2])
			}
		}
	}
}

// hasAnchor reports whether GitHub gives a heading of the text this anchor.
func hasAnchor(text, anchor string) bool {
	for _, line := range withoutBlocks(text) {
		heading, isHeading := strings.CutPrefix(strings.TrimLeft(line, "#"), " ")
		if !isHeading || !strings.HasPrefix(line, "#") {
			continue
		}
		kept := regexp.MustCompile(`[^\pL\pN _-]`).ReplaceAllString(strings.ToLower(heading), "")
		if "#"+strings.ReplaceAll(kept, " ", "-") == anchor {
			return true
		}
	}
	return false
}

func TestMakeTargetsExist(t *testing.T) {
	makefile := readDocument(t, "Makefile")
	for _, name := range documentNames(t) {
		for _, match := range regexp.MustCompile("(?m)(?:^|`)make ([a-z-]+)").FindAllStringSubmatch(readDocument(t, name), -1) {
			if !strings.Contains(makefile, "\n"+match[1]+":") {
				t.Errorf("%s: make %s is no target of the Makefile", name, match[1])
			}
		}
	}
}

// Flags in code that begins with them are the program's.
func TestFlagsExist(t *testing.T) {
	var help strings.Builder
	for _, command := range []string{"stub", "upload", "get", "proxy", "check", "spec"} {
		_, stdout, _ := invoke(t, command, "--help")
		help.WriteString(stdout)
	}
	for _, name := range documentNames(t) {
		if name == "CHANGELOG.md" { // it also names what there was
			continue
		}
		for _, match := range regexp.MustCompile("`(--[a-z-]+)").FindAllStringSubmatch(readDocument(t, name), -1) {
			if !regexp.MustCompile(`(?m)^ .*` + match[1] + `\b`).MatchString(help.String()) {
				t.Errorf("%s: no command has the flag %s", name, match[1])
			}
		}
	}
}
