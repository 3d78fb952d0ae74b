package main

import (
	"regexp"
	"slices"
	"strings"
)

// announcements returns the entries of a part of CHANGELOG.md that begin with **Breaking**, above the version of the tag.
func announcements(tag, part string) []string {
	text := string(read("CHANGELOG.md"))
	released := regexp.MustCompile(`(?m)^## \[?v?` + regexp.QuoteMeta(strings.TrimPrefix(tag, "v")) + `\b`)
	if at := released.FindStringIndex(text); at != nil {
		text = text[:at[0]]
	} else if sections := strings.SplitN(text, "\n## ", 3); len(sections) > 1 { // the tag has no section: the first one is since then
		text = sections[1]
	}
	var found []string
	for section := range strings.SplitSeq(text, "\n### ") {
		if title, entries, _ := strings.Cut(section, "\n"); strings.TrimSpace(title) == part {
			for entry := range strings.SplitSeq("\n"+entries, "\n- ") {
				if strings.HasPrefix(entry, "**Breaking**") {
					found = append(found, entry)
				}
			}
		}
	}
	return found
}

// names reports whether an announcement has the place in backticks.
func names(announced []string, place string) bool {
	return slices.ContainsFunc(announced, func(entry string) bool { return strings.Contains(entry, "`"+place+"`") })
}
