package har_test

import (
	"encoding/json"
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
	read, err := har.Read(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(written, read); diff != "" {
		t.Error(diff)
	}
}

func TestInvalidArchivesAreRefused(t *testing.T) {
	for _, text := range []string{"", "[]", "{}", `{"log":{}}`, `{"log":{"version":"1.2"}}`, `{"log":{"entries":[]}}`, `{"log":{"version":"1.2","entries":[{"time":"secret"}]}}`} {
		archive, err := har.Read(strings.NewReader(text))
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %+v, %v", text, archive, err)
		}
	}
	if _, err := har.Read(strings.NewReader(`{"log":{"version":"1.1","entries":[],"pages":[{}]}}`)); err != nil {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	text, err := json.Marshal(har.New(har.Creator{}, sample()))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text))
	f.Fuzz(func(t *testing.T, text string) {
		archive, err := har.Read(strings.NewReader(text))
		if err != nil {
			return
		}
		if again, err := json.Marshal(har.New(archive.Log.Creator, archive.Log.Entries...)); err != nil {
			t.Errorf("%v: %s", err, again)
		}
	})
}
