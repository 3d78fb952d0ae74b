package server_test

import (
	"strings"
	"testing"
	"time"
)

// The guide of api/stub names these as the only responses that are not JSON.
func TestRefusalsOfNetHTTPArePlainText(t *testing.T) {
	serving := startServing(t, time.Minute)
	s := &service{t: t, url: serving.url}
	for _, row := range []struct {
		name, request string
		status        int
	}{
		{"no HTTP", "hello\r\n\r\n", 400},
		{"%zz in the path", "GET /api/%zz HTTP/1.1\r\nHost: h\r\n\r\n", 400},
		{"a control character in the path", "GET /api/\x01 HTTP/1.1\r\nHost: h\r\n\r\n", 400},
		{"a control character in a header value", "GET / HTTP/1.1\r\nHost: h\r\nX-Name: a\x01\r\n\r\n", 400},
		{"a header block over 64 KiB", "GET / HTTP/1.1\r\nHost: h\r\nX-Name: " + strings.Repeat("a", 68<<10) + "\r\n\r\n", 431},
		{"an unknown transfer coding", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
		{"an unknown expectation", "POST / HTTP/1.1\r\nHost: h\r\nExpect: x\r\nContent-Length: 0\r\n\r\n", 417},
	} {
		responses := s.raw(row.request)
		if len(responses) != 1 {
			t.Errorf("%s: %d responses", row.name, len(responses))
			continue
		}
		if got := responses[0].StatusCode; got != row.status {
			t.Errorf("%s: status %d, want %d", row.name, got, row.status)
		}
		if got := responses[0].Header.Get("Content-Type"); strings.Contains(got, "json") {
			t.Errorf("%s: content type %s", row.name, got)
		}
	}
	serving.stop()
	if err := <-serving.ended; err != nil {
		t.Error(err)
	}
}
