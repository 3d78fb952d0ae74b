package scenario

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/medialink-go/medialink/api/stub/internal/form"
)

// Form is one way to write a scenario or a preference.
type Form = form.Form

// maxAfter keeps dates of a far future out of the responses.
const maxAfter = 365 * 24 * time.Hour

// What media become.
const (
	Ready  = "ready"
	Failed = "failed"
	Never  = "processing"
)

// Behavior is how the stub handles an upload and its media.
type Behavior struct {
	Outcome    string        // Ready, Failed, or Never
	After      time.Duration // until the outcome
	Polls      int           // until the outcome, as a number of GETs, if not 0
	PostStatus int           // of the response to the upload, if not 0: then no media is made
	GetStatus  int           // of the response to a GET, if not 0
	GetNumber  int           // which GET has it, from 1; each if 0
	Delay      time.Duration // before each response
}

// scenario is a row of the table.
type scenario struct {
	name  string      // what it begins with, if it ends in "-": a value follows
	forms [][2]string // examples, and what they mean
	apply func(b *Behavior, value string) error
}

// scenarios is the table: a new scenario is a new row.
var scenarios = []scenario{
	{"ready-after-", [][2]string{
		{"ready-after-5s", "ready after a time; 0s: at the first GET"},
		{"ready-after-3polls", "ready at the third GET"},
	}, func(b *Behavior, value string) error { b.Outcome = Ready; return b.SetAfter(value) }},
	{"failed", [][2]string{{"failed", "failed instead of ready"}},
		func(b *Behavior, _ string) error { b.Outcome = Failed; return nil }},
	{"failed-after-", [][2]string{
		{"failed-after-5s", "failed after a time"},
		{"failed-after-3polls", "failed at the third GET"},
	}, func(b *Behavior, value string) error { b.Outcome = Failed; return b.SetAfter(value) }},
	{"never-ready", [][2]string{{"never-ready", "processing for ever"}},
		func(b *Behavior, _ string) error { b.Outcome = Never; return nil }},
	{"post-", [][2]string{{"post-503", "the response to the upload is any 4xx or 5xx, and no media is made"}},
		func(b *Behavior, value string) (err error) { b.PostStatus, err = form.Status(value); return err }},
	{"get-", [][2]string{
		{"get-503", "the response to each GET is any 4xx or 5xx"},
		{"get-2-500", "the response to the second GET is"},
	}, (*Behavior).setGet},
	{"slow-", [][2]string{{"slow-2s", "each response takes two seconds"}},
		func(b *Behavior, value string) (err error) {
			b.Delay, err = form.Duration(value, form.MaxDelay)
			return err
		}},
}

// Forms lists what [Behavior.With] reads.
func Forms() (forms []Form) {
	for _, s := range scenarios {
		for _, f := range s.forms {
			forms = append(forms, Form{Example: f[0], Means: f[1]})
		}
	}
	return forms
}

// With returns the behavior as scenarios change it; of two that contradict each other the later one wins. The error quotes the
// scenario; the one that it wraps says what is valid, and no more.
func (b Behavior) With(scenarios ...string) (Behavior, error) {
	for _, text := range scenarios {
		if err := b.apply(text); err != nil {
			return b, fmt.Errorf("scenario %q: %w", text, err)
		}
	}
	return b, nil
}

func (b *Behavior) apply(text string) error {
	for _, s := range scenarios {
		value, found := strings.CutPrefix(text, s.name)
		if found && (value == "" || strings.HasSuffix(s.name, "-")) {
			return s.apply(b, value)
		}
	}
	return form.Unknown(text, Forms())
}

// SetAfter reads when the outcome comes: "5s" or "3polls".
func (b *Behavior) SetAfter(text string) (err error) {
	number, polls := strings.CutSuffix(strings.TrimSuffix(text, "s"), "poll")
	if !polls {
		b.Polls = 0
		b.After, err = form.Duration(text, maxAfter)
		return err
	}
	if b.Polls, polls = form.Number(number, 1_000_000); !polls {
		return errors.New("must be a number of polls from 1 to 1000000, such as 3polls")
	}
	b.After = 0
	return nil
}

// setGet takes "503" or "2-503".
func (b *Behavior) setGet(text string) (err error) {
	b.GetNumber = 0
	if number, status, numbered := strings.Cut(text, "-"); numbered {
		text = status
		if b.GetNumber, numbered = form.Number(number, math.MaxInt); !numbered {
			return errors.New("must number the GETs from 1, such as get-2-500")
		}
	}
	b.GetStatus, err = form.Status(text)
	return err
}
