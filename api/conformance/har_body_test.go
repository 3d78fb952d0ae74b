package conformance_test

import (
	"encoding/base64"
	"errors"
	"fmt"
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
		{"a form in parts", `"postData":{"mimeType":"Multipart/form-data; boundary=b","text":"--b","params":[{"name":"a"}]}`, "", "recorded as form fields"},
		{"a form in parts as text", `"postData":{"mimeType":"multipart/form-data; boundary=b","text":"--b--"}`, "--b--", ""},
		{"a text that was cut", `"bodySize":6,"postData":{"text":"hello"}`, "hello", "not recorded whole"},
		{"a text with a comment", `"bodySize":5,"postData":{"text":"hello","comment":"s3cret"}`, "hello", "not recorded whole"},
		{"no text", `"bodySize":6,"postData":{}`, "", "not recorded"},
		{"no body", `"bodySize":6`, "", "not recorded"},
		{"no body, but its length", `"headers":[{"name":"content-length","value":"6"}]`, "", "not recorded"},
		{"no body, and a broken length", `"headers":[{"name":"content-length","value":"s3cret"}]`, "", ""},
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
		{"an encoding of its own", `"content":{"size":5,"text":"hello","encoding":"s3cret"}`, "", "recorded in an unknown encoding"},
		{"no text", `"content":{"size":6}`, "", "not recorded"},
		{"no text of what was sent", `"bodySize":6,"content":{"size":0}`, "", "not recorded"},
		{"no text, of unknown size", `"bodySize":-1,"content":{"size":-1}`, "", "not recorded"},
		{"no text, of unknown size, where none can be", `"status":204,"bodySize":-1,"content":{"size":-1}`, "", ""},
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
	magic := base64.StdEncoding.EncodeToString([]byte("\x1f\x8bany"))
	for _, row := range []struct {
		name, headers, content string
		want                   http.Header
	}{
		{"a body as it was sent", `{"name":"Content-Length","value":"5"}`, `"text":"hello"`, http.Header{"Content-Length": {"5"}}},
		{"a body that was decoded", gzipped, `"text":"hello"`, http.Header{"Etag": {"x"}}},
		{"a body that was not decoded", gzipped, `"encoding":"base64","text":"` + magic + `"`, http.Header{"Content-Encoding": {"gzip"}, "Content-Length": {"9"}, "Etag": {"x"}}},
		{"pseudo-headers", `{"name":":status","value":"200"},{"name":"a","value":"b"}`, ``, http.Header{"A": {"b"}}},
	} {
		v := viewOf(readHAR(t, entries(`{"response":{"status":200,"headers":[`+row.headers+`],"content":{`+row.content+`}}}`), "")[0])
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
		{"an empty file", strings.NewReader(""), "har: the file: unexpected EOF"},
		{"no archive", strings.NewReader("{}"), "har: no log with a version and entries"},
		{"a wrong type", entries(fine, `{"request":{"method":7}}`), "har: entry 2: request.method: must be a string"},
		{"what is not base64", entries(fine, `{"response":{"status":200,"content":{"encoding":"base64","text":"s3cret!"}}}`), "har: entry 2: response.content.text: must be base64"},
		{"a deep entry", entries(fine, strings.Repeat(`{"a":`, 10_001)), "har: entry 2: invalid JSON after byte 62"},
		{"a reader that fails", io.MultiReader(strings.NewReader(`{"log":{`), iotest.ErrReader(errors.New("gone"))), "har: log: gone"},
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

func FuzzReadHAR(f *testing.F) {
	f.Add(`{"log":{"version":"1.2","entries":[{"startedDateTime":"2026-01-15T09:30:00Z","time":1e9,"request":{"method":"GET","url":"https://u:p@h/a?b=c#d",
		"headers":[{"name":":path","value":"/"},{"name":"A","value":"b\nc"}],"bodySize":3,"postData":{"text":"abc"}},
		"response":{"status":200,"_error":"truncated","content":{"size":2,"text":"/wA=","encoding":"base64"}}}]}}`)
	f.Fuzz(func(t *testing.T, text string) {
		recorder := conformance.NewRecorder(io.Discard, creator)
		for x, err := range conformance.ReadHAR(strings.NewReader(text), "/a") {
			if err != nil {
				break
			}
			if x.Ended.Before(x.Started) {
				t.Errorf("%s before %s", x.Ended, x.Started)
			}
			if err := recorder.Record(x); err != nil && !strings.Contains(fmt.Sprint(err), "Time.MarshalJSON") {
				t.Error(err)
			}
		}
	})
}
