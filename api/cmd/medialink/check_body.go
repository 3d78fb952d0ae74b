package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
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
	now := time.Now()
	report := &conformance.Report{Contract: w.contract.Version(), Exchanges: 1, Checked: 1, First: now, Last: now,
		Unchecked: []conformance.Count{}, Findings: c.findings(op, body, now), Coverage: []conformance.Covered{}}
	return w.end(t, report, func() (err error) {
		for _, f := range report.Findings {
			_, err = fmt.Fprintln(t.out, oneLine(f.Level.String()+" "+f.String()))
		}
		return err
	})
}

// findings are those in the body, and about a status that no body is declared for.
func (c *checkCommand) findings(op *contract.Operation, body []byte, at time.Time) []conformance.Finding {
	all, covered := []conformance.Finding{}, c.Status == 0 || op.Lists(c.Status)
	add := func(level conformance.Level, v contract.Violation) {
		covered = covered || v.Part == contract.PartStatus
		all = append(all, conformance.Finding{Level: level, Operation: op.String(), Direction: v.Direction, Part: v.Part, Pointer: v.Pointer,
			Rule: v.Rule, Reason: v.Reason, Count: 1, First: at, Last: at})
	}
	result, undeclared := c.result(op, body)
	for _, v := range result.Violations {
		if v.Part == contract.PartBody || v.Part == contract.PartStatus {
			add(conformance.LevelBroken, v)
		}
	}
	if !covered {
		add(conformance.LevelNew, contract.Violation{Direction: contract.DirectionResponse, Part: contract.PartStatus,
			Rule: conformance.RuleUnlisted, Reason: "is covered by default only"})
	}
	for _, v := range undeclared {
		v.Rule = conformance.RuleUndeclared
		add(conformance.LevelNew, v)
	}
	return all
}

func (c *checkCommand) result(op *contract.Operation, body []byte) (contract.Result, []contract.Violation) {
	header := http.Header{"Content-Type": {"application/json"}}
	if c.Status != 0 {
		result := op.CheckResponse(c.Status, header, body)
		return result, op.UndeclaredResponse(c.Status, result.Body)
	}
	result := op.CheckRequest(&http.Request{Method: op.Method(), URL: &url.URL{}, Header: header}, nil, body)
	return result, op.Undeclared(result.Body)
}
