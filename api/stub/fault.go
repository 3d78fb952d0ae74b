package stub

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub/journal"
)

// FaultKind is what a fault does.
type FaultKind string

// The kinds of faults. The first four come before the operation, so that nothing is made, unless Fault.After is set; the others
// change its response.
const (
	FaultLatency     FaultKind = "latency"      // the answer is late
	FaultStatus      FaultKind = "status"       // another status than the operation's
	FaultHTML        FaultKind = "html"         // 502 with a page, as proxies send it
	FaultRevoked     FaultKind = "revoked"      // 401, as if the token had been revoked
	FaultReset       FaultKind = "reset"        // the connection is reset instead of an answer
	FaultTruncate    FaultKind = "truncate"     // the connection ends amid the body
	FaultStall       FaultKind = "stall"        // nothing more comes amid the body, then the connection ends
	FaultSlow        FaultKind = "slow"         // the body trickles
	FaultContentType FaultKind = "content-type" // the right body as text/plain
	FaultBroken      FaultKind = "broken"       // the right status with a body that breaks the contract, {}
)

// Fault is something that goes wrong. It may break the contract.
type Fault struct {
	Kind       FaultKind
	Operation  string        // the operationId it befalls, or journal.OperationToken; "" is each but the latter
	First      int           // it befalls so many requests at most, the first ones; 0 is no limit
	Rate       float64       // the part of the requests that it befalls, from 0 to 1; 0 is all
	After      bool          // the operation is executed first, so what it makes stays; of FaultStatus, FaultHTML and FaultRevoked
	Status     int           // 400 to 599, of FaultStatus
	RetryAfter time.Duration // whole seconds for Retry-After, of FaultStatus and FaultHTML; 0 is none
	Delay      Delay         // of FaultLatency, FaultStall and FaultSlow
}

// Faults lists what [ParseFault] takes, and with it the flag --fault.
func Faults() []Form {
	return []Form{
		{"503", "any 4xx or 5xx instead of the operation; 429 and 503 with Retry-After: 1, retry-after=3s for another"},
		{"latency=200ms", "before each answer; latency=100ms..500ms uniform, latency=200ms~0.5 lognormal: median and sigma"},
		{"reset", "the connection is reset, after the operation was done"},
		{"truncate", "the connection ends amid the body"},
		{"stall=30s", "nothing more comes amid the body, then the connection ends"},
		{"slow=2s", "the body trickles for so long"},
		{"html", "502 with a page in HTML"},
		{"content-type", "the right body as text/plain"},
		{"broken", "the right status with {}, which breaks the contract"},
		{"revoked", "401, as if the token had been revoked"},
		{"503,first=2", "to the first two requests only"},
		{"503,rate=0.1", "to one request in ten, by the seed"},
		{"503,after", "the operation is executed, then this status is sent: what an upload made is there; also html,after and revoked,after"},
		{"503,on=getMedia", "to one operation; on=token for the token endpoint, which is spared otherwise"},
	}
}

// ParseFault reads a fault in one of the forms that [Faults] lists, with conditions behind commas: "503,on=getMedia,first=2".
// The error quotes the text; the one that it wraps says what would fit, and no more.
func ParseFault(text string) (Fault, error) {
	kind, conditions, conditional := strings.Cut(text, ",")
	f, err := parseKind(kind)
	if conditional {
		for condition := range strings.SplitSeq(conditions, ",") {
			if err == nil {
				err = f.setCondition(condition)
			}
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

func parseKind(text string) (Fault, error) {
	name, value, valued := strings.Cut(text, "=")
	if status, err := strconv.Atoi(name); err == nil && !valued {
		return Fault{Kind: FaultStatus, Status: status, RetryAfter: retryAfter(status)}, nil
	}
	f := Fault{Kind: FaultKind(name)}
	switch f.Kind {
	case FaultLatency, FaultSlow:
		delay, err := parseDelay(value)
		f.Delay = delay
		return f, err
	case FaultStall:
		if !valued {
			value = "30s"
		}
		delay, err := parseDelay(value)
		f.Delay = delay
		return f, err
	case FaultHTML, FaultRevoked, FaultReset, FaultTruncate, FaultContentType, FaultBroken:
		if valued {
			return f, fmt.Errorf("%s takes no value", name)
		}
		return f, nil
	}
	return f, fmt.Errorf("is no fault: use %s", examples(Faults()))
}

func (f *Fault) setCondition(text string) error {
	name, value, valued := strings.Cut(text, "=")
	var err error
	switch name {
	case "on":
		if f.Operation = value; value == "" {
			return errors.New("on must have an operation")
		}
	case "first":
		if f.First, err = strconv.Atoi(value); err != nil || f.First < 1 {
			return errors.New("first must be a number of requests from 1")
		}
	case "rate":
		if f.Rate, err = strconv.ParseFloat(value, 64); err != nil || !(f.Rate > 0 && f.Rate <= 1) {
			return errors.New("rate must be more than 0 and at most 1")
		}
	case "retry-after":
		if f.RetryAfter, err = time.ParseDuration(value); err != nil {
			return errors.New("retry-after must be a duration in whole seconds, such as 3s")
		}
	case "after":
		if f.After = true; valued {
			return errors.New("after takes no value")
		}
	default:
		return errors.New("must have no other conditions than on, first, rate, after and retry-after")
	}
	return nil
}

func checkFaults(faults []Fault) error {
	for _, f := range faults {
		if err := f.check(); err != nil {
			return fmt.Errorf("fault %q: %w", f, err)
		}
	}
	return nil
}

func (f Fault) check() error {
	switch {
	case !f.Kind.known():
		return fmt.Errorf("is no fault: use %s", examples(Faults()))
	case f.Kind == FaultStatus && (f.Status < 400 || f.Status > 599):
		return errors.New("must have a status from 400 to 599")
	case f.First < 0:
		return errors.New("first must not be negative")
	case !(f.Rate >= 0 && f.Rate <= 1):
		return errors.New("rate must be from 0 to 1")
	case f.RetryAfter < 0 || f.RetryAfter%time.Second != 0:
		return errors.New("retry-after must be in whole seconds, such as 3s")
	case f.RetryAfter > 0 && f.Kind != FaultStatus && f.Kind != FaultHTML:
		return errors.New("retry-after goes with a status or html")
	case f.After && !f.Kind.replaces():
		return errors.New("after goes with a status, html or revoked")
	}
	if err := f.Delay.check(); err != nil {
		return err
	}
	return checkOperation(f.Operation)
}

func (k FaultKind) known() bool {
	switch k {
	case FaultLatency, FaultStatus, FaultHTML, FaultRevoked, FaultReset, FaultTruncate, FaultStall, FaultSlow, FaultContentType, FaultBroken:
		return true
	}
	return false
}

// replaces reports whether a fault of this kind sends a response of its own.
func (k FaultKind) replaces() bool { return k == FaultStatus || k == FaultHTML || k == FaultRevoked }

func checkOperation(id string) error {
	library, err := contract.Library()
	if err != nil {
		return err
	}
	if id == "" || id == journal.OperationToken || library.Operation(id) != nil {
		return nil
	}
	return fmt.Errorf("must be on one of %s", strings.Join(operationNames(library), ", "))
}

func operationNames(library *contract.Contract) []string {
	names := []string{journal.OperationToken}
	for _, op := range library.Operations() {
		names = append(names, op.ID())
	}
	return names
}

// String writes the fault as ParseFault reads it.
func (f Fault) String() string {
	text := string(f.Kind)
	switch f.Kind {
	case FaultStatus:
		text = strconv.Itoa(f.Status)
	case FaultLatency, FaultSlow, FaultStall:
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
	if f.RetryAfter != retryAfter(f.Status) {
		text += fmt.Sprintf(",retry-after=%v", f.RetryAfter)
	}
	return text
}
