package client

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/medialink-go/medialink/api/contract"
)

// ContractMode says how much a client makes of an answer that does not conform.
type ContractMode int

// The modes.
const (
	// Tolerant delivers what can be made sense of, an enum value or a format that the contract does not know, and reports it
	// as drift. What cannot be is ErrContract.
	Tolerant ContractMode = iota
	// Strict makes ErrContract of every violation, those of errors included.
	Strict
	// Off judges nothing in either direction.
	Off
)

func (d *doer) checkRequest(c *call) error {
	if d.mode == Off {
		return nil
	}
	r := c.request.Clone(c.request.Context())
	r.Header.Set("Authorization", "Bearer "+redacted) // the real one comes later
	return c.operation.CheckRequest(r, c.operation.parameters, c.body).Err()
}

// checkResponse judges a success and returns its body, mended where it can be.
func (d *doer) checkResponse(ctx context.Context, c *call, o *outcome) ([]byte, error) {
	if d.mode == Off {
		return o.body, nil
	}
	verdict := c.operation.CheckResponse(o.status, o.header, o.body)
	if verdict.OK() {
		return o.body, nil
	}
	if d.mode == Strict || c.request.Method == http.MethodHead {
		return nil, verdict.Err()
	}
	mended, serious := false, []contract.Violation(nil)
	for _, v := range verdict.Violations {
		switch {
		case mendsDateTime(verdict.Body, v):
			mended = true
		case !isDrift(v):
			serious = append(serious, v)
			continue
		}
		d.observe(ctx, c.event(Event{Kind: EventDrift, Violation: v}))
	}
	if len(serious) > 0 {
		return nil, &contract.ViolationError{Violations: serious}
	}
	if !mended {
		return o.body, nil
	}
	return json.Marshal(verdict.Body)
}

// isDrift is what the Go types hold all the same.
func isDrift(v contract.Violation) bool {
	return v.Part == contract.PartBody && (v.Rule == contract.RuleEnum || v.Rule == contract.RuleFormat && v.Expected.Format == "uri")
}

// mendsDateTime reads a date and time without an offset as UTC, in place.
func mendsDateTime(body any, v contract.Violation) bool {
	if v.Rule != contract.RuleFormat || v.Expected.Format != "date-time" {
		return false
	}
	path, name, found := cutLast(v.Pointer)
	object, ok := valueAt(body, path).(map[string]any)
	if !found || !ok {
		return false
	}
	text, _ := object[name].(string)
	at, err := time.Parse("2006-01-02T15:04:05", text)
	if err != nil {
		return false
	}
	object[name] = at.UTC().Format(time.RFC3339Nano)
	return true
}

func cutLast(pointer string) (path, name string, found bool) {
	i := strings.LastIndexByte(pointer, '/')
	if i < 0 {
		return "", "", false
	}
	return pointer[:i], pointer[i+1:], true
}

// valueAt follows a pointer through objects, whose names have nothing to unescape.
func valueAt(body any, pointer string) any {
	for name := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if name == "" {
			continue
		}
		object, _ := body.(map[string]any)
		body = object[name]
	}
	return body
}
