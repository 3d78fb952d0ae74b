package contract_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// unreadBody is one that fails the test when it is read.
type unreadBody struct {
	t      *testing.T
	closed bool
}

func (u *unreadBody) Read([]byte) (int, error) {
	u.t.Error("the body is read")
	return 0, io.EOF
}

func (u *unreadBody) Close() error {
	u.closed = true
	return nil
}

func TestTransportChecksTheHeadOfAStreamAndNotItsBody(t *testing.T) {
	for _, row := range []struct {
		name, contentType string
		status            int
		says              string // "" if it is returned
	}{
		{"a stream", "text/event-stream", 200, ""},
		{"another content type", "application/json", 200, "response content type: must be text/event-stream"},
		{"no content type", "", 200, "response content type: must be text/event-stream"},
	} {
		t.Run(row.name, func(t *testing.T) {
			body := &unreadBody{t: t}
			base := roundTrip(func(r *http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: row.status, Header: http.Header{"Content-Type": {row.contentType}}, Body: body, Request: r}, nil
			})
			request, err := http.NewRequestWithContext(t.Context(), "GET", "https://streams.example/events", nil)
			if err != nil {
				t.Fatal(err)
			}
			response, err := streaming(t).Transport(base).RoundTrip(request)
			if row.says == "" {
				if err != nil || response.Body != body || body.closed {
					t.Errorf("%v, closed %v", err, body.closed)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), row.says) {
				t.Errorf("%v", err)
			}
			if !body.closed {
				t.Error("the body is not closed")
			}
		})
	}
}
