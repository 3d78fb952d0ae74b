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

// watching is a watch, and the files of its results, which are opened before any exchange.
type watching struct {
	*conformance.Watch
	flags    *watchFlags
	contract *contract.Contract
	outputs  []output
}

type output struct {
	flag   string
	file   *os.File
	finish func(*conformance.Report) error
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
	w := &watching{Watch: conformance.NewWatch(c, opts...), flags: f, contract: c}
	writeJUnit := func(r *conformance.Report, to io.Writer) error { return r.WriteJUnit(to, f.FailOn) }
	for _, report := range f.Report {
		switch format, path, _ := strings.Cut(report, "="); {
		case format == "junit" && path != "":
			err = errors.Join(err, w.open(ctx, "--report", path, writeJUnit))
		case format == "json" && path != "":
			err = errors.Join(err, w.open(ctx, "--report", path, (*conformance.Report).WriteJSON))
		case report != "github":
			return nil, usage(fmt.Errorf("--report: %q: must be junit=FILE, json=FILE or github", report))
		}
	}
	if f.Propose != "" {
		err = errors.Join(err, w.open(ctx, "--propose", f.Propose, func(_ *conformance.Report, to io.Writer) error {
			_, err := w.Propose(to)
			return err
		}))
	}
	return w, err
}

// open opens a file whose content is replaced at the end, as it may be an input too.
func (w *watching) open(ctx context.Context, flag, path string, write func(*conformance.Report, io.Writer) error) error {
	file, err := openToWrite(ctx, path, 0)
	if err == nil {
		err = w.add(flag, file, func(r *conformance.Report) error {
			_ = file.Truncate(0) // unless it is a pipe or a device
			return write(r, file)
		})
	}
	if err != nil {
		return fmt.Errorf("%s: %w", flag, err)
	}
	return nil
}

// add refuses a regular file that another flag writes to.
func (w *watching) add(flag string, file *os.File, finish func(*conformance.Report) error) error {
	info, err := file.Stat()
	for _, o := range w.outputs {
		if other, _ := o.file.Stat(); isRegular(info, err) && os.SameFile(info, other) {
			return usage(fmt.Errorf("%s: is the file of %s too", file.Name(), o.flag))
		}
	}
	w.outputs = append(w.outputs, output{flag, file, finish})
	return nil
}

// end writes everything, and returns the error that stands for the exit code. Text is the report for people.
func (w *watching) end(t terminal, report *conformance.Report, text func() error) (err error) {
	for _, o := range w.outputs {
		if failed := errors.Join(o.finish(report), o.file.Close()); failed != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", o.flag, failed))
		}
	}
	err = errors.Join(err, text())
	if slices.Contains(w.flags.Report, "github") {
		err = errors.Join(err, report.WriteGitHub(t.out, w.flags.FailOn))
	}
	switch {
	case err != nil:
		return err
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
