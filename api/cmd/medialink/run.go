package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
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

	ShowVersion kong.VersionFlag `name:"version" short:"V" help:"Print which build this is."`
}

// terminal is where a command writes.
type terminal struct {
	out, err io.Writer
}

// run is the program but for the process around it. It returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	unsetEmptyVariables()
	stdout, stderr = escaping{stdout}, escaping{stderr}
	exit := -1
	parser, err := kong.New(&commands{},
		kong.Name("medialink"),
		kong.Description("An unofficial client of Rask AI's media library, and a stand-in for it."),
		kong.Vars{"base_url": client.DefaultBaseURL, "version": build()},
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { exit = code }),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err != nil {
		return failed(stderr, exitFailure, err)
	}
	command, err := parser.Parse(args)
	if exit >= 0 { // kong has printed the help, or the version
		return exit
	}
	if wrong, ok := errors.AsType[*kong.ParseError](err); ok {
		command, err = wrong.Context, usage(suggestFlag(wrong))
	} else {
		err = command.Run(terminal{out: stdout, err: stderr})
	}
	if _, ok := errors.AsType[*usageError](err); ok {
		err = fmt.Errorf("%w (see %s --help)", err, commandOf(command))
	}
	return exitCode(stderr, err)
}

// unsetEmptyVariables makes an empty variable one that is not set, which is what people mean who have no other way to leave it out.
func unsetEmptyVariables() {
	for _, variable := range os.Environ() {
		if name, value, _ := strings.Cut(variable, "="); value == "" && strings.HasPrefix(name, "MEDIALINK_") {
			_ = os.Unsetenv(name) // the name is one that is set
		}
	}
}

func exitCode(stderr io.Writer, err error) int {
	if err == nil {
		return exitOK
	}
	code := exitFailure
	if _, ok := errors.AsType[*usageError](err); ok {
		code = exitUsage
	}
	if call, ok := errors.AsType[*client.Error](err); ok && errors.Is(call, client.ErrInvalid) && call.Status == 0 {
		code = exitUsage // the client has refused to send it
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
	text := err.Error()
	call, ok := errors.AsType[*client.Error](err)
	if ok {
		text = oneLine(text)
	}
	fmt.Fprintf(stderr, "medialink: %s\n", text)
	if ok {
		for _, detail := range call.Details {
			fmt.Fprintf(stderr, "  %s\n", oneLine(strings.TrimSpace(detail.Location+" "+detail.Message)))
		}
	}
	return code
}

// usageError is a value that the command cannot take.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// usage makes a usageError of an error, if there is one.
func usage(err error) error {
	if err == nil {
		return nil
	}
	return &usageError{err}
}
