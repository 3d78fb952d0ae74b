package stub

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/gen"
)

// maxDelay is the longest that an answer can be held back: a server with sound timeouts has cut it off by then.
const maxDelay = 100 * time.Second

// maxReadyAfter keeps dates of a far future out of the answers.
const maxReadyAfter = 365 * 24 * time.Hour

// course is how the media of an upload fare.
type course struct {
	outcome    gen.MediaStatus // ready or failed; processing never ends
	after      time.Duration   // until the outcome
	polls      int             // until the outcome, counted in GETs, if not 0
	postStatus int             // answers the upload instead, if not 0
	getStatus  int             // answers GETs instead, if not 0
	getNumber  int             // which GET, from 1; each if 0
	delay      time.Duration   // before each answer
}

// Form is one way to write something that the stub can be told, with what it does.
type Form struct {
	Example string // such as "ready-after-5s"
	Means   string
}

// Scenarios lists what [WithScenarios] takes, and with it the names of links and the flag --scenario.
func Scenarios() []Form {
	return []Form{
		{"ready-after-5s", "ready after a time; 0s: at the first GET"},
		{"ready-after-3polls", "ready at the third GET"},
		{"failed", "failed instead of ready, when it would be"},
		{"failed-after-5s", "failed after a time"},
		{"failed-after-3polls", "failed at the third GET"},
		{"never-ready", "processing for ever"},
		{"post-503", "the upload is answered with any 4xx or 5xx, and nothing is made"},
		{"get-503", "each GET is answered with any 4xx or 5xx"},
		{"get-2-500", "only the second GET is"},
		{"slow-2s", "each answer takes two seconds"},
	}
}

// with changes the course by a scenario.
func (c course) with(scenario string) (course, error) {
	verb, rest, _ := strings.Cut(scenario, "-")
	var err error
	switch {
	case scenario == "failed":
		c.outcome = gen.MediaStatusFailed
	case scenario == "never-ready":
		c.outcome = gen.MediaStatusProcessing
	case verb == "ready" && strings.HasPrefix(rest, "after-"):
		c.outcome = gen.MediaStatusReady
		err = c.setAfter(strings.TrimPrefix(rest, "after-"))
	case verb == "failed" && strings.HasPrefix(rest, "after-"):
		c.outcome = gen.MediaStatusFailed
		err = c.setAfter(strings.TrimPrefix(rest, "after-"))
	case verb == "post":
		c.postStatus, err = errorStatus(rest)
	case verb == "get":
		err = c.setGet(rest)
	case verb == "slow":
		c.delay, err = duration(rest, maxDelay)
	default:
		err = fmt.Errorf("is no scenario: use %s", examples(Scenarios()))
	}
	return c, err
}

// withAll changes the course by scenarios, of which a later one wins.
func (c course) withAll(scenarios []string) (course, error) {
	for _, scenario := range scenarios {
		changed, err := c.with(scenario)
		if err != nil {
			return c, fmt.Errorf("scenario %q: %w", scenario, err)
		}
		c = changed
	}
	return c, nil
}

// CheckScenario fails for a scenario that is not among [Scenarios], or that the contract has no answer for. It does not repeat the text.
func CheckScenario(scenario string) error {
	library, err := contract.Library()
	if err != nil {
		return err
	}
	changed, err := course{}.with(scenario)
	if err != nil {
		return err
	}
	return changed.check(library)
}

// withLink changes the course by the scenarios that a link names. It reports whether all are known, and can be played.
func (c course) withLink(link string, library *contract.Contract) (changed course, ok bool) {
	changed, err := c.withAll(scenariosOf(link))
	return changed, err == nil && changed.check(library) == nil
}

// check fails for a status that the contract would not let the stub send.
func (c course) check(library *contract.Contract) error {
	for id, status := range map[string]int{"uploadMediaLink": c.postStatus, "getMedia": c.getStatus} {
		if status == 0 {
			continue
		}
		if _, err := statusAnswer(library.Operation(id), status); err != nil {
			return err
		}
	}
	return nil
}

// setAfter takes "5s" or "3polls".
func (c *course) setAfter(text string) error {
	number, isPolls := strings.CutSuffix(text, "polls")
	if !isPolls {
		number, isPolls = strings.CutSuffix(text, "poll")
	}
	if !isPolls {
		after, err := duration(text, maxReadyAfter)
		c.after, c.polls = after, 0
		return err
	}
	polls, err := strconv.Atoi(number)
	if err != nil || polls < 1 || polls > 1_000_000 {
		return errors.New("must be a number of polls from 1 to 1000000, such as 3polls")
	}
	c.after, c.polls = 0, polls
	return nil
}

// setGet takes "503" or "2-503".
func (c *course) setGet(text string) error {
	var err error
	c.getNumber = 0
	if number, status, numbered := strings.Cut(text, "-"); numbered {
		text = status
		if c.getNumber, err = strconv.Atoi(number); err != nil || c.getNumber < 1 {
			return errors.New("must number the GETs from 1, such as get-2-500")
		}
	}
	c.getStatus, err = errorStatus(text)
	return err
}

func errorStatus(text string) (int, error) {
	status, err := strconv.Atoi(text)
	if err != nil || status < 400 || status > 599 {
		return 0, errors.New("must have a status from 400 to 599")
	}
	return status, nil
}

func duration(text string, longest time.Duration) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 || d > longest {
		return 0, fmt.Errorf("must have a duration from 0s to %v, such as 500ms or 5s", longest)
	}
	return d, nil
}

// magicDomain is the domain of links that choose a scenario. RFC 6761 keeps names below invalid out of the world.
const magicDomain = "medialink.invalid"

// scenariosOf returns the scenarios that the host of a link names, such as those of https://failed.slow-2s.medialink.invalid/a.mp4.
func scenariosOf(link string) []string {
	u, err := url.Parse(link)
	if err != nil {
		return nil
	}
	host := strings.ToLower(u.Hostname())
	labels, magic := strings.CutSuffix(host, "."+magicDomain)
	// What the stub stores can be handed in again.
	if !magic || host == storageHost {
		return nil
	}
	return strings.Split(labels, ".")
}

func examples(forms []Form) string {
	names := make([]string, len(forms))
	for i, form := range forms {
		names[i] = form.Example
	}
	return strings.Join(names, ", ")
}
