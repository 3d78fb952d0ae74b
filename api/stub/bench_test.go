package stub_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/stub"
)

// BenchmarkUpload is an upload in process, with the journal on.
func BenchmarkUpload(b *testing.B) {
	s, err := stub.New()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, linkPath, strings.NewReader(link(1)))
		r.Header.Set("Authorization", "Bearer a")
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Body)
		}
	}
}
