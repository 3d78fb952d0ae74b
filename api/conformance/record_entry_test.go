package conformance_test

import (
	"math"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/har"
)

const secret = "s3cret"

func TestARecordingHasNoCredentials(t *testing.T) {
	x := upload(1)
	x.Request.URL = &url.URL{Scheme: "https", User: url.UserPassword("me", secret), Host: "h.example", Path: "/a", RawQuery: "token=" + secret + "&x=1"}
	x.Request.Header = http.Header{"Authorization": {"Bearer " + secret}, "Cookie": {"session=" + secret}, "X-Forwarded-For": nil,
		"Referer": {"https://u:" + secret + "@h.example/"}}
	x.RequestBody.Data = []byte(`{"link":"https://me:` + secret + `@h.example/a.mp4","client_secret":"` + secret + `"}`)
	x.Response.Header = http.Header{"Set-Cookie": {"session=" + secret}, "Location": {"/next?access_token=" + secret}}
	x.ResponseBody.Data = []byte(`{"access_token":"` + secret + `and more that makes it long"}`)
	name := record(t, x)
	text := textOf(t, name)
	if strings.Contains(text, secret) {
		t.Errorf("it has the secret: %s", text)
	}
	entry := open(t, name).Log.Entries[0]
	if want := "https://h.example/a?token=REDACTED&x=1"; entry.Request.URL != want {
		t.Errorf("URL %s, want %s", entry.Request.URL, want)
	}
	headers := []har.Pair{{Name: "Authorization", Value: "Bearer REDACTED"}, {Name: "Cookie", Value: "REDACTED"}, {Name: "Referer", Value: "https://REDACTED@h.example/"}}
	if diff := cmp.Diff(headers, entry.Request.Headers); diff != "" {
		t.Error(diff)
	}
	if want := "/next?access_token=REDACTED"; entry.Response.RedirectURL != want {
		t.Errorf("redirect %s, want %s", entry.Response.RedirectURL, want)
	}
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	v := viewOf(readHAR(t, file, "")[0])
	if v.RequestMissing != "" || v.Missing != "" {
		t.Errorf("what was redacted counts as cut: %q, %q", v.RequestMissing, v.Missing)
	}
	if want := `{"link":"https://REDACTED@h.example/a.mp4","client_secret":"REDACTED"}`; v.RequestBody != want {
		t.Errorf("%s, want %s", v.RequestBody, want)
	}
	if want := `{"access_token":"REDACTED"}`; v.Body != want {
		t.Errorf("%s, want %s", v.Body, want)
	}
}

func TestABodyIsRecordedAsText(t *testing.T) {
	const hidden = `{"access_token":"` + secret + `"}`
	utf16 := strings.Join(strings.Split(hidden, ""), "\x00")
	for _, row := range []struct {
		name, coding string
		payload      contract.Payload
		text         string
		size         int64
		comment      string
	}{
		{"text", "", contract.Payload{Data: []byte("<é>")}, "<é>", 4, ""},
		{"nothing", "", contract.Payload{}, "", 0, ""},
		{"gzip", "gzip", contract.Payload{Data: gzipped(hidden)}, `{"access_token":"REDACTED"}`, 27, ""},
		{"gzip that was cut", "gzip", contract.Payload{Data: gzipped(hidden)[:20], Missing: "over 20 bytes"}, "", -1, "over 20 bytes"},
		{"gzip that is none", "gzip", contract.Payload{Data: []byte(hidden)}, "", -1, "not valid gzip"},
		{"a coding that is not read", "zstd", contract.Payload{Data: []byte(hidden)}, "", -1, "compressed, but not with gzip or deflate"},
		{"bytes", "", contract.Payload{Data: []byte(hidden + "\xff")}, "", -1, "not text"},
		{"UTF-16", "", contract.Payload{Data: []byte(utf16)}, "", -1, "not text"},
		{"bytes that were cut", "", contract.Payload{Data: []byte("\xff\xff" + hidden), Missing: "over 9 bytes"}, "", -1, "over 9 bytes"},
		{"a part", "", contract.Payload{Data: []byte(`{"a":"b`), Missing: "over 9 bytes"}, `{"a":"b`, -1, "over 9 bytes"},
		{"a part of a credential", "", contract.Payload{Data: []byte(hidden[:20]), Missing: "over 9 bytes"}, `{"access_token":"REDACTED"`, -1, "over 9 bytes"},
		{"a part with half a character", "", contract.Payload{Data: []byte("aé€"[:5]), Missing: "over 9 bytes"}, "aé", -1, "over 9 bytes"},
		{"a part with a whole character", "", contract.Payload{Data: []byte("aé€"), Missing: "over 9 bytes"}, "aé€", -1, "over 9 bytes"},
		{"nothing of something", "", contract.Payload{Missing: "over 9 bytes"}, "", -1, "over 9 bytes"},
	} {
		t.Run(row.name, func(t *testing.T) {
			x := upload(1)
			x.RequestBody, x.ResponseBody = row.payload, row.payload
			if row.coding != "" {
				x.Request.Header.Set("Content-Encoding", row.coding)
				x.Response.Header.Set("Content-Encoding", row.coding)
			}
			name := record(t, x)
			entry := open(t, name).Log.Entries[0]
			want := har.Content{Size: row.size, MimeType: "application/json", Text: row.text, Comment: row.comment}
			if diff := cmp.Diff(want, entry.Response.Content); diff != "" {
				t.Error(diff)
			}
			var data *har.PostData
			if row.size != 0 {
				data = &har.PostData{MimeType: "application/json", Text: row.text, Comment: row.comment}
			}
			if diff := cmp.Diff(data, entry.Request.PostData); diff != "" {
				t.Error(diff)
			}
			if entry.Request.BodySize != row.size {
				t.Errorf("request of %d bytes, want %d", entry.Request.BodySize, row.size)
			}
		})
	}
}

func TestARequestOfAServerIsRecorded(t *testing.T) {
	x := upload(1)
	x.Request.URL = &url.URL{Path: "/a b", RawPath: ""}
	x.Ended = x.Started.Add(-time.Second)
	entry := open(t, record(t, x)).Log.Entries[0]
	if want := "http://h.example/a%20b"; entry.Request.URL != want {
		t.Errorf("URL %s, want %s", entry.Request.URL, want)
	}
	if entry.Time != 0 || math.Signbit(entry.Timings.Wait) {
		t.Errorf("it took %v ms, waited %v", entry.Time, entry.Timings.Wait)
	}
}

func TestATimeThatJSONDoesNotHaveIsAnError(t *testing.T) {
	file := create(t)
	recorder := recorderOf(t, file)
	x := upload(1)
	x.Started = time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := recorder.Record(x); err == nil || strings.Contains(err.Error(), "10000") {
		t.Error(err)
	}
	if err := recorder.Record(upload(1)); err != nil {
		t.Errorf("the next: %v", err)
	}
	if err := recorder.Close(); err != nil {
		t.Error(err)
	}
	if got := len(open(t, file.Name()).Log.Entries); got != 1 {
		t.Errorf("%d entries", got)
	}
}
