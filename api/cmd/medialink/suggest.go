package main

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// suggestFlag names the flag for a word such as -addr, which kong reads as the flags -a, -d and -r.
func suggestFlag(err *kong.ParseError) error {
	for _, arg := range err.Context.Args {
		word, _, _ := strings.Cut(arg, "=")
		if len(word) < 3 || !strings.HasPrefix(err.Error(), "unknown flag "+word[:2]) {
			continue
		}
		for _, flag := range err.Context.Flags() {
			if "-"+flag.Name == word {
				return fmt.Errorf("unknown flag %s, did you mean \"--%s\"?", word, flag.Name)
			}
		}
	}
	return err
}

// commandOf is the command that the arguments name, as far as they name one: "medialink stub".
func commandOf(c *kong.Context) string {
	if selected := c.Selected(); selected != nil {
		return selected.FullPath()
	}
	return c.Model.Name
}
