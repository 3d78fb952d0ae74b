package contract_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
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

func TestTransportReturnsAStreamThatTheCallerLetsPass(t *testing.T) {
	body := &unreadBody{t: t}
	base := roundTrip(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"text/plain"}}, Body: body, Request: r}, nil
	})
	var violation *contract.ViolationError
	lenient := streaming(t).Transport(base, contract.WithOnViolation(func(err *contract.ViolationError) error {
		violation = err
		return nil
	}))
	request, err := http.NewRequestWithContext(t.Context(), "GET", "https://streams.example/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := lenient.RoundTrip(request)
	if err != nil || response.Body != body || body.closed {
		t.Errorf("%v, closed %v", err, body.closed)
	}
	if violation == nil {
		t.Error("the violation is not reported")
	}
}

// Other responses of the operation are read and checked as ever, and HEAD has no body.
func TestTransportReadsWhatIsNoStream(t *testing.T) {
	for _, row := range []struct {
		name, method, contentType, body string
		status                          int
		says                            string
	}{
		{"an error", "GET", "application/json", `{"detail":"x"}`, 503, ""},
		{"an error that does not conform", "GET", "application/json", `{}`, 503, "response /detail: is required"},
		{"an undeclared status", "GET", "text/event-stream", "x", 201, "response status: 201 is not declared"},
		{"HEAD", "HEAD", "text/event-stream", "", 200, ""},
	} {
		base := roundTrip(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: row.status, Header: http.Header{"Content-Type": {row.contentType}}, Body: io.NopCloser(strings.NewReader(row.body)), Request: r}, nil
		})
		request, err := http.NewRequestWithContext(t.Context(), row.method, "https://streams.example/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := streaming(t).Transport(base).RoundTrip(request)
		if row.says != "" {
			if err == nil || !strings.Contains(err.Error(), row.says) {
				t.Errorf("%s: %v", row.name, err)
			}
			continue
		}
		if err != nil {
			t.Fatalf("%s: %v", row.name, err)
		}
		if got, err := io.ReadAll(response.Body); err != nil || string(got) != row.body {
			t.Errorf("%s: %q, %v", row.name, got, err)
		}
	}
}
