package journal_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/stub/journal"
)

func TestARequestIsRecordedAsFarAsItIsRead(t *testing.T) {
	const secret = `{"link":"https://me:s3cret@h.example/a.mp4"}`
	redacted := `{"link":"https://REDACTED@h.example/a.mp4"}`
	for _, row := range []struct {
		name, operation string
		body            io.Reader
		read            int64
		want            string
		size            int64
	}{
		{"all of it", "uploadMediaLink", strings.NewReader(secret), 100, redacted, int64(len(secret))},
		{"in small pieces", "uploadMediaLink", iotest.OneByteReader(strings.NewReader(secret)), 100, redacted, int64(len(secret))},
		{"nothing", "uploadMediaLink", strings.NewReader(secret), 0, "", 0},
		{"the first bytes", "uploadMediaLink", strings.NewReader("a plain text"), 5, "a pla", 5},
		{"4 KiB", "uploadMediaLink", strings.NewReader(strings.Repeat("x", 5000)), 5000, strings.Repeat("x", 4096), 5000},
		{"4 KiB in small pieces", "uploadMediaLink", iotest.OneByteReader(strings.NewReader(strings.Repeat("x", 5000))), 5000, strings.Repeat("x", 4096), 5000},
		{"none of the token endpoint's", journal.OperationToken, strings.NewReader(secret), 100, "", int64(len(secret))},
	} {
		r := httptest.NewRequest("POST", "/a", nil)
		x := newJournal().NewExchange(row.operation, r)
		tap := x.Tap(io.NopCloser(row.body))
		if _, err := io.Copy(io.Discard, io.LimitReader(tap, row.read)); err != nil {
			t.Fatal(err)
		}
		tap.Redact()
		if diff := cmp.Diff(row.want, string(x.RequestBody)); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
		if x.RequestSize != row.size {
			t.Errorf("%s: %d bytes, want %d", row.name, x.RequestSize, row.size)
		}
	}
}

// What was cut may end within a credential; what was not cut does not.
func TestOnlyAMessageOfMoreThan4KiBIsCut(t *testing.T) {
	const end = "https://me:s3cret"
	filled := strings.Repeat("x", journal.MaxBody-len(end)) + end
	for _, row := range []struct {
		name, body string
		cut        bool
	}{
		{"4,096 bytes", filled, false},
		{"4,097 bytes", filled + "x", true},
		{"4,095 bytes", filled[1:], false},
	} {
		want := row.body
		if row.cut {
			want = strings.TrimSuffix(filled, "me:s3cret") + "REDACTED"
		}
		x := newJournal().NewExchange("getMedia", httptest.NewRequest("GET", "/a", nil))
		newJournal().RecordResponse(x, 200, nil, []byte(row.body))
		if got := string(x.ResponseBody); got != want {
			t.Errorf("%s of a response: it ends with %q", row.name, got[len(got)-20:])
		}
		tap := x.Tap(io.NopCloser(iotest.OneByteReader(strings.NewReader(row.body))))
		if _, err := io.Copy(io.Discard, tap); err != nil {
			t.Fatal(err)
		}
		tap.Redact()
		if got := string(x.RequestBody); got != want {
			t.Errorf("%s of a request: it ends with %q", row.name, got[len(got)-20:])
		}
	}
}

func TestAResponseRecordedAgainIsTheSame(t *testing.T) {
	first := newJournal().NewExchange("getMedia", httptest.NewRequest("GET", "/a", nil))
	newJournal().RecordResponse(first, 404, http.Header{"Retry-After": {"1"}}, []byte(`{"detail":"x"}`))
	again := newJournal().NewExchange("getMedia", httptest.NewRequest("GET", "/b", nil))
	again.RecordAgain(first.Recorded())
	first.Path = "/b"
	if diff := cmp.Diff(first, again); diff != "" {
		t.Error(diff)
	}
}

func TestAResponseIsRecordedWithoutTokens(t *testing.T) {
	for _, row := range []struct {
		name, operation, body string
		status                int
		want                  string
	}{
		{"a record", "getMedia", `{"link":"https://me:s3cret@h.example/"}`, 200, `{"link":"https://REDACTED@h.example/"}`},
		{"a long one", "getMedia", strings.Repeat("x", 5000), 200, strings.Repeat("x", 4096)},
		{"a token", journal.OperationToken, `{"access_token":"s3cret"}`, 200, ""},
		{"no token", journal.OperationToken, `{"error":"invalid_client"}`, 400, `{"error":"invalid_client"}`},
	} {
		x := newJournal().NewExchange(row.operation, httptest.NewRequest("POST", "/a;token=s3cret", nil))
		newJournal().RecordResponse(x, row.status, http.Header{"Set-Cookie": {"s3cret"}, "Retry-After": {"1"}}, []byte(row.body))
		if diff := cmp.Diff(row.want, string(x.ResponseBody)); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
		if x.Status != row.status || x.ResponseSize != int64(len(row.body)) {
			t.Errorf("%s: status %d, %d bytes", row.name, x.Status, x.ResponseSize)
		}
		if diff := cmp.Diff(http.Header{"Set-Cookie": {"REDACTED"}, "Retry-After": {"1"}}, x.ResponseHeader); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
		if x.Path != "/a;token=REDACTED" {
			t.Errorf("%s: the path is %s", row.name, x.Path)
		}
	}
}

func TestAnExchangeHasTheTraceOfItsRequest(t *testing.T) {
	r := httptest.NewRequest("GET", "/a", nil)
	if x := newJournal().NewExchange("getMedia", r); x.Trace != "" {
		t.Errorf("the trace %q without a header", x.Trace)
	}
	r.Header.Set("Traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
	if x := newJournal().NewExchange("getMedia", r); x.Trace != "4bf92f3577b34da6a3ce929d0e0e4736" {
		t.Errorf("the trace %q", x.Trace)
	}
}
