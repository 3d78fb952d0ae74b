package client_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/api/stubtest"
)

const marker = "M4RK3R"

// everyFault is one of each kind, before and behind the operation and at the token endpoint.
func everyFault() []string {
	all := []string{""}
	for _, fault := range []string{"400", "401", "404", "422", "429", "500", "503", "latency=90s", "reset", "truncate", "stall=90s", "slow=1s", "html",
		"content-type", "broken", "revoked"} {
		all = append(all, fault, fault+",on=token")
	}
	return all
}

func TestNothingLeaks(t *testing.T) {
	for _, fault := range everyFault() {
		synctest.Test(t, func(t *testing.T) {
			var said bytes.Buffer
			s := stubtest.New(t)
			s.AllowViolations()
			if fault != "" {
				s.Faults(fault)
			}
			given := credentials()
			given.ID, given.Secret = "id-"+marker, client.NewSecret(marker)
			c := s.Client(
				client.WithCredentials(given),
				client.WithLogger(slog.New(slog.NewTextHandler(&said, &slog.HandlerOptions{Level: slog.LevelDebug}))),
				client.WithObserver(func(_ context.Context, e client.Event) { fmt.Fprintf(&said, "%+v %#v\n", e, e) }),
			)
			for _, link := range []string{"https://h.example/" + marker + ".mp4", marker} {
				_, err := c.UploadLink(t.Context(), link, client.Name(marker), client.Header("X-Secret", marker))
				if err != nil {
					fmt.Fprintf(&said, "%v %+v %#v %s\n", err, err, err, err)
				}
			}
			fmt.Fprintf(&said, "%+v", given)
			if strings.Contains(strings.ReplaceAll(said.String(), "ID:id-"+marker, ""), marker) {
				t.Errorf("%s: %s", fault, &said)
			}
		})
	}
}

func TestOnlyRevealShowsASecret(t *testing.T) {
	s := client.NewSecret(marker)
	encoded, err := json.Marshal(map[string]any{"a": s})
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("a", "secret", s)
	all := fmt.Sprintf("%v %+v %#v %s %q %v %+v %s %s", s, s, s, s, s, []any{s}, struct{ s client.Secret }{s}, encoded, &log)
	if strings.Contains(all, marker) || !strings.Contains(all, "REDACTED") || s.Reveal() != marker {
		t.Error(all)
	}
	if empty := (client.Secret{}); empty.String() != "" || empty.Reveal() != "" {
		t.Errorf("%q", empty)
	}
}
