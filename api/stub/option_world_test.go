package stub_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/fault"
	"github.com/medialink-go/medialink/gen"
)

func TestAWorldHasClientsScenariosAndFaultsFromTheStart(t *testing.T) {
	st, s := newStub(t, stub.WithFaults(parsed(t, "500")...), stub.WithWorlds(
		stub.WorldConfig{Name: "shop", Clients: []stub.OAuthClient{{ID: "one", Secret: "x"}, {ID: "two", Secret: "y"}},
			Scenarios: []string{"failed-after-0s"}, Faults: parsed(t)},
		stub.WorldConfig{Name: "till"},
	))
	for range 2 {
		m := s.upload(s.token("one", "x"), link(1))
		if again := s.get(s.token("two", "y"), m); again.ID != m.ID || again.Status != gen.MediaStatusFailed {
			t.Errorf("the other client sees %+v", again)
		}
		if len(st.World("shop").Media("")) != 1 || len(st.World("one").Media("")) != 0 {
			t.Error("the media is in another world")
		}
		if got := s.do("till", http.MethodPost, linkPath, link(1)).Code; got != http.StatusInternalServerError {
			t.Errorf("a world with no faults of its own: %d", got)
		}
		st.World("shop").Reset()
		must(t, st.World("shop").SetScenarios("never-ready"))
		st.Reset()
	}
}

func TestInvalidWorldsAreRefused(t *testing.T) {
	client := []stub.OAuthClient{{ID: "one", Secret: "secret"}}
	for name, worlds := range map[string][]stub.WorldConfig{
		"no name":                     {{}},
		"a name twice":                {{Name: "a"}, {Name: "a"}},
		"a client twice":              {{Name: "a", Clients: client}, {Name: "b", Clients: client}},
		"no such scenario":            {{Name: "a", Scenarios: []string{"sunny"}}},
		"no such fault":               {{Name: "a", Faults: []fault.Fault{{Kind: "rain"}}}},
		"no response for that status": {{Name: "a", Scenarios: []string{"get-422"}}, {Name: "b", Scenarios: []string{"get-700"}}},
	} {
		if _, err := stub.New(stub.WithWorlds(worlds...)); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
