package main

import (
	"net/http"
	"testing"
)

func TestAnEmptyControlTokenNeverOpensTheControlAPI(t *testing.T) {
	t.Setenv("MEDIALINK_STUB_CONTROL_TOKEN", "")
	open := start(t)
	defer open.end()
	closed := start(t, "--config", configured(t, "control-token: t0ken\n"))
	defer closed.end()
	for _, row := range []struct {
		name, url string
		want      int
	}{
		{"an empty variable is one that is not set", open.url, http.StatusOK},
		{"an empty variable leaves the token of the file", closed.url, http.StatusUnauthorized},
	} {
		if got := statusOf(t, row.url+"/_stub/scenarios", ""); got != row.want {
			t.Errorf("%s: status %d, want %d", row.name, got, row.want)
		}
	}
}
