package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const root = "../../.."

// The documents that tests name.
const (
	readme            = "README.md"
	stubGuide         = "api/stub/README.md"
	clientGuide       = "api/client/README.md"
	contractGuide     = "api/contract/README.md"
	proxyGuide        = "api/proxy/README.md"
	contributingGuide = ".github/CONTRIBUTING.md"
)

// block is a fenced block of a document.
type block struct {
	document, section, language, text string
}

// documentNames lists every Markdown file of the repository.
func documentNames(t *testing.T) (names []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == ".git" || entry.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if filepath.Ext(path) == ".md" {
			name, _ := filepath.Rel(root, path) // path is below root
			names = append(names, filepath.ToSlash(name))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func readDocument(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// allBlocks returns the fenced blocks of every document, each with the heading above it.
func allBlocks(t *testing.T) (blocks []block) {
	t.Helper()
	for _, name := range documentNames(t) {
		blocks = append(blocks, blocksOf(name, readDocument(t, name))...)
	}
	return blocks
}

func blocksOf(name, text string) (blocks []block) {
	section, fence := "", (*block)(nil)
	for line := range strings.Lines(text) {
		language, isFence := strings.CutPrefix(strings.TrimSpace(line), "```")
		switch {
		case isFence && fence == nil:
			fence = &block{document: name, section: section, language: language}
		case isFence:
			blocks = append(blocks, *fence)
			fence = nil
		case fence != nil:
			fence.text += line
		case strings.HasPrefix(line, "#"):
			section = strings.TrimSpace(strings.TrimLeft(line, "#"))
		}
	}
	return blocks
}

// withoutBlocks returns the lines of a document outside its fenced blocks; the lines of a block are empty.
func withoutBlocks(text string) []string {
	var lines []string
	fenced := false
	for line := range strings.Lines(text) {
		isFence := strings.HasPrefix(strings.TrimSpace(line), "```")
		if fenced || isFence {
			lines = append(lines, "")
		} else {
			lines = append(lines, strings.TrimRight(line, "\n"))
		}
		fenced = fenced != isFence
	}
	return lines
}

// section returns what is below a heading of a document, up to the next heading of its level.
func section(t *testing.T, document, heading string) string {
	t.Helper()
	_, after, found := strings.Cut(readDocument(t, document), "\n"+heading+"\n")
	if !found {
		t.Fatalf("%s has no heading %q", document, heading)
	}
	level := strings.Fields(heading)[0]
	body, _, _ := strings.Cut(after, "\n"+level+" ")
	return body
}

func withoutIndent(text string) string {
	return regexp.MustCompile(`(?m)^\s+`).ReplaceAllString(text, "")
}
