package conformance_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/conformance"
	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/har"
)

var creator = har.Creator{Name: "test", Version: "1"}

// upload is an exchange that is recorded as it is.
func upload(id int) *contract.Exchange {
	start := time.Date(2026, 1, 15, 9, 30, id%60, 250_000_001, time.UTC)
	request := &http.Request{
		Method: "POST", URL: &url.URL{Scheme: "https", Host: "h.example", Path: "/rask/v1/media/a b", RawQuery: "x=1"}, Host: "h.example", Proto: "HTTP/1.1",
		Header: http.Header{"Content-Type": {"application/json"}, "Accept": {"a", "b"}},
	}
	return &contract.Exchange{
		Started: start, Ended: start.Add(62*time.Millisecond + 3), Request: request, Outcome: contract.OutcomeComplete,
		RequestBody:  contract.Payload{Data: fmt.Appendf(nil, `{"link":"https://h.example/<é>","n":%d}`, id)},
		Response:     &http.Response{StatusCode: 200, Status: "200 OK", Proto: "HTTP/1.1", Request: request, Header: http.Header{"Content-Type": {"application/json"}, "Content-Length": {"8"}}},
		ResponseBody: contract.Payload{Data: []byte(`{"id":1}`)},
		Path:         "/v1/media/a%20b", Caller: "a1b2",
	}
}

// record writes exchanges to a file and returns its name.
func record(t *testing.T, exchanges ...*contract.Exchange) (name string) {
	t.Helper()
	file := create(t)
	recorder := recorderOf(t, file)
	for _, x := range exchanges {
		if err := recorder.Record(x); err != nil {
			t.Fatal(err)
		}
	}
	if err := recorder.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Name()
}

func recorderOf(t *testing.T, file conformance.File) *conformance.Recorder {
	t.Helper()
	recorder, err := conformance.NewRecorder(file, creator)
	if err != nil {
		t.Fatal(err)
	}
	return recorder
}

func create(t *testing.T) *os.File {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "a.har"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	return file
}

func textOf(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func open(t *testing.T, name string) *har.Archive {
	t.Helper()
	archive := new(har.Archive)
	if err := json.Unmarshal([]byte(textOf(t, name)), archive); err != nil {
		t.Fatal(err)
	}
	return archive
}

func TestAnExchangeIsReadAsItWasRecorded(t *testing.T) {
	part, left, none, unreached, empty := upload(2), upload(3), upload(4), upload(5), upload(6)
	part.Outcome, part.ResponseBody = contract.OutcomeTruncated, contract.Payload{Data: []byte(`{"id"`), Missing: "broken off"}
	left.Outcome, left.ResponseBody = contract.OutcomeCanceled, contract.Payload{Missing: "not received"}
	none.Outcome, none.Response, none.ResponseBody = contract.OutcomeNoResponse, nil, contract.Payload{}
	none.RequestBody = contract.Payload{Data: []byte(`{"a":"`), Missing: "over 6 bytes"}
	unreached.Outcome, unreached.Response, unreached.ResponseBody = contract.OutcomeUnreached, nil, contract.Payload{}
	unreached.RequestBody = contract.Payload{Missing: "over 6 bytes"}
	empty.RequestBody, empty.ResponseBody = contract.Payload{}, contract.Payload{}
	exchanges := []*contract.Exchange{upload(1), part, left, none, unreached, empty}
	var want []view
	for _, x := range exchanges {
		want = append(want, viewOf(x))
	}
	for i, reasons := range map[int][2]string{1: {"", "not recorded whole"}, 2: {"", "not recorded"}, 3: {"not recorded whole", ""}, 4: {"not recorded", ""}} {
		want[i].RequestMissing, want[i].Missing = reasons[0], reasons[1]
	}
	file, err := os.Open(record(t, exchanges...))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	var got []view
	for _, x := range readHAR(t, file, "/rask") {
		got = append(got, viewOf(x))
		if x.Request.Proto != "HTTP/1.1" {
			t.Errorf("%s: protocol %q", x.Outcome, x.Request.Proto)
		}
		if x.Response != nil && x.Response.Proto != "HTTP/1.1" {
			t.Errorf("%s: protocol %q of the response", x.Outcome, x.Response.Proto)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheFileIsAnArchiveAfterEachExchange(t *testing.T) {
	file := create(t)
	recorder := recorderOf(t, file)
	for n := range 5 {
		archive := open(t, file.Name())
		if len(archive.Log.Entries) != n || archive.Log.Creator != creator || archive.Log.Version != "1.2" {
			t.Errorf("%d exchanges: %d entries in version %s by %v", n, len(archive.Log.Entries), archive.Log.Version, archive.Log.Creator)
		}
		if err := recorder.Record(upload(n)); err != nil {
			t.Fatal(err)
		}
	}
	before := textOf(t, file.Name())
	if err := recorder.Close(); err != nil {
		t.Error(err)
	}
	if textOf(t, file.Name()) != before {
		t.Error("Close has changed the file")
	}
	if lines := strings.Count(before, "\n"); lines != 7 {
		t.Errorf("%d lines, want one for each entry", lines)
	}
}

func TestAFileMustBeWrittenAtOffsets(t *testing.T) {
	_, pipe, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pipe.Close() }()
	appended, err := os.OpenFile(create(t).Name(), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = appended.Close() }()
	for name, file := range map[string]*os.File{"a pipe": pipe, "a file open for appending": appended} {
		if recorder, err := conformance.NewRecorder(file, creator); err == nil || recorder != nil || !strings.HasPrefix(err.Error(), "record: ") {
			t.Errorf("%s: %v, %v", name, recorder, err)
		}
	}
}

func TestAnyNumberOfGoroutinesRecord(t *testing.T) {
	file := create(t)
	recorder := recorderOf(t, file)
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			for i := range 25 {
				if err := recorder.Record(upload(n*25 + i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	seen := map[string]bool{}
	for _, entry := range open(t, file.Name()).Log.Entries {
		seen[entry.Request.PostData.Text] = true
	}
	if len(seen) != 200 {
		t.Errorf("%d of 200 exchanges are there", len(seen))
	}
}

func TestAFullRecordingIsAnError(t *testing.T) {
	one := int64(len(textOf(t, record(t, upload(1)))))
	two := int64(len(textOf(t, record(t, upload(1), upload(2)))))
	for name, row := range map[string]struct {
		maximum int64
		kept    int
	}{"just enough for two": {two, 2}, "a byte less": {two - 1, 1}, "nothing": {one - 1, 0}} {
		file := create(t)
		recorder := recorderOf(t, file)
		recorder.SetMaximum(row.maximum)
		want := fmt.Sprintf("record: the recording is full: it may have %d bytes", row.maximum)
		for n := range 5 {
			err := recorder.Record(upload(n))
			if n >= row.kept && (err == nil || err.Error() != want) || n < row.kept && err != nil {
				t.Errorf("%s: exchange %d: %v", name, n, err)
			}
		}
		if err := recorder.Close(); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
		if got := len(open(t, file.Name()).Log.Entries); got != row.kept {
			t.Errorf("%s: %d entries, want %d", name, got, row.kept)
		}
	}
}

var errFull = errors.New("no space left")

// fullDisk takes so many writes, and half of the next.
type fullDisk struct {
	*os.File
	room int
}

func (d *fullDisk) WriteAt(p []byte, at int64) (int, error) {
	if d.room--; d.room != -1 {
		return d.File.WriteAt(p, at)
	}
	n, _ := d.File.WriteAt(p[:len(p)/2], at)
	return n, errFull
}

func TestAFailedWriteLeavesAnArchive(t *testing.T) {
	disk := &fullDisk{create(t), 3}
	recorder := recorderOf(t, disk)
	for n := range 5 {
		err := recorder.Record(upload(n))
		if n < 2 && err != nil || n >= 2 && !errors.Is(err, errFull) {
			t.Errorf("exchange %d: %v", n, err)
		}
	}
	if err := recorder.Close(); !errors.Is(err, errFull) || err.Error() != "record: no space left" {
		t.Error(err)
	}
	if got := len(open(t, disk.Name()).Log.Entries); got != 2 {
		t.Errorf("%d entries, want 2", got)
	}
}

func TestAFullDeviceIsAnError(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("it has no /dev/full")
	}
	device, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer func() { _ = device.Close() }()
	if _, err := conformance.NewRecorder(device, creator); err == nil {
		t.Error("no error")
	}
}
