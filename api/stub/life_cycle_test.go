package stub_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/gen"
)

func TestMediaBecomeReadyWithTime(t *testing.T) {
	s := newService(t, stub.WithReadyAfter("5s"))
	uploaded := s.upload("a", `{"link":"https://host.example/a.mp4"}`)
	made := s.now
	for _, row := range []struct {
		after   time.Duration
		status  gen.MediaStatus
		updated time.Time
	}{
		{0, gen.MediaStatusProcessing, made},
		{5*time.Second - time.Microsecond, gen.MediaStatusProcessing, made},
		{5 * time.Second, gen.MediaStatusReady, made.Add(5 * time.Second)},
		{time.Hour, gen.MediaStatusReady, made.Add(5 * time.Second)},
	} {
		s.now = made.Add(row.after)
		m := s.get("a", uploaded)
		if m.Status != row.status || !m.CreatedAt.Equal(made) || !m.UpdatedAt.Equal(row.updated) {
			t.Errorf("after %v: %s, created %v, updated %v; want %s, %v, %v",
				row.after, m.Status, m.CreatedAt, m.UpdatedAt, row.status, made, row.updated)
		}
	}
}

func TestAnUploadIsProcessingHoweverSoonItIsReady(t *testing.T) {
	s := newService(t, stub.WithReadyAfter("0s"))
	uploaded := s.upload("a", `{"link":"https://host.example/a.mp4"}`)
	if uploaded.Status != gen.MediaStatusProcessing {
		t.Errorf("the upload has status %s", uploaded.Status)
	}
	if m := s.get("a", uploaded); m.Status != gen.MediaStatusReady {
		t.Errorf("the first GET finds %s", m.Status)
	}
}

func TestMissingValuesAreSentAsNull(t *testing.T) {
	s := newService(t)
	body := s.do("a", http.MethodPost, linkPath, `{"link":"https://host.example/a.mp4"}`).Body.String()
	for _, want := range []string{`"meta":{}`, `"url":null`, `"preview":null`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not in %s", want, body)
		}
	}
}

func TestTimesAreInUTCAndMicroseconds(t *testing.T) {
	s := newService(t)
	s.now = time.Date(2026, 1, 15, 10, 30, 0, 123456789, time.FixedZone("", 3600))
	body := s.do("a", http.MethodPost, linkPath, `{"link":"https://host.example/a.mp4"}`).Body.String()
	if want := `"created_at":"2026-01-15T09:30:00.123456Z"`; !strings.Contains(body, want) {
		t.Errorf("%s is not in %s", want, body)
	}
}
