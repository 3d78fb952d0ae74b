package stubtest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/stubtest"
)

func TestAViolationBeforeAllowViolationsFailsTheTest(t *testing.T) {
	j := &fakeTest{TB: t}
	s := stubtest.New(j)
	post(t, s, `{}`)
	if !j.failed {
		t.Error("the violation did not fail the test")
	}
	j.failed = false
	s.AllowViolations()
	post(t, s, `{}`)
	if j.failed {
		t.Error("a violation after AllowViolations failed the test")
	}
}

// fakeTest records what a Server reports to its test.
type fakeTest struct {
	testing.TB
	failed bool
	log    strings.Builder
}

func (j *fakeTest) Helper() {}

func (j *fakeTest) Logf(format string, args ...any) { fmt.Fprintf(&j.log, format+"\n", args...) }

func (j *fakeTest) Errorf(format string, args ...any) {
	j.failed = true
	j.Logf(format, args...)
}

func TestABrokenContractFailsTheTest(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, body string
		allowed    bool
		fails      bool
		says       string
	}{
		{"a violation fails", `{"link":"https://h.example/a.mp4","kind":"doc"}`, false, true,
			"broke the contract: POST /api/library/v1/media/link: request /kind: must be one of video, audio, image, null"},
		{"the second violation is logged", `{"link":"a"}`, false, true, "/link: must be an absolute URI"},
		{"an allowed violation is logged", `{"kind":"doc"}`, true, false, "/link: is required"},
		{"a warning is logged", `{"link":"https://h.example/a.mp4","nam":"x"}`, false, false, "/nam: is not declared: did you mean name?"},
		{"a request that conforms is not logged", `{"link":"https://h.example/a.mp4"}`, false, false, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			j := &fakeTest{TB: t}
			s := stubtest.New(j)
			if row.allowed {
				s.AllowViolations()
			}
			post(t, s, row.body)
			if j.failed != row.fails || !strings.Contains(j.log.String(), row.says) || row.says == "" && j.log.Len() > 0 {
				t.Errorf("failed %v: %s", j.failed, j.log.String())
			}
		})
	}
}
