package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/medialink-go/medialink/api/conformance"
)

type checkCommand struct {
	Files      []string `arg:"" name:"file" help:"HTTP archives (HAR) of a browser, a proxy or medialink proxy; - is standard input."`
	BasePath   string   `placeholder:"/PATH" help:"What precedes the paths of the contract in those of the recording."`
	Operation  string   `placeholder:"ID" help:"The file is the body of a request, in JSON, of this operation of the contract."`
	Status     int      `placeholder:"N" help:"With --operation: the file is the body of a response with this status."`
	watchFlags `embed:""`
}

// Help has examples and the exit codes.
func (c *checkCommand) Help() string {
	return "For example:\n\n    medialink check traffic.har --report junit=contract.xml\n" +
		"    medialink check --operation getMedia --status 200 body.json\n\n" + watchCodes + ".\n\nIt is the first that applies of 2, 1, 5, 3 and 4."
}

// Run checks the files, one after the other.
func (c *checkCommand) Run(ctx context.Context, t terminal) error {
	switch {
	case c.BasePath != "" && !strings.HasPrefix(c.BasePath, "/"):
		return usage(errors.New("--base-path: must begin with a slash"))
	case c.Operation == "" && c.Status != 0:
		return usage(errors.New("--status: goes with --operation only"))
	case c.Operation != "" && (c.BasePath != "" || c.Propose != "" || c.Payloads || len(c.Files) > 1):
		return usage(errors.New("--operation: takes one file, without --base-path, --propose and --payloads"))
	}
	w, err := c.begin(ctx)
	if err != nil {
		return err
	}
	if c.Operation != "" {
		return c.checkBody(t, w)
	}
	for _, path := range c.Files {
		if err := c.observe(w, path); err != nil {
			return usage(fmt.Errorf("%s: %w", path, err))
		}
	}
	report := w.Report()
	return w.end(t, report, func() error { return printReport(t.out, report) })
}

func (c *checkCommand) observe(w *watching, path string) error {
	file, err := openInput(path)
	if err != nil {
		return err
	}
	defer file.Close()
	for x, err := range conformance.ReadHAR(file, c.BasePath) {
		if err != nil {
			return err
		}
		w.Observe(x)
	}
	return nil
}

func openInput(path string) (*os.File, error) {
	if path == "-" {
		return os.Stdin, nil
	}
	file, err := os.Open(path)
	return file, errors.Unwrap(err) // without the path
}
