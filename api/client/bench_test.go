package client_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/client"
)

// benchmarked is a client whose every response is the body, without a socket and without an observer.
func benchmarked(b *testing.B, status int, body string) *client.Client {
	b.Helper()
	c, err := client.New(client.WithToken(client.NewSecret(secretToken)), client.WithRetry(client.RetryPolicy{Attempts: 1}),
		client.WithHTTPClient(&http.Client{Transport: responding(status, http.Header{"Content-Type": {"application/json"}}, body)}))
	if err != nil {
		b.Fatal(err)
	}
	return c
}

func BenchmarkUploadLink(b *testing.B) {
	c := benchmarked(b, 200, example(b, "processing"))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.UploadLink(b.Context(), sample); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGet(b *testing.B) {
	c := benchmarked(b, 200, example(b, "ready-video"))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Get(b.Context(), exampleID); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkError is the cost of redacting a large body that has no secret.
func BenchmarkError(b *testing.B) {
	c := benchmarked(b, 500, strings.Repeat("M4RK3R/M4RK3R+M4 ", 4<<10))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Get(b.Context(), exampleID); err == nil {
			b.Fatal("no error")
		}
	}
}
