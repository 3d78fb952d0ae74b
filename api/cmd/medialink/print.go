package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/medialink-go/medialink/api/contract"
)

type specCommand struct {
	Overlay string `placeholder:"FILE" help:"Apply an OpenAPI Overlay, such as one that --propose of proxy or check wrote. Each of its targets has to match."`
}

// Run prints the document byte for byte, unless there is an overlay.
func (c specCommand) Run(t terminal) error {
	_, document, err := contractWith(c.Overlay)
	if err != nil {
		return err
	}
	_, err = t.out.Write(document)
	return err
}

type versionCommand struct{}

// Run prints the same as --version.
func (versionCommand) Run(t terminal) error { return printVersion(t.out) }

// versionFlag is kong.VersionFlag, which would want the text, and with it the contract, at each start.
type versionFlag bool

func (versionFlag) BeforeReset(app *kong.Kong) error {
	if err := printVersion(app.Stdout); err != nil {
		return err
	}
	app.Exit(0)
	return nil
}

// printVersion prints the build, and the version and the hash of the contract.
func printVersion(w io.Writer) error {
	library, err := contract.Library()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s\ncontract %s sha256:%s\n", build(), library.Version(), library.SHA256())
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
