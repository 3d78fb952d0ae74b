package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/medialink-go/medialink/api/conformance"
	"github.com/medialink-go/medialink/api/contract"
)

// watchFlags are the flags of both proxy and check.
type watchFlags struct {
	FailOn   conformance.Level `default:"broken" predictor:"level" placeholder:"broken|new|warning" help:"The lowest level of findings that fail (${default})."`
	Report   []string          `sep:"none" predictor:"report" placeholder:"junit=FILE|json=FILE|github" help:"Write a report to a file, or print it as annotations of GitHub Actions. Repeatable."`
	Payloads bool              `help:"Put values of messages into reports and the proposal, without credentials. By default they hold none."`
	Propose  string            `placeholder:"FILE" help:"Write the changes to the contract that the exchanges suggest, as an OpenAPI Overlay: see medialink spec."`
	Overlay  string            `placeholder:"FILE" help:"Validate by the contract with this OpenAPI Overlay."`
}

const watchCodes = "Exit codes: 0 no finding fails; 1 a report or recording could not be written, or another error; " +
	"2 usage, or an input file that cannot be read or is malformed: then there is no report; 3 there are findings of the level of --fail-on or worse; " +
	"4 nothing was checked; 5 requests came, but none reached the upstream"

// watching is a watch, and what its results are written to.
type watching struct {
	flags *watchFlags
	*conformance.Watch
	contract *contract.Contract
	outputs  []output
}

// output is a file that is opened before any exchange, and complete when all are over.
type output struct {
	flag  string
	file  *os.File
	write func(io.Writer, *conformance.Report) error
}

func (f *watchFlags) begin(ctx context.Context) (*watching, error) {
	c, _, err := contractWith(f.Overlay)
	if err != nil {
		return nil, err
	}
	var opts []conformance.Option
	if f.Payloads {
		opts = append(opts, conformance.WithPayloads())
	}
	w := &watching{flags: f, Watch: conformance.NewWatch(c, opts...), contract: c}
	formats := map[string]func(io.Writer, *conformance.Report) error{
		"junit": func(to io.Writer, r *conformance.Report) error { return r.WriteJUnit(to, f.FailOn) },
		"json":  func(to io.Writer, r *conformance.Report) error { return r.WriteJSON(to) },
	}
	for _, report := range f.Report {
		format, path, _ := strings.Cut(report, "=")
		if write := formats[format]; write != nil && path != "" {
			err = errors.Join(err, w.open(ctx, "--report", path, write))
		} else if report != "github" {
			return nil, usage(fmt.Errorf("--report: %q: must be junit=FILE, json=FILE or github", report))
		}
	}
	if f.Propose != "" {
		err = errors.Join(err, w.open(ctx, "--propose", f.Propose, func(to io.Writer, _ *conformance.Report) error {
			_, err := w.Propose(to)
			return err
		}))
	}
	return w, err
}

func (w *watching) open(ctx context.Context, flag, path string, write func(io.Writer, *conformance.Report) error) error {
	file, err := openToWrite(ctx, path, 0) // not truncated, as it may be an input too
	if err != nil {
		return fmt.Errorf("%s: %w", flag, err)
	}
	w.outputs = append(w.outputs, output{flag, file, write})
	return nil
}

// end writes everything, and returns the error that stands for the exit code. Text is the report for people.
func (w *watching) end(t terminal, report *conformance.Report, text func() error) error {
	var errs []error
	for _, o := range w.outputs {
		if o.flag != "--record" {
			_ = o.file.Truncate(0) // unless it is a pipe or a device
		}
		if err := errors.Join(o.write(o.file, report), o.file.Close()); err != nil {
			errs = append(errs, fmt.Errorf("%s: %s: %w", o.flag, o.file.Name(), err))
		}
	}
	errs = append(errs, text())
	if slices.Contains(w.flags.Report, "github") {
		errs = append(errs, report.WriteGitHub(t.out, w.flags.FailOn))
	}
	if err := errors.Join(errs...); err != nil {
		return &exitError{exitFailure, err}
	}
	switch {
	case report.Exchanges > 0 && report.Unreached == report.Exchanges:
		return &exitError{exitUnreached, errors.New("no request reached the upstream")}
	case report.Fails(w.flags.FailOn):
		return &exitError{exitFindings, fmt.Errorf("there are findings that fail: --fail-on is %v", w.flags.FailOn)}
	case report.Checked == 0:
		return &exitError{exitUnchecked, errors.New("nothing was checked")}
	}
	return nil
}

// printReport prints a report, which escapes what servers sent, so that its colors may pass.
func printReport(out io.Writer, report *conformance.Report) error {
	if hasColors(out) {
		return report.WriteText(unescaped(out), true)
	}
	return report.WriteText(out, false)
}
