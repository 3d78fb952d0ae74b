package client_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/gen"
)

func modes() []client.ContractMode {
	return []client.ContractMode{client.Tolerant, client.Strict, client.Off}
}

func TestEveryValidSpellingIsDelivered(t *testing.T) {
	body := strings.NewReplacer(`"size_bytes":18874368`, `"size_bytes":9007199254740993.0`, `"duration_seconds":94`, `"duration_seconds":1e3`,
		`"original_meta":null`, `"original_meta":{"at":"2026-01-15t09:30:00z","n":1.5e0}`, `Z"`, `z"`, `15T`, `15t`).Replace(example(t, "ready-video"))
	at := time.Date(2026, 1, 15, 9, 30, 42, 0, time.UTC)
	for _, mode := range modes() {
		c, drift := clientWith(t, 200, body, client.WithContract(mode))
		media, err := c.UploadLink(t.Context(), sample)
		if err != nil {
			t.Fatalf("mode %d: %v", mode, err)
		}
		if got := *media.Meta.SizeBytes; got != 9007199254740993 {
			t.Errorf("mode %d: %d bytes", mode, got)
		}
		if got := *media.Meta.DurationSeconds; got != 1000 {
			t.Errorf("mode %d: %d seconds", mode, got)
		}
		if !media.UpdatedAt.Equal(at) {
			t.Errorf("mode %d: updated %v", mode, media.UpdatedAt)
		}
		if !media.Preview.CreatedAt.Equal(at) {
			t.Errorf("mode %d: preview of %v", mode, media.Preview.CreatedAt)
		}
		if got := fmt.Sprint(*media.Meta.OriginalMeta); got != "map[at:2026-01-15t09:30:00z n:1.5]" {
			t.Errorf("mode %d: original %s", mode, got)
		}
		if len(*drift) > 0 {
			t.Errorf("mode %d: drift %v", mode, *drift)
		}
	}
}

func TestEveryExampleIsReadAsEncodingJSONDoes(t *testing.T) {
	for _, name := range []string{"processing", "ready-video", "ready-audio", "ready-image", "failed", "full"} {
		body := strings.Replace(example(t, name), `"original_meta":null`, `"original_meta":{"a":[1,{"b":null,"c":0.5}]}`, 1)
		var want client.Media
		if err := json.Unmarshal([]byte(body), &want); err != nil {
			t.Fatal(err)
		}
		c, _ := clientWith(t, 200, body)
		got, err := c.UploadLink(t.Context(), sample)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(&want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestAPropertyIsReadByItsExactName(t *testing.T) {
	body := strings.Replace(example(t, "ready-video"), `"path":`, `"Status":"failed","ID":"00000000-0000-4000-8000-000000000000","path":`, 1)
	for _, mode := range modes() {
		c, _ := clientWith(t, 200, body, client.WithContract(mode))
		media, err := c.Get(t.Context(), exampleID)
		if err != nil {
			t.Fatalf("mode %d: %v", mode, err)
		}
		if media.Status != client.MediaStatusReady {
			t.Errorf("mode %d: status %s, which is the value of another property", mode, media.Status)
		}
	}
}

func TestAnErrorAboutAValueThatFitsNoGoTypeKeepsTheResponse(t *testing.T) {
	id := uuid.MustParse("0d9f3a52-7c64-4b1e-8a53-2f4c1be0d6a7")
	calls := map[string]func(context.Context, *client.Client) error{
		"upload": func(ctx context.Context, c *client.Client) error { _, err := c.UploadLink(ctx, sample); return err },
		"get":    func(ctx context.Context, c *client.Client) error { _, err := c.Get(ctx, id); return err },
		"raw upload": func(ctx context.Context, c *client.Client) error {
			_, err := c.Raw().UploadMediaLinkWithResponse(ctx, gen.MediaLink{Link: sample})
			return err
		},
	}
	for says, change := range map[string][2]string{
		"response /created_at: does not fit a Go time.Time":            {"2026-01-15T09:30:00Z", "2016-12-31T23:59:60Z"},
		"response /preview/meta/size_bytes: does not fit a Go integer": {"61440", "61440e30"},
		"response /meta/original_meta/: does not fit a Go float64":     {`"original_meta":null`, `"original_meta":{"":1e999}`},
	} {
		body := strings.Replace(example(t, "ready-video"), change[0], change[1], 1)
		body = strings.Replace(body, "Product tour", strings.Repeat("long ", 2<<10), 1) // the id is far behind
		for name, call := range calls {
			for _, mode := range modes() {
				c, _ := clientWith(t, 200, body, client.WithContract(mode))
				err := call(t.Context(), c)
				failed, ok := errors.AsType[*client.Error](err)
				if !ok || !errors.Is(err, client.ErrContract) {
					t.Fatalf("%s, mode %d: %v", name, mode, err)
				}
				if !strings.Contains(err.Error(), says) {
					t.Errorf("%s, mode %d: %v, want %s", name, mode, err, says)
				}
				if strings.Contains(err.Error(), change[1]) {
					t.Errorf("%s, mode %d has the value: %v", name, mode, err)
				}
				if failed.Status != 200 || failed.Header.Get("Content-Type") != "application/json" {
					t.Errorf("%s, mode %d: status %d, header %v", name, mode, failed.Status, failed.Header)
				}
				if string(failed.Body()) != body {
					t.Errorf("%s, mode %d: %d of %d bytes", name, mode, len(failed.Body()), len(body))
				}
				if name != "get" && failed.Effect != client.Applied {
					t.Errorf("%s, mode %d: effect %v", name, mode, failed.Effect)
				}
			}
		}
	}
}

func TestAnErrorAboutAnotherMediaKeepsTheResponse(t *testing.T) {
	body := example(t, "ready-video")
	c, _ := clientWith(t, 200, body)
	_, err := c.Get(t.Context(), uuid.New())
	if failed, ok := errors.AsType[*client.Error](err); !ok || failed.Status != 200 || string(failed.Body()) != body {
		t.Error(err)
	}
}
