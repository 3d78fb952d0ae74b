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

// step is a call, or something else that happens, and what is answered.
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

func TestScenariosAndFaultsAreTold(t *testing.T) {
	s := withStub(t, []stub.Option{stub.WithScenarios("failed"), stub.WithFaults(fault.Fault{Kind: "status", Status: 500})})
	upload := func(token string) func() string {
		return func() string { status, _ := s.upload(token, video); return fmt.Sprint(status) }
	}
	s.play([]step{
		{"what it was started with", s.calling("GET", "/_stub/scenarios", ""), `{"scenarios":["failed"]}`},
		{"which a world has too", s.calling("GET", "/_stub/faults?world=a", ""), `{"faults":[{"fault":"500","count":0}]}`},
		{"a world is told otherwise", s.calling("PUT", "/_stub/faults?world=a", `{"faults":["503,first=1"]}`), `{"faults":[{"fault":"503,first=1","count":0}]}`},
		{"it fails so", upload("a"), "503"},
		{"once", upload("a"), "200"},
		{"another one fails as all do", upload("b"), "500"},
		{"and that is counted", s.calling("GET", "/_stub/faults?world=a", ""), `{"faults":[{"fault":"503,first=1","count":1}]}`},
		{"for all as well", s.calling("GET", "/_stub/faults", ""), `{"faults":[{"fault":"500","count":1}]}`},
		{"all are told otherwise", s.calling("PUT", "/_stub/faults", `{"faults":[]}`), `{"faults":[]}`},
		{"which helps", upload("b"), "200"},
		{"the world is as it was", func() string { return fmt.Sprint(s.call("POST", "/_stub/reset?world=a", "").Code) }, "204"},
		{"which has no faults of its own", s.calling("GET", "/_stub/faults?world=a", ""), `{"faults":[]}`},
		{"all is as it was", func() string { return fmt.Sprint(s.call("POST", "/_stub/reset?all", "").Code) }, "204"},
		{"faults included", s.calling("GET", "/_stub/faults", ""), `{"faults":[{"fault":"500","count":0}]}`},
	})
}

func TestTheClockIsTold(t *testing.T) {
	s := newService(t)
	_, id := s.upload("a", video)
	s.play([]step{
		{"it is read", s.calling("GET", "/_stub/clock", ""), `{"now":"2026-01-15T09:30:00Z","frozen":false}`},
		{"a world's is put forward", s.calling("PATCH", "/_stub/clock?world=a", `{"advance":"10m"}`), `{"now":"2026-01-15T09:40:00Z","frozen":false}`},
		{"so that its media are ready", func() string { return s.get("a", id) }, "ready"},
		{"and that of others is not", s.calling("GET", "/_stub/clock?world=b", ""), `{"now":"2026-01-15T09:30:00Z","frozen":false}`},
		{"it is stopped there", s.calling("PATCH", "/_stub/clock?world=a", `{"advance":"1h","frozen":true}`), `{"now":"2026-01-15T10:40:00Z","frozen":true}`},
		{"and goes on", s.calling("PATCH", "/_stub/clock?world=a", `{"frozen":false}`), `{"now":"2026-01-15T10:40:00Z","frozen":false}`},
		{"all are put forward", s.calling("PATCH", "/_stub/clock", `{"advance":"1h"}`), `{"now":"2026-01-15T10:30:00Z","frozen":false}`},
		{"that one too", s.calling("GET", "/_stub/clock?world=a", ""), `{"now":"2026-01-15T11:40:00Z","frozen":false}`},
	})
}

func TestMediaAreListedAndTold(t *testing.T) {
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
		{"another world has it not", status("?world=b", "ready"), "404"},
		{"it is made ready", status("?world=a", "ready"), "200"},
		{"its file is where the stub is", ids("?status=ready"), "1 first:ready:http://stub.example/files/first/a.mp4"},
		{"it stays so", status("", "failed"), "422"},
		{"as it is already", status("", "ready"), "200"},
		{"a part of the list", ids("?offset=1&limit=1"), "2 second:processing:"},
		{"behind its end", ids("?offset=7"), "2"},
	})
}
