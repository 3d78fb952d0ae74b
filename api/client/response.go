package client

import (
	"bytes"
	"encoding/json"
	"errors"
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

// checkResponse checks a success, and returns its body as the generated client can decode it.
func (c *call) checkResponse(o *outcome) ([]byte, error) {
	result := c.Operation.CheckResponse(o.StatusCode, o.Header, o.body)
	changed := false
	if c.mode != Off && !result.OK() {
		if c.mode == Strict || c.request.Method == http.MethodHead {
			return nil, result.Err()
		}
		var err error
		if changed, err = c.tolerate(result); err != nil {
			return nil, err
		}
	}
	body, normalized, err := c.Operation.Normalize(o.StatusCode, result.Body)
	if err != nil || !changed && !normalized {
		return o.body, err
	}
	return json.Marshal(body)
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

// delivery is the body of a success, which can still fail: the generated client decodes it after the doer has returned.
type delivery struct {
	bytes.Buffer
	call    *call
	outcome *outcome
}

func (*delivery) Close() error { return nil }

// delivered is the response for the generated client. The server's own text of the status may quote a token.
func (c *call) delivered(o *outcome, body []byte) *http.Response {
	r := o.Response
	r.Status = strconv.Itoa(r.StatusCode) + " " + http.StatusText(r.StatusCode)
	d := &delivery{*bytes.NewBuffer(body), c, o}
	r.Body, r.ContentLength, r.Request = d, int64(len(body)), c.request
	return r
}

// undecoded is the error of a success that could not be decoded, or is about another media.
func undecoded(response *http.Response, reason string) error {
	d := response.Body.(*delivery)
	return d.call.failure(d.outcome, ErrContract, errors.New(reason))
}
