package stubtest_test

import (
	"testing"

	"github.com/medialink-go/medialink/api/stubtest"
	"github.com/medialink-go/medialink/gen"
)

// BenchmarkNew is what a stub of its own costs a test.
func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		stubtest.New(b)
	}
}

// BenchmarkUpload is one call of the generated client, without sockets.
func BenchmarkUpload(b *testing.B) {
	client := stubtest.New(b).Generated()
	b.ReportAllocs()
	for b.Loop() {
		response, err := client.UploadMediaLinkWithResponse(b.Context(), gen.MediaLink{Link: sample})
		if err != nil || response.JSON200 == nil {
			b.Fatal(err)
		}
	}
}
