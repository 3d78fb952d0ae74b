package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/medialink-go/medialink/api/client"
)

// commands is the command line, as kong reads it. A flag wins over its environment variable, and that over the default.
type commands struct {
	Upload  uploadCommand  `cmd:"" help:"Upload a media by its link; with --wait, wait until it is ready."`
	Get     getCommand     `cmd:"" help:"Show a media; with --wait, wait until it is ready."`
	Stub    stubCommand    `cmd:"" help:"Serve a stub of the API from memory."`
	Proxy   proxyCommand   `cmd:"" help:"Pass requests on to the API, and report where they or the responses break the contract."`
	Check   checkCommand   `cmd:"" help:"Report where recorded exchanges, or one body, break the contract."`
	Spec    specCommand    `cmd:"" help:"Print the contract, openapi.yaml."`
	Version versionCommand `cmd:"" help:"Print which build this is."`

	Completion completionCommand `cmd:"" help:"Print the code that completes commands and flags in a shell."`

	ShowVersion versionFlag `name:"version" short:"V" help:"Print which build this is."`
}

// terminal is where a command writes.
type terminal struct {
	out, err io.Writer
}

// run is the whole program. It returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	unsetEmptyVariables()
	stdout, stderr = escaping{stdout}, escaping{stderr}
	exit := -1
	parser, err := kong.New(&commands{},
		kong.Name("medialink"),
		kong.Description("An unofficial client of Rask AI's media library, and a stub of it."),
		kong.Vars{"base_url": client.DefaultBaseURL},
		kong.KindMapper(reflect.String, kong.MapperFunc(decodeText)),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { exit = code }),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err != nil {
		return report(stderr, err)
	}
	completeLine(parser)
	if exit >= 0 {
		return exit
	}
	command, err := parser.Parse(args)
	if exit >= 0 { // kong has printed the help, or the version
		return exit
	}
	if invalid, ok := errors.AsType[*kong.ParseError](err); ok {
		command, err = invalid.Context, usage(suggestFlag(invalid))
	} else {
		err = command.Run(terminal{out: stdout, err: stderr})
	}
	_, ofCommand := errors.AsType[*exec.ExitError](err)
	if e, ok := errors.AsType[*exitError](err); ok && e.code == exitUsage && !ofCommand {
		selected := "medialink"
		if node := command.Selected(); node != nil {
			selected = node.FullPath()
		}
		err = fmt.Errorf("%w (see %s --help)", err, selected)
	}
	return report(stderr, err)
}

// unsetEmptyVariables unsets empty variables: some tools, such as Compose, can only set a variable to "".
func unsetEmptyVariables() {
	for _, variable := range os.Environ() {
		if name, value, _ := strings.Cut(variable, "="); value == "" && strings.HasPrefix(name, "MEDIALINK_") {
			_ = os.Unsetenv(name) // the name is one that is set
		}
	}
}

// decodeText decodes a string. It rejects an empty one for a flag that also has an environment variable: a script passes that when its
// own variable is not set, and an empty token would protect nothing.
func decodeText(ctx *kong.DecodeContext, target reflect.Value) error {
	if err := ctx.Scan.PopValueInto("string", target.Addr().Interface()); err != nil {
		return err
	}
	if target.Len() == 0 && len(ctx.Value.Tag.Envs) > 0 {
		return errors.New("must not be empty")
	}
	return nil
}

// suggestFlag names the flag for a word such as -addr, which kong reads as the flags -a, -d and -r.
func suggestFlag(err *kong.ParseError) error {
	for _, arg := range err.Context.Args {
		word, _, _ := strings.Cut(arg, "=")
		for _, flag := range err.Context.Flags() {
			if word == "-"+flag.Name && strings.HasPrefix(err.Error(), "unknown flag "+word[:2]) {
				return fmt.Errorf("unknown flag %s, did you mean \"--%s\"?", word, flag.Name)
			}
		}
	}
	return err
}
