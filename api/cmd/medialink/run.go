package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/medialink-go/medialink/api/client"
)

// The exit codes.
const (
	exitOK          = 0
	exitFailure     = 1
	exitUsage       = 2
	exitMediaFailed = 3
	exitWaitExpired = 4
	exitSignal      = 128 // plus the number of the signal
)

// commands is the command line, as kong reads it. A flag wins over its environment variable, and that over the default.
type commands struct {
	Upload  uploadCommand  `cmd:"" help:"Hand in a link, and wait until the media is ready if told so."`
	Get     getCommand     `cmd:"" help:"Show a media, and wait until it is ready if told so."`
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
		kong.Description("An unofficial client of Rask AI's media library, and a stand-in for it."),
		kong.Vars{"base_url": client.DefaultBaseURL},
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { exit = code }),
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
	if err == nil {
		return exitOK
	}
	code := exitFailure
	if _, ok := errors.AsType[*usageError](err); ok {
		code = exitUsage
	}
	if _, ok := errors.AsType[*mediaFailed](err); ok {
		code = exitMediaFailed
	}
	if errors.Is(err, client.ErrWaitExpired) {
		code = exitWaitExpired
	}
	if s, ok := errors.AsType[*stopped](err); ok {
		code = exitSignal + int(s.signal)
	}
	return failed(stderr, code, err)
}

func failed(stderr io.Writer, code int, err error) int {
	fmt.Fprintf(stderr, "medialink: %v\n", err)
	if call, ok := errors.AsType[*client.Error](err); ok {
		for _, detail := range call.Details {
			fmt.Fprintf(stderr, "  %s\n", strings.TrimSpace(detail.Location+" "+detail.Message))
		}
	}
	return code
}

// usageError is a value that the command cannot take.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }
