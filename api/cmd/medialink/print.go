package main

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/medialink-go/medialink"
)

type specCommand struct{}

// Run prints the document byte for byte.
func (specCommand) Run(t terminal) error {
	_, err := t.out.Write(medialink.OpenAPI)
	return err
}

type versionCommand struct{}

// Run prints the same as --version.
func (versionCommand) Run(t terminal) error {
	_, err := fmt.Fprintln(t.out, build())
	return err
}

// build returns the version and revision that the go command recorded in the binary.
func build() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "medialink, built without module support"
	}
	words := []string{"medialink", info.Main.Version, info.GoVersion}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			words = append(words, setting.Value)
		}
	}
	return strings.Join(words, " ")
}
