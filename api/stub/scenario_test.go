package stub_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/scenario"
)

// polls gets a media n times, with a second before each, and returns what the responses were.
func (s *service) polls(token, id string, n int) string {
	var seen []string
	for range n {
		s.now = s.now.Add(time.Second)
		w := s.do(token, http.MethodGet, mediaPath+id, "")
		if w.Code != http.StatusOK {
			seen = append(seen, fmt.Sprint(w.Code))
			continue
		}
		m := s.media(w)
		seen = append(seen, string(m.Status))
	}
	return strings.Join(seen, " ")
}

func TestTheLinkChoosesTheScenario(t *testing.T) {
	for _, row := range []struct{ host, sees string }{
		{"h.example", "processing ready ready ready"},
		{"medialink.invalid", "processing ready ready ready"},
		{"storage.medialink.invalid", "processing ready ready ready"},
		{"failed.medialink.invalid", "processing failed failed failed"},
		{"FAILED.MediaLink.INVALID", "processing failed failed failed"},
		{"failed-after-3s.medialink.invalid", "processing processing failed failed"},
		{"failed-after-1poll.medialink.invalid", "failed failed failed failed"},
		{"never-ready.medialink.invalid", "processing processing processing processing"},
		{"ready-after-0s.medialink.invalid", "ready ready ready ready"},
		{"ready-after-3s.medialink.invalid:8443", "processing processing ready ready"},
		{"ready-after-3polls.medialink.invalid", "processing processing ready ready"},
		{"get-2-500.medialink.invalid", "processing 500 ready ready"},
		{"get-503.medialink.invalid", "503 503 503 503"},
		{"ready-after-3polls.get-1-429.medialink.invalid", "429 processing ready ready"},
		{"failed.ready-after-1s.medialink.invalid", "ready ready ready ready"},
	} {
		t.Run(row.host, func(t *testing.T) {
			s := newService(t)
			m := s.upload("a", `{"link":"https://`+row.host+`/any/name.mp3"}`)
			if m.Kind != "audio" || *m.Name != "name.mp3" {
				t.Errorf("the path no longer decides: %s, %s", m.Kind, *m.Name)
			}
			if sees := s.polls("a", m.ID.String(), 4); sees != row.sees {
				t.Errorf("sees %q, want %q", sees, row.sees)
			}
		})
	}
}

func TestUpdatedAtMovesWithTheStatus(t *testing.T) {
	for host, after := range map[string]time.Duration{
		"failed-after-3s":     3 * time.Second,
		"ready-after-3polls":  3 * time.Second, // polls are a second apart
		"failed-after-2polls": 2 * time.Second,
		"never-ready":         0,
	} {
		s := newService(t)
		m := s.upload("a", `{"link":"https://`+host+`.medialink.invalid/a.mp4"}`)
		s.polls("a", m.ID.String(), 5)
		last := s.get("a", m)
		if got := last.UpdatedAt.Sub(last.CreatedAt); got != after {
			t.Errorf("%s: updated after %v, want %v", host, got, after)
		}
	}
}

func TestAFailedRecordHasNoFile(t *testing.T) {
	s := newService(t)
	m := s.upload("a", `{"link":"https://failed-after-0s.medialink.invalid/a.mp4"}`)
	body := s.do("a", http.MethodGet, mediaPath+m.ID.String(), "").Body.String()
	for _, want := range []string{`"status":"failed"`, `"meta":{}`, `"url":null`, `"preview":null`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not in %s", want, body)
		}
	}
}

func TestAnUploadCanBeRefusedByItsLink(t *testing.T) {
	s := newService(t)
	for _, status := range []int{400, 401, 404, 422, 429, 451, 499, 500, 503, 599} {
		w := s.do("a", http.MethodPost, linkPath, fmt.Sprintf(`{"link":"https://post-%d.medialink.invalid/a.mp4"}`, status))
		if w.Code != status || !strings.Contains(w.Body.String(), `"detail"`) {
			t.Errorf("%d: got %d %s", status, w.Code, w.Body)
		}
	}
	made := s.upload("a", link(1))
	if want := newService(t).upload("a", link(1)); made.ID != want.ID {
		t.Error("a refused upload has made something")
	}
}

func TestAnUnknownScenarioIsA422ThatListsThem(t *testing.T) {
	for _, host := range []string{"fialed", "post-200", "post-", "get-0-500", "get-x-500", "slow-2", "slow-101s", "ready-after-", "ready-after-0polls",
		"ready-after--1s", "ready-after-9999h", "failed-3s", "failed.nope", ".failed"} {
		s := newService(t)
		w := s.do("a", http.MethodPost, linkPath, `{"link":"https://`+host+`.medialink.invalid/a.mp4"}`)
		body := w.Body.String()
		if w.Code != 422 || !strings.Contains(body, `"loc":["body","link"]`) || !strings.Contains(body, "never-ready") {
			t.Errorf("%s: %d %s", host, w.Code, body)
		}
	}
}

func TestScenariosOfTheWholeServer(t *testing.T) {
	for _, row := range []struct {
		scenarios, link, sees string
	}{
		{"failed", "h.example", "processing failed failed"},
		{"failed-after-1poll", "h.example", "failed failed failed"},
		{"failed never-ready", "h.example", "processing processing processing"},
		{"never-ready", "ready-after-1poll.medialink.invalid", "ready ready ready"},
		{"get-1-500", "failed-after-2polls.medialink.invalid", "500 failed failed"},
	} {
		s := newService(t, stub.WithScenarios(strings.Fields(row.scenarios)...))
		m := s.upload("a", `{"link":"https://`+row.link+`/a.mp4"}`)
		if sees := s.polls("a", m.ID.String(), 3); sees != row.sees {
			t.Errorf("%s, %s: sees %q, want %q", row.scenarios, row.link, sees, row.sees)
		}
	}
	for _, scenario := range []string{"", "nope", "post-99", "slow-3h"} {
		if _, err := stub.New(stub.WithScenarios(scenario)); err == nil {
			t.Errorf("%q is accepted", scenario)
		}
	}
}

func TestASlowLinkTakesItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(t)
		began := time.Now()
		m := s.upload("a", `{"link":"https://slow-2s.medialink.invalid/a.mp4"}`)
		s.get("a", m)
		if took := time.Since(began); took != 4*time.Second {
			t.Errorf("upload and GET took %v", took)
		}
	})
}

func TestEachListedScenarioIsAccepted(t *testing.T) {
	for _, form := range scenario.Forms() {
		if _, err := stub.New(stub.WithScenarios(form.Example)); err != nil {
			t.Error(err)
		}
	}
}
