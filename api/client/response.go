package client

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/medialink-go/medialink/api/contract"
)

// ContractMode says what happens to messages that do not conform.
type ContractMode int

// The modes.
const (
	// Tolerant delivers an enum value or a format that the contract does not know, and reports it as [EventDrift]. Other violations are
	// ErrContract.
	Tolerant ContractMode = iota
	// Strict makes every violation ErrContract, also in the body of an error.
	Strict
	// Off checks nothing in either direction.
	Off
)

// checkResponse checks a success, and gives it the value that the Go types can hold.
func (c *call) checkResponse(o *outcome) error {
	result := c.Operation.CheckResponse(o.StatusCode, o.Header, o.body)
	if c.mode != Off && !result.OK() {
		if c.mode == Strict || c.request.Method == http.MethodHead {
			return result.Err()
		}
		var err error
		if o.changed, err = c.tolerate(result); err != nil {
			return err
		}
	}
	value, normalized, err := c.Operation.Normalize(o.StatusCode, result.Body)
	o.value, o.changed = value, o.changed || normalized
	return err
}

// tolerate reports violations that the Go types can hold, and fails with the others.
func (c *call) tolerate(result contract.Result) (changed bool, err error) {
	var serious []contract.Violation
	for _, v := range result.Violations {
		if addsOffset(result.Body, v) {
			changed = true
		} else if v.Part != contract.PartBody || v.Rule != contract.RuleEnum && (v.Rule != contract.RuleFormat || v.Expected.Format != "uri") {
			serious = append(serious, v)
			continue
		}
		c.event(Event{Kind: EventDrift, Violation: v})
	}
	return changed, contract.Result{Violations: serious}.Err()
}

// addsOffset reads a date and time without an offset as UTC, in place.
func addsOffset(body any, v contract.Violation) bool {
	if v.Rule != contract.RuleFormat || v.Expected.Format != "date-time" {
		return false
	}
	text, _ := v.ValueIn(body).(string)
	at, err := time.Parse("2006-01-02T15:04:05", strings.ToUpper(text))
	return err == nil && v.ReplaceIn(body, at.Format(time.RFC3339Nano))
}

// delivered is the response for the generated client. The server's own text of the status may quote a token.
func (c *call) delivered(o *outcome) (*http.Response, error) {
	r, body := o.Response, o.body
	if o.changed {
		var err error
		if body, err = json.Marshal(o.value); err != nil {
			return nil, c.failure(o, ErrContract, err)
		}
	}
	r.Status = strconv.Itoa(r.StatusCode) + " " + http.StatusText(r.StatusCode)
	r.Body, r.ContentLength, r.Request = io.NopCloser(bytes.NewReader(body)), int64(len(body)), c.request
	return r, nil
}

// unfit is the error of a success that cannot be used.
func (c *call) unfit(o *outcome, reason string) error {
	return c.failure(o, ErrContract, errors.New(reason))
}
