package control_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// expectations are those of a journal with an upload of a video and one of an audio.
func TestAJournalIsVerifiedInOneCall(t *testing.T) {
	s := newService(t)
	s.upload("a", `{"link":"https://h.example/a.mp4","kind":"video","n":9007199254740993}`)
	s.upload("a", `{"link":"https://me:s3cret@h.example/b.mp3","kind":"audio"}`)
	for _, row := range []struct {
		name, target, body string
		status             int
		want               string
	}{
		{"met", "", `{"expect":[{"operation":"uploadMediaLink","times":2},{"body":{"/kind":"audio"}}]}`, 200, `{"ok":true,"unmet":[]}`},
		{"any request", "", `{"expect":[{}]}`, 200, `{"ok":true,"unmet":[]}`},
		{"met in order", "", `{"expect":[{"body":{"/kind":"video"}},{"body":{"/kind":"audio"}}],"in_order":true}`, 200, `{"ok":true,"unmet":[]}`},
		{"met, but not in order", "", `{"expect":[{"body":{"/kind":"audio"}},{"body":{"/kind":"video"}}],"in_order":false}`, 200, `{"ok":true,"unmet":[]}`},
		{"a number that no float holds", "", `{"expect":[{"body":{"/n":9007199254740993}}]}`, 200, `{"ok":true,"unmet":[]}`},
		{"from and to", "", `{"expect":[{"at_least":1,"at_most":2},{"at_least":2},{"at_most":2},{"operation":"token","times":0}]}`, 200, `{"ok":true,"unmet":[]}`},
		{"too often", "", `{"expect":[{"status":200,"times":1}]}`, 409,
			`{"ok":false,"detail":"the journal does not meet 1 of 1 expectations","unmet":[{"expectation":0,"found":2,"reason":"found 2, want exactly 1",` +
				`"nearest":{"number":2,"operation":"uploadMediaLink","status":200,"differences":[{"part":"times","pointer":"","reason":"is exceeded by this request"}]}}]}`},
		{"too seldom", "", `{"expect":[{},{"body":{"/kind":"image","/link":"https://h.example/a.mp4"},"at_least":2}]}`, 409,
			`{"ok":false,"detail":"the journal does not meet 1 of 2 expectations","unmet":[{"expectation":1,"found":0,"reason":"found 0, want at least 2",` +
				`"nearest":{"number":1,"operation":"uploadMediaLink","status":200,"differences":[` +
				`{"part":"body","pointer":"/kind","reason":"is \"video\", want \"image\"","want":"image","got":"video"}]}}]}`},
		{"in the wrong order", "", `{"expect":[{"body":{"/kind":"audio"}},{"body":{"/kind":"video"}}],"in_order":true}`, 409,
			`{"ok":false,"detail":"the journal does not meet 1 of 2 expectations","unmet":[{"expectation":1,"found":0,"reason":"found 0, want at least 1",` +
				`"nearest":{"number":1,"operation":"uploadMediaLink","status":200,"differences":[` +
				`{"part":"order","pointer":"","reason":"is wrong: it came before request 2, which met the expectation before"}]}}]}`},
		{"of a world without requests", "?world=b", `{"expect":[{}]}`, 409,
			`{"ok":false,"detail":"the journal does not meet 1 of 1 expectations","unmet":[{"expectation":0,"found":0,"reason":"found 0, want at least 1"}]}`},
		{"of the world that has them", "?world=a", `{"expect":[{"times":2}]}`, 200, `{"ok":true,"unmet":[]}`},
	} {
		w := s.call("POST", "/_stub/journal/verify"+row.target, row.body)
		if w.Code != row.status {
			t.Errorf("%s: status %d, want %d", row.name, w.Code, row.status)
		}
		if diff := cmp.Diff(row.want, strings.TrimSpace(w.Body.String())); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
	}
}

func TestADifferenceHasNoCredentials(t *testing.T) {
	s := newService(t)
	s.upload("a", `{"link":"https://me:s3cret@h.example/b.mp3","client_secret":"s3cret"}`)
	w := s.call("POST", "/_stub/journal/verify", `{"expect":[{"body":{"/link":"https://me:s3cret@h.example/c.mp3","/client_secret":"s3cret"}}]}`)
	if w.Code != http.StatusConflict {
		t.Errorf("status %d", w.Code)
	}
	if text := w.Body.String(); strings.Contains(text, "s3cret") || !strings.Contains(text, "https://REDACTED@h.example/b.mp3") {
		t.Errorf("%s", text)
	}
}

func TestBadExpectationsAreRefusedWithTheirPlace(t *testing.T) {
	s := newService(t)
	s.upload("a", video)
	for _, row := range []struct{ name, body, want string }{
		{"none", `{"expect":[]}`, `"loc":["body","expect"],"msg":"Input should have at least 1 item"`},
		{"a misspelt member", `{"expect":[{"operatoin":"getMedia"}]}`, `"loc":["body","expect",0,"operatoin"],"msg":"Extra inputs are not permitted: did you mean operation?"`},
		{"an unknown operation", `{"expect":[{},{"operation":"getmedia","times":0}]}`,
			`"loc":["body","expect",1,"operation"],"msg":"Input should be one of token, `},
		{"an invalid pointer", `{"expect":[{"body":{"kind":"video"}}]}`, `"loc":["body","expect",0,"body","kind"],"msg":"Input should be a JSON pointer, such as /kind (RFC 6901)"`},
		{"exactly and at least", `{"expect":[{"times":1,"at_least":1}]}`, `"loc":["body","expect",0,"times"],"msg":"Input should not be there beside at_least or at_most"`},
		{"exactly and at most", `{"expect":[{"times":1,"at_most":1}]}`, `"loc":["body","expect",0,"times"],"msg":"Input should not be there beside at_least or at_most"`},
		{"more at least than at most", `{"expect":[{"at_least":2,"at_most":1}]}`, `"loc":["body","expect",0,"times"]`},
		{"a negative number", `{"expect":[{"times":-1}]}`, `"loc":["body","expect",0,"times"],"msg":"Input should be at least 0"`},
		{"an invalid status", `{"expect":[{"status":600}]}`, `"loc":["body","expect",0,"status"],"msg":"Input should be at most 599"`},
	} {
		before := s.state()
		w := s.call("POST", "/_stub/journal/verify", row.body)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), row.want) {
			t.Errorf("%s: %d %s", row.name, w.Code, w.Body)
		}
		if diff := cmp.Diff(before, s.state()); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
	}
}
