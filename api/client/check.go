package client

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/medialink-go/medialink/api/contract"
)

// ContractMode says how much a client makes of a response that does not conform.
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

// checkResponse checks a success, and returns its body as the generated client can decode it.
func (d *doer) checkResponse(ctx context.Context, c *call, o *outcome) ([]byte, error) {
	result := c.operation.CheckResponse(o.status, o.header, o.body)
	mended := false
	if d.mode != Off && !result.OK() {
		if d.mode == Strict || c.request.Method == http.MethodHead {
			return nil, result.Err()
		}
		var err error
		if mended, err = d.tolerate(ctx, c, result); err != nil {
			return nil, err
		}
	}
	body, normalized, err := c.operation.Normalize(o.status, result.Body)
	if err != nil || !mended && !normalized {
		return o.body, err
	}
	return json.Marshal(body)
}

// tolerate reports violations that the Go types can hold, and fails with the others.
func (d *doer) tolerate(ctx context.Context, c *call, result contract.Result) (mended bool, err error) {
	var serious []contract.Violation
	for _, v := range result.Violations {
		if mendsDateTime(result.Body, v) {
			mended = true
		} else if !isDrift(v) {
			serious = append(serious, v)
			continue
		}
		d.observe(ctx, c.event(Event{Kind: EventDrift, Violation: v}))
	}
	if len(serious) > 0 {
		return mended, &contract.ViolationError{Violations: serious}
	}
	return mended, nil
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
	text, _ := v.ValueIn(body).(string)
	at, err := time.Parse("2006-01-02T15:04:05", strings.ToUpper(text))
	return err == nil && v.ReplaceIn(body, at.Format(time.RFC3339Nano))
}
