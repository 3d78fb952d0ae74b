package control_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/control"
	"github.com/medialink-go/medialink/api/stub/fault"
)

// step is a call or another action, and the response that it wants.
type step struct {
	name string
	do   func() string
	want string
}

func (s *service) play(steps []step) {
	s.t.Helper()
	for _, step := range steps {
		if got := strings.TrimSpace(step.do()); got != step.want {
			s.t.Errorf("%s: %s, want %s", step.name, got, step.want)
		}
	}
}

// calling is a step's call.
func (s *service) calling(method, target, body string) func() string {
	return func() string { return s.call(method, target, body).Body.String() }
}

func TestScenariosAndFaultsAreSet(t *testing.T) {
	s := withStub(t, []stub.Option{stub.WithScenarios("failed"), stub.WithFaults(fault.Fault{Kind: "status", Status: 500})})
	upload := func(token string) func() string {
		return func() string { status, _ := s.upload(token, video); return fmt.Sprint(status) }
	}
	s.play([]step{
		{"the options", s.calling("GET", "/_stub/scenarios", ""), `{"scenarios":["failed"]}`},
		{"a world has those of the options", s.calling("GET", "/_stub/faults?world=a", ""), `{"faults":[{"fault":"500","count":0}]}`},
		{"a world gets its own", s.calling("PUT", "/_stub/faults?world=a", `{"faults":["503,first=1"]}`), `{"faults":[{"fault":"503,first=1","count":0}]}`},
		{"an upload there fails", upload("a"), "503"},
		{"but only once", upload("a"), "200"},
		{"an upload to another world fails as in all", upload("b"), "500"},
		{"the fault of the world is counted", s.calling("GET", "/_stub/faults?world=a", ""), `{"faults":[{"fault":"503,first=1","count":1}]}`},
		{"so is the fault of all", s.calling("GET", "/_stub/faults", ""), `{"faults":[{"fault":"500","count":1}]}`},
		{"all worlds get none", s.calling("PUT", "/_stub/faults", `{"faults":[]}`), `{"faults":[]}`},
		{"an upload succeeds", upload("b"), "200"},
		{"the world is reset", func() string { return fmt.Sprint(s.call("POST", "/_stub/reset?world=a", "").Code) }, "204"},
		{"it has those of all worlds", s.calling("GET", "/_stub/faults?world=a", ""), `{"faults":[]}`},
		{"all worlds are reset", func() string { return fmt.Sprint(s.call("POST", "/_stub/reset?all", "").Code) }, "204"},
		{"faults included", s.calling("GET", "/_stub/faults", ""), `{"faults":[{"fault":"500","count":0}]}`},
	})
}

func TestTheClockIsSet(t *testing.T) {
	s := newService(t)
	_, id := s.upload("a", video)
	s.play([]step{
		{"it is read", s.calling("GET", "/_stub/clock", ""), `{"now":"2026-01-15T09:30:00Z","frozen":false}`},
		{"a world advances", s.calling("PATCH", "/_stub/clock?world=a", `{"advance":"10m"}`), `{"now":"2026-01-15T09:40:00Z","frozen":false}`},
		{"its media are ready", func() string { return s.get("a", id) }, "ready"},
		{"other worlds do not advance", s.calling("GET", "/_stub/clock?world=b", ""), `{"now":"2026-01-15T09:30:00Z","frozen":false}`},
		{"it advances and is frozen", s.calling("PATCH", "/_stub/clock?world=a", `{"advance":"1h","frozen":true}`), `{"now":"2026-01-15T10:40:00Z","frozen":true}`},
		{"it is thawed", s.calling("PATCH", "/_stub/clock?world=a", `{"frozen":false}`), `{"now":"2026-01-15T10:40:00Z","frozen":false}`},
		{"all advance", s.calling("PATCH", "/_stub/clock", `{"advance":"1h"}`), `{"now":"2026-01-15T10:30:00Z","frozen":false}`},
		{"that one too", s.calling("GET", "/_stub/clock?world=a", ""), `{"now":"2026-01-15T11:40:00Z","frozen":false}`},
	})
}

func TestMediaAreListedAndSet(t *testing.T) {
	s := newService(t, control.WithStubHost(func(*http.Request) string { return "stub.example" }))
	_, first := s.upload("a", video)
	_, second := s.upload("b", video)
	ids := func(target string) func() string {
		return func() string {
			list := decode[struct {
				Count int
				Media []struct{ ID, Status, URL string }
			}](t, s.call("GET", "/_stub/media"+target, "").Body.Bytes())
			text := fmt.Sprint(list.Count)
			for _, m := range list.Media {
				text += " " + strings.NewReplacer(first, "first", second, "second").Replace(m.ID+":"+m.Status+":"+m.URL)
			}
			return text
		}
	}
	status := func(target, status string) func() string {
		return func() string {
			return fmt.Sprint(s.call("PUT", "/_stub/media/"+first+"/status"+target, `{"status":"`+status+`"}`).Code)
		}
	}
	s.play([]step{
		{"of all worlds", ids(""), "2 first:processing: second:processing:"},
		{"of one", ids("?world=b"), "1 second:processing:"},
		{"unknown in another world", status("?world=b", "ready"), "404"},
		{"set to ready", status("?world=a", "ready"), "200"},
		{"its file is at the host of the stub", ids("?status=ready"), "1 first:ready:http://stub.example/files/first/a.mp4"},
		{"it is final", status("", "failed"), "422"},
		{"the same status again", status("", "ready"), "200"},
		{"a part of the list", ids("?offset=1&limit=1"), "2 second:processing:"},
		{"after its end", ids("?offset=7"), "2"},
	})
}
