package main

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/medialink-go/medialink/api/conformance"
	"github.com/medialink-go/medialink/api/contract"
)

// checkBody prints a line for each finding in a body, and nothing else.
func (c *checkCommand) checkBody(t terminal, w *watching) error {
	op := w.contract.Operation(c.Operation)
	if op == nil {
		var ids []string
		for _, op := range w.contract.Operations() {
			ids = append(ids, op.ID())
		}
		return usage(fmt.Errorf("--operation: %q: must be one of %v", c.Operation, ids))
	}
	file, err := openInput(c.Files[0])
	if err != nil {
		return usage(fmt.Errorf("%s: %w", c.Files[0], err))
	}
	defer file.Close()
	body, err := io.ReadAll(file)
	if err != nil {
		return usage(fmt.Errorf("%s: %w", c.Files[0], err))
	}
	w.Observe(c.exchange(op, body))
	report := w.Report()
	report.Findings = slices.DeleteFunc(report.Findings, func(f conformance.Finding) bool {
		isResponse := f.Direction == contract.DirectionResponse
		return isResponse != (c.Status != 0) || f.Part != contract.PartBody && f.Part != contract.PartStatus
	})
	return w.end(t, report, func() (err error) {
		for _, f := range report.Findings {
			_, err = fmt.Fprintln(t.out, oneLine(f.Level.String()+" "+f.String()))
		}
		return err
	})
}

// exchange is one with the body. The findings of all that is not given are left out afterwards.
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
