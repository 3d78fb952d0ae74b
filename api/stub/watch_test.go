package stub_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/conformance"
	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/journal"
)

// contradictions are the tests in which media are what no service would make of them, with the reason.
var contradictions = map[string]string{
	"TestAWorldHasClientsScenariosAndFaultsFromTheStart":      "worlds with one seed have media with the same ids",
	"TestStatus429And503SayWhenToRetryHoweverTheyAreAskedFor": "a link asks for 404 for its media",
	"TestWhoOnlyLooksMakesNoWorld":                            "media are forgotten",
	"TestTheOldestMediaGoFirst":                               "media are forgotten",
	"TestThePrincipalThatIsSilentForLongestIsForgottenFirst":  "media are forgotten",
}

// watched runs the journal of a test's stub through a watch, which finds nothing broken in what the stub responds.
func watched(t *testing.T) stub.Option {
	t.Helper()
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	watch := conformance.NewWatch(library)
	t.Cleanup(func() {
		for _, f := range watch.Report().Findings {
			// What a request has wrong is the test's, and so is a status that default covers: scenarios ask for it.
			if f.Direction == contract.DirectionResponse && f.Rule != conformance.RuleUnlisted && contradictions[t.Name()] == "" {
				t.Errorf("the watch finds: %s %s", f.Level, f)
			}
		}
	})
	return stub.WithObserver(func(x journal.Exchange) {
		if len(x.Faults) == 0 && x.RequestHeader.Get("Prefer") == "" {
			watch.Observe(exchangeOf(x))
		}
	})
}

// exchangeOf takes real time: the clock of a world may stand still.
func exchangeOf(x journal.Exchange) *contract.Exchange {
	const kept = 4 << 10
	ended := time.Now()
	observed := &contract.Exchange{
		Started:     ended.Add(-x.Duration),
		Ended:       ended,
		Request:     &http.Request{Method: x.Method, URL: &url.URL{Path: x.Path}, Header: x.RequestHeader},
		RequestBody: contract.Payload{Data: x.RequestBody},
		Outcome:     contract.OutcomeComplete,
		Path:        x.Path,
		Caller:      x.World.String(),
	}
	if x.Status > 0 {
		observed.Response = &http.Response{StatusCode: x.Status, Header: x.ResponseHeader}
		observed.ResponseBody.Data = x.ResponseBody
	}
	if x.RequestSize > kept {
		observed.RequestBody.Missing = "cut"
	}
	if x.ResponseSize > kept {
		observed.ResponseBody.Missing = "cut"
	}
	return observed
}
