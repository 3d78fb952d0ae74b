package scenario_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/stub/scenario"
)

func ExampleBehavior_With() {
	b, err := scenario.Behavior{Outcome: scenario.Ready}.With("failed-after-3polls", "get-2-500")
	fmt.Println(b.Outcome, b.Polls, b.GetStatus, b.GetNumber, err)
	// Output: failed 3 500 2 <nil>
}

func ExampleOfLink() {
	fmt.Println(scenario.OfLink("https://failed.slow-2s.medialink.invalid/a.mp4"))
	// Output: [failed slow-2s]
}

func ExamplePrefer() {
	p, err := scenario.Prefer(http.Header{"Prefer": {"code=404, wait=2"}})
	fmt.Println(p.Status, p.Wait, err)
	// Output: 404 2s <nil>
}

func TestAScenarioChangesTheBehavior(t *testing.T) {
	for text, want := range map[string]scenario.Behavior{
		"ready-after-5s":                      {Outcome: scenario.Ready, After: 5 * time.Second},
		"ready-after-1poll":                   {Outcome: scenario.Ready, Polls: 1},
		"ready-after-5s failed":               {Outcome: scenario.Failed, After: 5 * time.Second},
		"failed-after-0s":                     {Outcome: scenario.Failed},
		"failed-after-3polls":                 {Outcome: scenario.Failed, Polls: 3},
		"ready-after-3polls failed":           {Outcome: scenario.Failed, Polls: 3},
		"failed-after-3polls failed-after-2s": {Outcome: scenario.Failed, After: 2 * time.Second},
		"failed-after-2s failed-after-3polls": {Outcome: scenario.Failed, Polls: 3},
		"never-ready":                         {Outcome: scenario.Never},
		"post-503":                            {PostStatus: 503},
		"get-404":                             {GetStatus: 404},
		"get-2-500":                           {GetStatus: 500, GetNumber: 2},
		"get-2-500 get-404":                   {GetStatus: 404},
		"slow-100s":                           {Delay: 100 * time.Second},
	} {
		b, err := scenario.Behavior{}.With(strings.Fields(text)...)
		if err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(want, b); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

func TestInvalidScenariosAreRefused(t *testing.T) {
	for text, says := range map[string]string{
		"":                        "must be one of ready-after-5s, ",
		"faild":                   "slow-2s: did you mean failed?",
		"nothing-like-them":       "slow-2s",
		"failed-3s":               "must be one of ready-after-5s, ",
		"failed-after-":           "duration from 0s",
		"ready-after-0polls":      "polls from 1 to 1000000",
		"ready-after-1000001poll": "polls from 1 to 1000000",
		"ready-after--1s":         "duration from 0s to 8760h0m0s",
		"ready-after-8761h":       "duration from 0s to 8760h0m0s",
		"post-399":                "from 400 to 599",
		"post-600":                "from 400 to 599",
		"get-0-500":               "from 1",
		"get-1-200":               "from 400 to 599",
		"slow-101s":               "duration from 0s to 1m40s",
	} {
		_, err := scenario.Behavior{}.With("failed", text)
		if err == nil || !strings.HasPrefix(err.Error(), fmt.Sprintf("scenario %q: must ", text)) {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v does not say %q", text, err, says)
		}
		if wrapped := errors.Unwrap(err); text != "" && strings.Contains(wrapped.Error(), `"`+text) {
			t.Errorf("%q is repeated in %v", text, wrapped)
		}
	}
}

func TestEachFormIsRead(t *testing.T) {
	for _, form := range scenario.Forms() {
		b, err := scenario.Behavior{}.With(form.Example)
		if err != nil {
			t.Error(err)
		}
		if b == (scenario.Behavior{}) {
			t.Errorf("%s changes nothing", form.Example)
		}
		if form.Means == "" {
			t.Errorf("%s has no description", form.Example)
		}
	}
}

func TestOnlyTheDomainOfScenariosNamesThem(t *testing.T) {
	for link, want := range map[string]string{
		"https://failed.medialink.invalid/a.mp4":              "[failed]",
		"https://FAILED.Slow-1s.MediaLink.invalid:8443/a.mp4": "[failed slow-1s]",
		"s3://failed.medialink.invalid/a":                     "[failed]",
		"https://medialink.invalid/a.mp4":                     "[]",
		"https://storage.medialink.invalid/a.mp4":             "[]",
		"https://failed.medialink.example/a.mp4":              "[]",
		"https://%zz.medialink.invalid/":                      "[]",
	} {
		if got := fmt.Sprint(scenario.OfLink(link)); got != want {
			t.Errorf("%s: %s, want %s", link, got, want)
		}
	}
}

func TestPreferIsReadLeniently(t *testing.T) {
	for _, row := range []struct {
		fields []string
		want   scenario.Preference
		err    string
	}{
		{[]string{"code=404"}, scenario.Preference{Status: 404}, ""},
		{[]string{` Code = "404" ; example=full`}, scenario.Preference{Status: 404, Example: "full"}, ""},
		{[]string{"respond-async", "wait=0.5"}, scenario.Preference{Wait: 500 * time.Millisecond}, ""},
		{[]string{"wait=100"}, scenario.Preference{Wait: 100 * time.Second}, ""},
		{[]string{"wait=100.1"}, scenario.Preference{}, "must have a number of seconds from 0 to 100 to wait"},
		{[]string{"wait=-1"}, scenario.Preference{}, "must have a number of seconds from 0 to 100 to wait"},
		{[]string{"wait=NaN"}, scenario.Preference{}, "must have a number of seconds from 0 to 100 to wait"},
		{[]string{"code=x"}, scenario.Preference{}, "must have a status for its code"},
	} {
		got, err := scenario.Prefer(http.Header{"Prefer": row.fields})
		if fmt.Sprint(err) != row.err && (err != nil || row.err != "") {
			t.Errorf("%q: %v", row.fields, err)
		}
		if diff := cmp.Diff(row.want, got); err == nil && diff != "" {
			t.Errorf("%q: %s", row.fields, diff)
		}
	}
}
