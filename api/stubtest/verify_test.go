package stubtest_test

import (
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/stub/journal"
	"github.com/medialink-go/medialink/api/stubtest"
)

func TestMissingRequestsFailTheTest(t *testing.T) {
	t.Parallel()
	upload := journal.Expectation{Operation: "uploadMediaLink", Body: map[string]any{"/link": sample}, Times: journal.Exactly(1)}
	get := journal.Expectation{Operation: "getMedia"}
	for _, row := range []struct {
		name   string
		verify func(*stubtest.Server)
		says   string
	}{
		{"what came", func(s *stubtest.Server) { s.Verify(get, upload) }, ""},
		{"what came, in order", func(s *stubtest.Server) { s.VerifyInOrder(upload, get) }, ""},
		{"what came, the other way round", func(s *stubtest.Server) { s.VerifyInOrder(get, upload) },
			"stub: the journal does not meet 1 of 2 expectations\n  expectation 1: found 0, want exactly 1\n    nearest is request 1, "},
		{"what did not come", func(s *stubtest.Server) { s.Verify(upload, journal.Expectation{Operation: journal.OperationToken}) },
			"expectation 1: found 0, want at least 1"},
		{"what makes no sense", func(s *stubtest.Server) {
			s.Verify(journal.Expectation{Operation: "upload-nothing", Times: journal.Exactly(0)})
		},
			"stub: expectation 0/operation: must be one of token, "},
	} {
		t.Run(row.name, func(t *testing.T) {
			j := &fakeTest{TB: t}
			s := stubtest.New(j)
			post(t, s, `{"link":"`+sample+`"}`)
			if _, err := s.Generated().GetMediaWithResponse(t.Context(), s.Media("")[0].ID); err != nil {
				t.Fatal(err)
			}
			row.verify(s)
			if j.failed != (row.says != "") {
				t.Errorf("failed is %v", j.failed)
			}
			if !strings.Contains(j.log.String(), row.says) {
				t.Errorf("the log has %s, want %s", j.log.String(), row.says)
			}
		})
	}
}

func ExampleServer_Verify() {
	var t *testing.T // of the test that this is in
	s := stubtest.New(t)
	// ... the code under test talks to s ...
	s.Verify(
		journal.Expectation{Operation: "uploadMediaLink", Body: map[string]any{"/kind": "video"}, Times: journal.Exactly(1)},
		journal.Expectation{Status: new(422), Times: journal.Exactly(0)},
	)
}

func ExampleServer_VerifyInOrder() {
	var t *testing.T // of the test that this is in
	s := stubtest.New(t)
	// ... the code under test talks to s ...
	s.VerifyInOrder(
		journal.Expectation{Operation: "uploadMediaLink"},
		journal.Expectation{Operation: "getMedia", Times: journal.AtMost(10)},
	)
}
