package har_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/har"
)

func sample() har.Entry {
	return har.Entry{
		Started: time.Date(2026, 1, 15, 9, 30, 0, 250_000_000, time.UTC),
		Time:    1.5,
		Request: har.Request{
			Method: "POST", URL: "http://127.0.0.1:8080/a", HTTPVersion: "HTTP/1.1", HeadersSize: -1, BodySize: 2,
			Headers: []har.Pair{{Name: "Content-Type", Value: "application/json"}}, PostData: &har.PostData{MimeType: "application/json", Text: "{}"},
		},
		Response: har.Response{Status: 200, StatusText: "OK", HTTPVersion: "HTTP/1.1", HeadersSize: -1, BodySize: 3,
			Content: har.Content{Size: 3, MimeType: "image/png", Text: "AP8B", Encoding: "base64"}},
		Timings: har.Timings{Wait: 1.5},
	}
}

func TestAnArchiveIsReadAsItWasWritten(t *testing.T) {
	entry := sample()
	written := har.New(har.Creator{Name: "test", Version: "1"}, entry, har.Entry{})
	text, err := json.Marshal(written)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "null") {
		t.Errorf("the format has no null: %s", text)
	}
	if entry.Request.Cookies != nil {
		t.Error("the caller's entry has changed")
	}
	var read []har.Entry
	for entry, err := range har.Entries(bytes.NewReader(text)) {
		if err != nil {
			t.Fatal(err)
		}
		read = append(read, *entry)
	}
	if diff := cmp.Diff(written.Log.Entries, read); diff != "" {
		t.Error(diff)
	}
}

func FuzzEntries(f *testing.F) {
	text, err := json.Marshal(har.New(har.Creator{}, sample()))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text))
	f.Fuzz(func(t *testing.T, text string) {
		for entry, err := range har.Entries(strings.NewReader(text)) {
			if err != nil {
				return
			}
			if again, err := json.Marshal(har.New(har.Creator{}, *entry)); err != nil {
				t.Errorf("%v: %s", err, again)
			}
		}
	})
}

func TestHeadersAreText(t *testing.T) {
	got := har.Headers(http.Header{"B": {"1", "\xe9"}, "A": {"é"}, "C": nil})
	if diff := cmp.Diff([]har.Pair{{Name: "A", Value: "é"}, {Name: "B", Value: "1"}, {Name: "B", Value: "é"}}, got); diff != "" {
		t.Error(diff)
	}
}
