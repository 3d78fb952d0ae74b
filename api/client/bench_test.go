package client_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/gen"
)

func inMemory(status int, body string) *http.Client {
	return &http.Client{Transport: responding(status, http.Header{"Content-Type": {"application/json"}}, body)}
}

// benchmarked is a client whose every response is the body, without a socket and without an observer.
func benchmarked(b *testing.B, status int, body string) *client.Client {
	b.Helper()
	c, err := client.New(client.WithToken(client.NewSecret(secretToken)), client.WithRetry(client.RetryPolicy{Attempts: 1}),
		client.WithHTTPClient(inMemory(status, body)))
	if err != nil {
		b.Fatal(err)
	}
	return c
}

// bareCall is what one writes without the client: net/http, and json.Unmarshal of the whole body.
func bareCall(ctx context.Context, c *http.Client, method, path string, request any) (media gen.Media, err error) {
	var body io.Reader
	if request != nil {
		encoded, err := json.Marshal(request)
		if err != nil {
			return media, err
		}
		body = bytes.NewReader(encoded)
	}
	r, err := http.NewRequestWithContext(ctx, method, "https://api.rask.ai/api/library/v1/media/"+path, body)
	if err != nil {
		return media, err
	}
	r.Header.Set("Authorization", "Bearer "+secretToken)
	r.Header.Set("Content-Type", "application/json")
	response, err := c.Do(r)
	if err != nil {
		return media, err
	}
	defer response.Body.Close()
	received, err := io.ReadAll(response.Body)
	if err != nil {
		return media, err
	}
	return media, json.Unmarshal(received, &media)
}

// BenchmarkRoundTrip is a call in memory, without the client and with it.
func BenchmarkRoundTrip(b *testing.B) {
	processing, ready := example(b, "processing"), example(b, "ready-video")
	uploads, gets := benchmarked(b, 200, processing), benchmarked(b, 200, ready)
	inMemoryUpload, inMemoryGet := inMemory(200, processing), inMemory(200, ready)
	for _, row := range []struct {
		name string
		call func(context.Context) error
	}{
		{"upload/bare", func(ctx context.Context) error {
			_, err := bareCall(ctx, inMemoryUpload, http.MethodPost, "link", gen.MediaLink{Link: sample})
			return err
		}},
		{"upload/client", func(ctx context.Context) error {
			_, err := uploads.UploadLink(ctx, sample)
			return err
		}},
		{"get/bare", func(ctx context.Context) error {
			_, err := bareCall(ctx, inMemoryGet, http.MethodGet, exampleID.String(), nil)
			return err
		}},
		{"get/client", func(ctx context.Context) error {
			_, err := gets.Get(ctx, exampleID)
			return err
		}},
	} {
		b.Run(row.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := row.call(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
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
