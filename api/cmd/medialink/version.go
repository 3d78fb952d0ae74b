package main

import (
	"fmt"
	"runtime/debug"
	"strings"
)

type versionCommand struct{}

// Run prints what the go command has stamped into the binary.
func (versionCommand) Run(t terminal) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		_, err := fmt.Fprintln(t.out, "medialink, built without module support")
		return err
	}
	words := []string{"medialink", info.Main.Version, info.GoVersion}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			words = append(words, setting.Value)
		}
	}
	_, err := fmt.Fprintln(t.out, strings.Join(words, " "))
	return err
}
