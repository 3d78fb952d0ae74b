package har_test

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/har"
)

// all returns the entries' URLs and the error after them.
func all(r io.Reader) (urls []string, err error) {
	for entry, err := range har.Entries(r) {
		if err != nil {
			return urls, err
		}
		urls = append(urls, entry.Request.URL)
	}
	return urls, nil
}

func TestEntriesAreReadWhereverTheyAre(t *testing.T) {
	const entries = `"entries":[{"request":{"url":"a"}},{"request":{"url":"b"},"_more":[{}]}]`
	for name, text := range map[string]string{
		"after the version":    `{"log":{"version":"1.2",` + entries + `}}`,
		"before the version":   `{"log":{` + entries + `,"version":"1.2","pages":[{"id":[]}]}}`,
		"between other things": `{"a":[1e999,{"entries":[]}],"log":{"pages":[],"version":"1.2",` + entries + `,"comment":""},"z":"s"}`,
		"after a mark":         "\ufeff" + `{"log":{"version":"1.2",` + entries + `}}`,
	} {
		urls, err := all(iotest.OneByteReader(strings.NewReader(text)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff([]string{"a", "b"}, urls); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestAnErrorNamesThePlaceAndNoValue(t *testing.T) {
	deep := strings.Repeat("[", 10_001)
	entry := func(text string) string {
		return `{"log":{"version":"1.2","entries":[{},` + text + `]}}`
	}
	for _, row := range []struct{ name, text, want string }{
		{"an empty file", "", "the file: unexpected EOF"},
		{"a list", "[]", "the file: must have a log with entries"},
		{"no JSON", "s3cret", "the file: invalid JSON after byte 0"},
		{"no log", `{"s3cret":1}`, "the file: must have a log with entries"},
		{"no entries", `{"log":{"version":"1.2"}}`, "the file: must have a log with entries"},
		{"a log of null", `{"log":null}`, "the file: must have a log with entries"},
		{"entries of null", `{"log":{"version":"1.2","entries":null}}`, "the file: must have a log with entries"},
		{"an entry that is a text", entry(`"s3cret"`), "entry 2: must be of type har.Entry"},
		{"a status that is a text", entry(`{"response":{"status":"s3cret"}}`), "entry 2: response.status: must be of type int"},
		{"a huge status", entry(`{"response":{"status":1e400}}`), "entry 2: response.status: must be of type int"},
		{"headers as an object", entry(`{"request":{"headers":{"s3cret":""}}}`), "entry 2: request.headers: must be of type []har.Pair"},
		{"a header's value of a wrong type", entry(`{"request":{"headers":[{"value":7}]}}`), "entry 2: request.headers.value: must be of type string"},
		{"a time that is none", entry(`{"startedDateTime":"s3cret"}`), "entry 2: startedDateTime: must be a date-time (RFC 3339)"},
		{"a time that is a number", entry(`{"startedDateTime":7}`), "entry 2: Time.UnmarshalJSON: input is not a JSON string"},
		{"a deep entry", entry(deep), "entry 2: invalid JSON after byte 38"},
		{"a deep member of the log", `{"log":{"s3cret":` + deep, "the file: invalid JSON after byte 17"},
		{"an entry cut within", entry(`{"request":{"url":"s3cret`)[:60], "entry 2: unexpected EOF"},
		{"a file cut before the entries", `{"log":{"version":"1.2"`, "the file: unexpected EOF"},
		{"a file cut after an entry", `{"log":{"version":"1.2","entries":[{}`, "entry 1: unexpected EOF"},
		{"entries closed wrongly", `{"log":{"version":"1.2","entries":[{}}`, "entry 1: invalid JSON after byte 37"},
	} {
		t.Run(row.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(row.text), iotest.OneByteReader(strings.NewReader(row.text)), iotest.DataErrReader(strings.NewReader(row.text))} {
				if _, err := all(r); err == nil || err.Error() != "har: "+row.want {
					t.Errorf("%v, want %s", err, row.want)
				}
			}
		})
	}
}

func TestAnErrorOfTheReaderIsKept(t *testing.T) {
	failure := errors.New("disk on fire")
	_, err := all(io.MultiReader(strings.NewReader(`{"log":{"entries":[{},{"time"`), iotest.ErrReader(failure)))
	if !errors.Is(err, failure) || err.Error() != "har: entry 2: disk on fire" {
		t.Error(err)
	}
}

func TestAReaderOfEntriesCanStop(t *testing.T) {
	for entry, err := range har.Entries(strings.NewReader(`{"log":{"entries":[{"_number":1},{"_number":2},7`)) {
		if err != nil || entry.Number != 1 {
			t.Errorf("%v, %v", entry, err)
		}
		break
	}
}

// long is an archive of n entries of a hundred bytes each.
func long(n int) io.Reader {
	r, w := io.Pipe()
	go func() {
		_, err := io.WriteString(w, `{"log":{"version":"1.2","entries":[{}`)
		for range n {
			if err == nil {
				_, err = fmt.Fprintf(w, `,{"comment":"%0100d"}`, 0)
			}
		}
		_, _ = io.WriteString(w, "]}}") // whoever reads sees if it is not there
		_ = w.CloseWithError(err)
	}()
	return r
}

func TestEntriesAreNotKept(t *testing.T) {
	const n, most = 100_000, 4 << 20
	var start, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&start)
	count := 0
	for _, err := range har.Entries(long(n)) {
		if err != nil {
			t.Fatal(err)
		}
		if count++; count%25_000 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&now)
			if now.HeapAlloc > start.HeapAlloc+most {
				t.Errorf("%d bytes after %d entries", now.HeapAlloc-start.HeapAlloc, count)
			}
		}
	}
	if count != n+1 {
		t.Errorf("%d entries", count)
	}
}
