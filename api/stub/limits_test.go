package stub_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/stub"
)

func TestAScenarioCanBeChecked(t *testing.T) {
	for text, says := range map[string]string{
		"failed":   "",
		"get-404":  "",
		"post-503": "",
		"faild":    "must be one of ",
		"post-99":  "must have a status from 400 to 599",
		"get-422":  "",
	} {
		_, atStart := stub.New(stub.WithScenarios(text))
		err := stub.CheckScenario(text)
		if (err == nil) != (atStart == nil) {
			t.Errorf("%s: %v, and at the start %v", text, err, atStart)
		}
		if says != "" && (err == nil || !strings.HasPrefix(err.Error(), says)) {
			t.Errorf("%s: %v, want %q", text, err, says)
		}
	}
}

func TestForgottenWorldsAreLoggedAtPowersOfTen(t *testing.T) {
	var log bytes.Buffer
	s := newService(t, stub.WithLimits(10, 1, 1<<20), stub.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	for i := range 112 {
		s.do(fmt.Sprint(i), http.MethodGet, someMedia, "")
	}
	var forgotten []string
	for line := range strings.Lines(log.String()) {
		_, n, _ := strings.Cut(strings.TrimSpace(line), "forgotten=")
		forgotten = append(forgotten, n)
	}
	if got := strings.Join(forgotten, " "); got != "1 10 100" {
		t.Errorf("logged at %s", got)
	}
}

func TestNamesOfFilesHaveALimit(t *testing.T) {
	for _, row := range []struct {
		name, want string
	}{
		{strings.Repeat("a", 251) + ".mp4", strings.Repeat("a", 251) + ".mp4"},
		{strings.Repeat("a", 252) + ".mp4", strings.Repeat("a", 251) + ".mp4"},
		{strings.Repeat("a", 300) + ".mp4", strings.Repeat("a", 251) + ".mp4"},
		{strings.Repeat("a", 200) + "." + strings.Repeat("b", 126), strings.Repeat("a", 128) + "." + strings.Repeat("b", 126)},
		{strings.Repeat("a", 200) + "." + strings.Repeat("b", 127), strings.Repeat("a", 200) + "." + strings.Repeat("b", 54)},
	} {
		if got := *newService(t).upload("a", `{"link":"https://h.example/`+row.name+`"}`).Name; got != row.want {
			t.Errorf("%d bytes became %d: ends with %s", len(row.name), len(got), got[len(got)-10:])
		}
	}
}

func TestRequestsForTokensHaveLimits(t *testing.T) {
	ask := func(id string, size int) int {
		body := form("grant_type", "client_credentials", "client_id", id, "client_secret", "s", "x", "")
		body += strings.Repeat("x", max(0, size-len(body)))
		return newService(t).askToken(formType, body).Code
	}
	for _, row := range []struct {
		name     string
		id, size int
		status   int
	}{
		{"an id of 256 bytes", 256, 0, 200},
		{"an id of 257 bytes", 257, 0, 400},
		{"a form of 64 KiB", 1, 64 << 10, 200},
		{"a form of 64 KiB and a byte", 1, 64<<10 + 1, 400},
	} {
		if got := ask(strings.Repeat("i", row.id), row.size); got != row.status {
			t.Errorf("%s: status %d, want %d", row.name, got, row.status)
		}
	}
}
