package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

const (
	linkPath  = "/api/library/v1/media/link"
	mediaPath = "/api/library/v1/media/"
	goodLink  = `{"link":"https://static.rask.ai/samples/sample_1.mp4"}`
)

// send sends a request of a caller, "" for one without a token, and returns the body of the response.
func send(t *testing.T, r *running, method, path, bearer, body string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, r.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if path == "/oauth2/token" {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if bearer != "" {
		request.Header.Set("Authorization", "Bearer "+bearer)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
