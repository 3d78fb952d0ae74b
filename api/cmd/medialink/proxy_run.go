package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// runCommand runs a command to its end, whose failure is an exitError. Of the signals a terminal sends SIGINT and SIGHUP to the command too,
// so SIGTERM alone is passed on.
func runCommand(ctx context.Context, t terminal, url string, args []string, signals <-chan os.Signal) error {
	for i, arg := range args {
		args[i] = strings.ReplaceAll(arg, "{url}", url)
	}
	command := exec.CommandContext(ctx, args[0], args[1:]...)
	command.Env = append(os.Environ(), "MEDIALINK_BASE_URL="+url)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, unescaped(t.out), unescaped(t.err)
	if err := command.Start(); errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
		return &exitError{exitNotFound, err}
	} else if err != nil {
		return &exitError{exitNotExecutable, err}
	}
	go func() {
		for s := range signals {
			if s == syscall.SIGTERM {
				_ = command.Process.Signal(s) // it may have ended
			}
		}
	}()
	err := command.Wait()
	exit, failed := errors.AsType[*exec.ExitError](err)
	if !failed {
		return err
	}
	code := exit.ExitCode()
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		code = exitSignal + int(status.Signal())
	}
	return &exitError{code, fmt.Errorf("%s: %w", args[0], exit)}
}
