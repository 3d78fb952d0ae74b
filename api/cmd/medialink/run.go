package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/alecthomas/kong"
)

// The exit codes.
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
)

// commands is the command line, as kong reads it. A flag wins over its environment variable, and that over the default.
type commands struct {
	Stub    stubCommand    `cmd:"" help:"Stand in for the service: serve the contract from memory."`
	Spec    specCommand    `cmd:"" help:"Print the contract, openapi.yaml."`
	Version versionCommand `cmd:"" help:"Print which build this is."`
}

// terminal is where a command writes.
type terminal struct {
	out, err io.Writer
}

// run is the program but for the process around it. It returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	exit := -1
	parser, err := kong.New(&commands{},
		kong.Name("medialink"),
		kong.Description("An unofficial stand-in for the media library of Rask AI."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { exit = code }),
		kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err != nil {
		return failed(stderr, exitFailure, err)
	}
	command, err := parser.Parse(args)
	if exit >= 0 { // kong has printed the help
		return exit
	}
	if err != nil {
		return failed(stderr, exitUsage, fmt.Errorf("%w (see medialink --help)", err))
	}
	return exitCode(stderr, command.Run(terminal{out: stdout, err: stderr}))
}

func exitCode(stderr io.Writer, err error) int {
	var usage *usageError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &usage):
		return failed(stderr, exitUsage, err)
	}
	return failed(stderr, exitFailure, err)
}

func failed(stderr io.Writer, code int, err error) int {
	fmt.Fprintf(stderr, "medialink: %v\n", err)
	return code
}

// usageError is a value that the command cannot take.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }
