package fault

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub/internal/form"
)

// Operations returns what a fault can be on: "token" for the token endpoint, and each operationId of the contract.
func Operations(c *contract.Contract) []string {
	names := []string{form.Token}
	for _, op := range c.Operations() {
		names = append(names, op.ID())
	}
	return names
}

// Fault is something that goes wrong.
type Fault struct {
	Kind       Kind
	Operation  string        // the operationId, or "token" for the token endpoint; "" is each but the latter
	First      int           // the fault applies to so many requests, the first ones; 0 is no limit
	Rate       float64       // the part of the requests that it applies to, from 0 to 1; 0 is all
	After      bool          // the operation is executed first; for kinds that send a response of their own
	Status     int           // 400 to 599, of the kind "status"
	RetryAfter time.Duration // whole seconds for Retry-After, of kinds that send a response of their own; 0 is none
	Delay      Delay         // of the kinds "latency", "stall" and "slow"
}

// RetryAfter is the default for a response of this status: a second where servers send Retry-After, else 0.
func RetryAfter(status int) time.Duration {
	if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		return time.Second
	}
	return 0
}

// Parse reads a fault in one of the forms that [Forms] lists, with conditions behind commas: "503,on=getMedia,first=2".
// The error quotes the text; the one that it wraps says what is valid, and no more.
func Parse(text string) (Fault, error) {
	words := strings.Split(text, ",")
	f, err := parseKind(words[0])
	for _, word := range words[1:] {
		if err == nil {
			err = f.readCondition(word)
		}
	}
	if err == nil {
		err = f.check()
	}
	if err != nil {
		return Fault{}, fmt.Errorf("fault %q: %w", text, err)
	}
	return f, nil
}

func parseKind(text string) (f Fault, err error) {
	name, value, valued := strings.Cut(text, "=")
	if number, err := strconv.Atoi(text); err == nil {
		return Fault{Kind: status, Status: number, RetryAfter: RetryAfter(number)}, nil
	}
	f.Kind = Kind(name)
	k := f.kind()
	switch {
	case k == nil || k.name == status:
		return f, form.Unknown(text, Forms())
	case k.valued && !valued && k.implied != "":
		f.Delay, err = parseDelay(k.implied)
	case k.valued:
		f.Delay, err = parseDelay(value)
	case valued:
		err = fmt.Errorf("%s takes no value", name)
	}
	return f, err
}

func (f *Fault) readCondition(text string) (err error) {
	name, value, valued := strings.Cut(text, "=")
	ok := true
	var must string
	switch name {
	case "on":
		f.Operation, ok, must = value, value != "", "on must have an operation"
	case "first":
		f.First, ok = form.Number(value, math.MaxInt)
		must = "first must be a number of requests from 1"
	case "rate":
		f.Rate, err = strconv.ParseFloat(value, 64)
		ok, must = f.Rate > 0 && f.Rate <= 1, "rate must be more than 0 and at most 1"
	case "after":
		f.After, ok, must = true, !valued, "after takes no value"
	case "retry-after":
		f.RetryAfter, err = time.ParseDuration(value)
		must = "retry-after must be a duration in whole seconds, such as 3s"
	default:
		ok, must = false, "must have no other condition than on, first, rate, after and retry-after"
	}
	if err != nil || !ok {
		return errors.New(must)
	}
	return nil
}

// Check fails for the first fault that is invalid.
func Check(faults ...Fault) error {
	for _, f := range faults {
		if err := f.check(); err != nil {
			return fmt.Errorf("fault %q: %w", f, err)
		}
	}
	return nil
}

func (f Fault) check() error {
	k := f.kind()
	switch {
	case k == nil:
		return form.Unknown(string(f.Kind), Forms())
	case f.Kind == status && !form.IsError(f.Status):
		return errors.New("must have a status from 400 to 599")
	case f.First < 0:
		return errors.New("first must not be negative")
	case !(f.Rate >= 0 && f.Rate <= 1):
		return errors.New("rate must be from 0 to 1")
	case f.RetryAfter < 0 || f.RetryAfter%time.Second != 0:
		return errors.New("retry-after must be in whole seconds, such as 3s")
	case (f.RetryAfter > 0 || f.After) && k.early == nil:
		return fmt.Errorf("after and retry-after go with %s", earlyExamples())
	}
	if err := f.Delay.check(); err != nil {
		return err
	}
	return checkOperation(f.Operation)
}

func checkOperation(name string) error {
	library, err := contract.Library()
	if err != nil || name == "" || slices.Contains(Operations(library), name) {
		return err
	}
	return fmt.Errorf("must be on one of %s", strings.Join(Operations(library), ", "))
}

// String writes the fault as Parse reads it.
func (f Fault) String() string {
	text := string(f.Kind)
	if f.Kind == status {
		text = strconv.Itoa(f.Status)
	}
	if k := f.kind(); k != nil && k.valued {
		text += "=" + f.Delay.String()
	}
	if f.Operation != "" {
		text += ",on=" + f.Operation
	}
	if f.First > 0 {
		text += fmt.Sprintf(",first=%d", f.First)
	}
	if f.Rate > 0 {
		text += fmt.Sprintf(",rate=%g", f.Rate)
	}
	if f.After {
		text += ",after"
	}
	if f.RetryAfter != RetryAfter(f.Status) {
		text += fmt.Sprintf(",retry-after=%v", f.RetryAfter)
	}
	return text
}
