package journal_test

import (
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/stub/journal"
)

// BenchmarkRecord is an exchange that is recorded, redacted and added to a full journal.
func BenchmarkRecord(b *testing.B) {
	const request, response = `{"link":"https://h.example/a.mp4","kind":"video","name":"Product tour"}`, `{"id":"3c90c3cc-0d44-4b50-8888-8dd25736052a"}`
	r := httptest.NewRequest("POST", "/api/library/v1/media/link", nil)
	r.Header.Set("Authorization", "Bearer a")
	r.Header.Set("Content-Type", "application/json")
	j, buffer := journal.New(journal.DefaultMaxExchanges, journal.DefaultMaxBytes), make([]byte, 512)
	b.ReportAllocs()
	for b.Loop() {
		x := j.NewExchange("uploadMediaLink", r)
		tap := x.Tap(io.NopCloser(strings.NewReader(request)))
		if _, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, tap, buffer); err != nil {
			b.Fatal(err)
		}
		tap.Redact()
		j.RecordResponse(x, 200, r.Header, []byte(response))
		j.Add(journal.Key{}, x)
	}
}
