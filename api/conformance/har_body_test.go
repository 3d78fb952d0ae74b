package conformance_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/conformance"
)

func TestABodyThatIsNotAllThereSaysWhy(t *testing.T) {
	for _, row := range []struct{ name, request, body, missing string }{
		{"a text", `"bodySize":5,"postData":{"text":"hello"}`, "hello", ""},
		{"a text of unknown size", `"bodySize":-1,"postData":{"text":"hello"}`, "hello", ""},
		{"a text longer than it was compressed", `"bodySize":3,"postData":{"text":"hello"}`, "hello", ""},
		{"a form with its text", `"postData":{"mimeType":"application/x-www-form-urlencoded","text":"a=b","params":[{"name":"a","value":"b"}]}`, "a=b", ""},
		{"a form without its text", `"postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"a","value":"b"}]}`, "", "recorded as form fields"},
		{"a form in parts", `"postData":{"mimeType":"multipart/form-data; boundary=b","text":"--b"}`, "", "recorded as form fields"},
		{"a text that was cut", `"bodySize":6,"postData":{"text":"hello"}`, "hello", "not recorded whole"},
		{"a text with a comment", `"bodySize":5,"postData":{"text":"hello","comment":"s3cret"}`, "hello", "not recorded whole"},
		{"no text", `"bodySize":6,"postData":{}`, "", "not recorded"},
		{"no body", `"bodySize":6`, "", "not recorded"},
		{"no body, but its length", `"headers":[{"name":"content-length","value":"6"}]`, "", "not recorded"},
		{"no body of no length", `"headers":[{"name":"content-length","value":"0"}],"bodySize":0`, "", ""},
	} {
		v := viewOf(readHAR(t, entries(`{"request":{`+row.request+`}}`), "")[0])
		if v.RequestBody != row.body || v.RequestMissing != row.missing {
			t.Errorf("request: %s: %q, %q, want %q, %q", row.name, v.RequestBody, v.RequestMissing, row.body, row.missing)
		}
	}
	for _, row := range []struct{ name, response, body, missing string }{
		{"a text", `"content":{"size":5,"text":"hello"}`, "hello", ""},
		{"a text of unknown size", `"bodySize":-1,"content":{"size":-1,"text":"hello"}`, "hello", ""},
		{"a text longer than its size", `"content":{"size":1,"text":"é"}`, "é", ""},
		{"a text smaller than what was sent, with its header", `"bodySize":300,"content":{"size":5,"text":"hello"}`, "hello", ""},
		{"bytes", `"content":{"size":2,"text":"/wA=","encoding":"base64"}`, "\xff\x00", ""},
		{"a part of bytes", `"content":{"size":3,"text":"/wA=","encoding":"base64"}`, "\xff\x00", "not recorded whole"},
		{"a text that was cut", `"content":{"size":6,"text":"hello"}`, "hello", "not recorded whole"},
		{"a text with a comment", `"content":{"size":5,"text":"hello","comment":"s3cret"}`, "hello", "not recorded whole"},
		{"what is not base64", `"content":{"size":5,"text":"s3cret!","encoding":"base64"}`, "", "recorded as invalid base64"},
		{"no text", `"content":{"size":6}`, "", "not recorded"},
		{"no text of what was sent", `"bodySize":6,"content":{"size":0}`, "", "not recorded"},
		{"no text, of unknown size", `"bodySize":-1,"content":{"size":-1}`, "", "not recorded"},
		{"no text of nothing", `"bodySize":0,"content":{"size":0}`, "", ""},
	} {
		v := viewOf(readHAR(t, entries(`{"response":{"status":200,`+row.response+`}}`), "")[0])
		if v.Body != row.body || v.Missing != row.missing {
			t.Errorf("response: %s: %q, %q, want %q, %q", row.name, v.Body, v.Missing, row.body, row.missing)
		}
	}
}

func TestHeadersAreThoseOfTheDecodedBody(t *testing.T) {
	const gzipped = `{"name":"content-encoding","value":"gzip"},{"name":"content-length","value":"9"},{"name":"etag","value":"x"}`
	for _, row := range []struct {
		name, headers string
		want          http.Header
	}{
		{"a body as it was sent", `{"name":"Content-Length","value":"5"}`, http.Header{"Content-Length": {"5"}}},
		{"a body that was decoded", gzipped, http.Header{"Etag": {"x"}}},
		{"pseudo-headers", `{"name":":status","value":"200"},{"name":"a","value":"b"}`, http.Header{"A": {"b"}}},
	} {
		v := viewOf(readHAR(t, entries(`{"response":{"status":200,"headers":[`+row.headers+`]}}`), "")[0])
		if diff := cmp.Diff(row.want, v.Header); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
	}
}

func TestAnInvalidRecordingIsAnErrorWithoutValues(t *testing.T) {
	const fine = `{"response":{"status":200}}`
	for _, row := range []struct {
		name string
		file io.Reader
		want string
	}{
		{"no archive", strings.NewReader("{}"), "har: the file: must have a log with entries"},
		{"a wrong type", entries(fine, `{"request":{"method":7}}`), "har: entry 2: request.method: must be of type string"},
		{"a reader that fails", io.MultiReader(strings.NewReader(`{"log":{`), iotest.ErrReader(errors.New("gone"))), "har: the file: gone"},
	} {
		var last error
		ends := 0
		for x, err := range conformance.ReadHAR(row.file, "") {
			if last = err; err != nil {
				ends++
			}
			if (x == nil) == (err == nil) {
				t.Errorf("%s: %v with %v", row.name, x, err)
			}
		}
		if last == nil || last.Error() != row.want || ends != 1 {
			t.Errorf("%s: %d errors, the last %v, want %s", row.name, ends, last, row.want)
		}
	}
}

func TestAReaderOfARecordingCanStop(t *testing.T) {
	for x, err := range conformance.ReadHAR(entries(`{"_caller":"a"}`, `{"_caller":"b"}`, "7"), "") {
		if err != nil || x.Caller != "a" {
			t.Errorf("%v, %v", x, err)
		}
		break
	}
}

// nowhere is a file that nobody reads.
type nowhere struct{}

func (nowhere) WriteAt(p []byte, _ int64) (int, error) { return len(p), nil }
func (nowhere) Truncate(int64) error                   { return nil }

func FuzzReadHAR(f *testing.F) {
	f.Add(`{"log":{"version":"1.2","entries":[{"startedDateTime":"2026-01-15T09:30:00Z","time":1e9,"request":{"method":"GET","url":"https://u:p@h/a?b=c#d",
		"headers":[{"name":":path","value":"/"},{"name":"A","value":"b\nc"}],"bodySize":3,"postData":{"text":"abc"}},
		"response":{"status":200,"_error":"truncated","content":{"size":2,"text":"/wA=","encoding":"base64"}}}]}}`)
	f.Fuzz(func(t *testing.T, text string) {
		recorder := recorderOf(t, nowhere{})
		for x, err := range conformance.ReadHAR(strings.NewReader(text), "/a") {
			if err != nil {
				break
			}
			if x.Ended.Before(x.Started) {
				t.Errorf("%s before %s", x.Ended, x.Started)
			}
			if err := recorder.Record(x); err != nil && !strings.Contains(err.Error(), "Time.MarshalJSON") {
				t.Error(err)
			}
		}
	})
}
