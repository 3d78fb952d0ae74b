package har_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
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
		"between other things": `{"a":[1e999,{"b":null}],"log":{"pages":[],"version":"1.2",` + entries + `,"comment":""},"z":"s"}`,
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
		{"a list", "[]", "the file: must be an object"},
		{"no JSON", "s3cret", "the file: invalid JSON after byte 0"},
		{"no log", "{}", "no log with a version and entries"},
		{"an empty log", `{"log":{}}`, "no log with a version and entries"},
		{"no entries", `{"log":{"version":"1.2"}}`, "no log with a version and entries"},
		{"no version", `{"log":{"entries":[]}}`, "no log with a version and entries"},
		{"a log of null", `{"log":null}`, "log: must be an object"},
		{"entries of null", `{"log":{"version":"1.2","entries":null}}`, "log.entries: must be a list"},
		{"two lists of entries", `{"log":{"version":"1.2","entries":[],"entries":[]}}`, "log.entries: there is a second list"},
		{"two logs", `{"log":{"version":"1.2","entries":[]},"log":{"version":"1.2","entries":[]}}`, "log.entries: there is a second list"},
		{"a version that is a number", `{"log":{"version":1.2}}`, "log.version: must be a string"},
		{"a creator that is a text", `{"log":{"creator":"s3cret"}}`, "log.creator: must be an object"},
		{"an entry of null", entry("null"), "entry 2: must be an object"},
		{"an entry that is a text", entry(`"s3cret"`), "entry 2: must be an object"},
		{"a status that is a text", entry(`{"response":{"status":"s3cret"}}`), "entry 2: response.status: must be an integer of 64 bits"},
		{"a huge status", entry(`{"response":{"status":1e400}}`), "entry 2: response.status: must be an integer of 64 bits"},
		{"a huge time", entry(`{"time":1e400}`), "entry 2: time: must be a number"},
		{"a negative number", entry(`{"_number":-1}`), "entry 2: _number: must be a positive integer of 64 bits"},
		{"headers as an object", entry(`{"request":{"headers":{"s3cret":""}}}`), "entry 2: request.headers: must be a list"},
		{"a header's value of a wrong type", entry(`{"request":{"headers":[{"value":7}]}}`), "entry 2: request.headers.value: must be a string"},
		{"a time that is none", entry(`{"startedDateTime":"s3cret"}`), "entry 2: startedDateTime: must be a date-time (RFC 3339)"},
		{"a time that is a number", entry(`{"startedDateTime":7}`), "entry 2: startedDateTime: must be a date-time (RFC 3339)"},
		{"a deep entry", entry(deep), "entry 2: invalid JSON after byte 37"},
		{"a deep member of the log", `{"log":{"s3cret":` + deep, "log: nested too deeply"},
		{"a deep member of the file", `{"s3cret":` + deep, "the file: nested too deeply"},
		{"an entry cut within", entry(`{"request":{"url":"s3cret`)[:60], "entry 2: unexpected EOF"},
		{"entries cut after one", `{"log":{"version":"1.2","entries":[{}`, "log.entries: unexpected EOF"},
		{"entries closed wrongly", `{"log":{"version":"1.2","entries":[{}}`, "log.entries: invalid JSON after byte 37"},
		{"a log cut at the end", `{"log":{"version":"1.2","entries":[]`, "log: unexpected EOF"},
		{"a file cut at the end", `{"log":{"version":"1.2","entries":[]}`, "the file: unexpected EOF"},
	} {
		t.Run(row.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(row.text), iotest.OneByteReader(strings.NewReader(row.text)), iotest.DataErrReader(strings.NewReader(row.text))} {
				if _, err := all(r); err == nil || err.Error() != "har: "+row.want {
					t.Errorf("%v, want %s", err, row.want)
				}
			}
			if archive, err := har.Read(strings.NewReader(row.text)); err == nil || archive != nil || err.Error() != "har: "+row.want {
				t.Errorf("Read: %v, %v, want %s", archive, err, row.want)
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

func TestHeadersAreText(t *testing.T) {
	got := har.Headers(http.Header{"B": {"1", "\xe9"}, "A": {"é"}, "C": nil})
	if diff := cmp.Diff([]har.Pair{{Name: "A", Value: "é"}, {Name: "B", Value: "1"}, {Name: "B", Value: "é"}}, got); diff != "" {
		t.Error(diff)
	}
}
