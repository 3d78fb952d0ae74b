package client

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
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

// checkResponse checks a success, and decodes it into media unless that is nil.
func (c *call) checkResponse(o *outcome, media *Media) error {
	return c.Operation.UseResponse(o.StatusCode, o.Header, o.body, func(result contract.Result) error { return c.accept(o, result, media) })
}

func (c *call) accept(o *outcome, result contract.Result, media *Media) (err error) {
	changed := false
	if c.mode != Off && !result.OK() {
		if c.mode == Strict || c.request.Method == http.MethodHead {
			return result.Err()
		}
		if changed, err = c.tolerate(result); err != nil {
			return err
		}
	}
	value, normalized, err := c.Operation.Normalize(o.StatusCode, result.Body)
	switch {
	case err != nil:
		return err
	case media != nil:
		return o.decode(value, media)
	case changed || normalized:
		o.normalized, err = json.Marshal(value)
	default:
		o.normalized = o.body
	}
	return err
}

// decode decodes the value that was checked. A body without one, which only mode Off lets pass, is read as encoding/json does.
func (o *outcome) decode(value any, media *Media) (err error) {
	if o.StatusCode != http.StatusOK || !strings.Contains(o.Header.Get("Content-Type"), "json") {
		return errors.New("the response holds no media")
	}
	if value != nil {
		err = bind(reflect.ValueOf(media).Elem(), value)
	} else {
		err = json.Unmarshal(o.body, media)
	}
	if err != nil { // it may hold a value
		return errors.New("the response does not fit its Go type")
	}
	return nil
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
func (c *call) delivered(o *outcome) *http.Response {
	r := o.Response
	r.Status = strconv.Itoa(r.StatusCode) + " " + http.StatusText(r.StatusCode)
	r.Body, r.ContentLength, r.Request = io.NopCloser(bytes.NewReader(o.normalized)), int64(len(o.normalized)), c.request
	return r
}
