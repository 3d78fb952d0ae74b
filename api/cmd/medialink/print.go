package main

import (
	"fmt"
	"runtime"
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
	version, revision, goVersion := buildInfo()
	return strings.TrimSpace("medialink " + version + " " + goVersion + " " + revision)
}

func buildInfo() (version, revision, goVersion string) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "without module support", "", runtime.Version()
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			revision = setting.Value
		}
	}
	return info.Main.Version, revision, info.GoVersion
}
