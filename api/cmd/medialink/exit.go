package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/medialink-go/medialink/api/client"
)

// The exit codes.
const (
	exitOK          = 0
	exitFailure     = 1
	exitUsage       = 2
	exitMediaFailed = 3
	exitWaitExpired = 4

	exitFindings  = 3 // of proxy and check, as the next two
	exitUnchecked = 4
	exitUnreached = 5

	exitNotExecutable = 126 // of a command that proxy starts, as shells have it, and the next
	exitNotFound      = 127
	exitSignal        = 128 // plus the number of the signal
)

// exitError is an error with an exit code of its own.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

// usage returns an error about the arguments.
func usage(err error) error { return &exitError{exitUsage, err} }

// report prints an error, if there is one, and returns the exit code.
func report(stderr io.Writer, err error) int {
	if err == nil {
		return exitOK
	}
	text := err.Error()
	call, isCall := errors.AsType[*client.Error](err)
	if isCall {
		text = oneLine(text)
	}
	fmt.Fprintf(stderr, "medialink: %s\n", text)
	if isCall {
		for _, detail := range call.Details {
			fmt.Fprintf(stderr, "  %s\n", oneLine(strings.TrimSpace(detail.Location+" "+detail.Message)))
		}
	}
	e, ok := errors.AsType[*exitError](err)
	switch {
	case ok:
		return e.code
	case errors.Is(err, client.ErrWaitExpired):
		return exitWaitExpired
	case isCall && errors.Is(call, client.ErrInvalid) && call.Status == 0: // the client did not send it
		return exitUsage
	}
	return exitFailure
}

// interruptible runs a command until SIGINT or SIGTERM, which its error then names. A second signal ends the program at once.
func interruptible(ctx context.Context, command func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	received := make(chan os.Signal, 1)
	signal.Notify(received, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(received)
	go func() {
		select {
		case s := <-received:
			signal.Stop(received)
			number, _ := s.(syscall.Signal)
			cancel(&exitError{exitSignal + int(number), errors.New(s.String())})
		case <-ctx.Done():
		}
	}()
	err := command(ctx)
	if cause, ok := errors.AsType[*exitError](context.Cause(ctx)); ok && errors.Is(err, context.Canceled) {
		return fmt.Errorf("%w: %w", cause, err)
	}
	return err
}
