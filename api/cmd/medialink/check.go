package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/medialink-go/medialink/api/conformance"
	"github.com/medialink-go/medialink/api/contract"
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
	case c.Operation != "" && (c.BasePath != "" || c.Propose != "" || len(c.Files) > 1):
		return usage(errors.New("--operation: takes one file, without --base-path and --propose"))
	}
	w, err := c.begin(ctx)
	if err != nil {
		return err
	}
	op := w.contract.Operation(c.Operation)
	if op == nil && c.Operation != "" {
		return usage(fmt.Errorf("--operation: %q: must be one of %v", c.Operation, operations(w.contract)))
	}
	for _, path := range c.Files {
		if err := c.observe(w, op, path); err != nil {
			return usage(fmt.Errorf("%s: %w", path, err))
		}
	}
	report, text := w.Report(), printReport
	if op != nil {
		c.keepBody(report)
		text = printFindings
	}
	return w.end(t, report, func() error { return text(t.out, report) })
}

// observe reads a recording, or a body if there is an operation.
func (c *checkCommand) observe(w *watching, op *contract.Operation, path string) error {
	file := os.Stdin
	if path != "-" {
		var err error
		if file, err = os.Open(path); err != nil {
			return errors.Unwrap(err) // without the path
		}
		defer file.Close()
	}
	if op != nil {
		body, err := io.ReadAll(file)
		w.Observe(c.exchange(op, body))
		return err
	}
	for x, err := range conformance.ReadHAR(file, c.BasePath) {
		if err != nil {
			return err
		}
		w.Observe(x)
	}
	return nil
}

func operations(c *contract.Contract) (ids []string) {
	for _, op := range c.Operations() {
		ids = append(ids, op.ID())
	}
	return ids
}

// exchange has the body, and nothing else that conforms: see keepBody.
func (c *checkCommand) exchange(op *contract.Operation, body []byte) *contract.Exchange {
	header := http.Header{"Content-Type": {"application/json"}}
	x := &contract.Exchange{
		Started:  time.Now(),
		Outcome:  contract.OutcomeComplete,
		Path:     op.Path(),
		Request:  &http.Request{Method: op.Method(), URL: &url.URL{}, Header: header},
		Response: &http.Response{StatusCode: cmp.Or(c.Status, http.StatusOK), Header: header},
	}
	if c.Status == 0 {
		x.RequestBody.Data = body
	} else {
		x.ResponseBody.Data = body
	}
	return x
}

// keepBody leaves out the findings of all but the body and its status.
func (c *checkCommand) keepBody(report *conformance.Report) {
	direction := contract.DirectionRequest
	if c.Status != 0 {
		direction = contract.DirectionResponse
	}
	report.Findings = slices.DeleteFunc(report.Findings, func(f conformance.Finding) bool {
		return f.Direction != direction || f.Part != contract.PartBody && f.Part != contract.PartStatus
	})
}

// printFindings prints a line for each finding, and nothing else.
func printFindings(out io.Writer, report *conformance.Report) error {
	for _, f := range report.Findings {
		if _, err := fmt.Fprintln(out, oneLine(f.Level.String()+" "+f.String())); err != nil {
			return err
		}
	}
	return nil
}
