package journal_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/stub/journal"
)

var operations = []string{journal.OperationToken, "uploadMediaLink", "getMedia"}

// traffic is, by number: 1 an upload of a video, 2 its GET, 3 an upload of an audio, 4 one that is refused, 5 a GET.
func traffic(t *testing.T) []*journal.Exchange {
	return recorded(t,
		sent{"uploadMediaLink", `{"link":"https://h.example/a.mp4","kind":"video","name":"Tour","x":{"n":[1,2.50,null,true]}}`, 200},
		sent{"getMedia", "", 200},
		sent{"uploadMediaLink", `{"link":"https://me:s3cret@h.example/b.mp3","kind":"audio","name":null}`, 200},
		sent{"uploadMediaLink", `{"link":"https://h.example/c.mp4","kind":"doc"}`, 422},
		sent{"getMedia", "", 200},
	)
}

type body = map[string]any

func upload(values body, times ...journal.Times) journal.Expectation {
	e := journal.Expectation{Operation: "uploadMediaLink", Body: values}
	if len(times) > 0 {
		e.Times = times[0]
	}
	return e
}

var get = journal.Expectation{Operation: "getMedia"}

// findings is what a verification says in short: for each expectation that is not met how many were found, the number of the nearest
// exchange, and the differences.
func findings(err error) []string {
	failed, ok := errors.AsType[*journal.VerifyError](err)
	if !ok {
		if err != nil {
			return []string{err.Error()}
		}
		return nil
	}
	var all []string
	for _, u := range failed.Unmet {
		text := fmt.Sprintf("%d: %s", u.Index, u.Reason)
		if u.Nearest != nil {
			text += fmt.Sprintf("; nearest %d:", u.Nearest.Exchange.Number)
			for _, d := range u.Nearest.Differences {
				text += " " + d.String() + ";"
			}
		}
		all = append(all, strings.TrimSuffix(text, ";"))
	}
	return all
}

func TestVerifyFindsWhatIsMissing(t *testing.T) {
	exchanges := traffic(t)
	for _, row := range []struct {
		name   string
		expect []journal.Expectation
		want   []string
	}{
		{"nothing", nil, nil},
		{"any request", []journal.Expectation{{}}, nil},
		{"any request, too often", []journal.Expectation{{Times: journal.Exactly(4)}}, []string{"0: found 5, want exactly 4; nearest 5: times is exceeded by this request"}},
		{"uploads and GETs, whatever the order", []journal.Expectation{get, upload(nil)}, nil},
		{"as often as they came", []journal.Expectation{upload(nil, journal.Exactly(3)), {Operation: "getMedia", Times: journal.Exactly(2)}}, nil},
		{"less often", []journal.Expectation{upload(nil, journal.Exactly(2))},
			[]string{"0: found 3, want exactly 2; nearest 4: times is exceeded by this request"}},
		{"more often", []journal.Expectation{upload(nil, journal.Exactly(4))},
			[]string{`0: found 3, want exactly 4; nearest 5: operation is "getMedia", want "uploadMediaLink"`}},
		{"at least", []journal.Expectation{upload(nil, journal.AtLeast(3)), upload(nil, journal.AtLeast(0))}, nil},
		{"at least, too seldom", []journal.Expectation{upload(nil, journal.AtLeast(4))},
			[]string{`0: found 3, want at least 4; nearest 5: operation is "getMedia", want "uploadMediaLink"`}},
		{"at most", []journal.Expectation{upload(nil, journal.AtMost(3))}, nil},
		{"at most, too often", []journal.Expectation{upload(nil, journal.AtMost(1))}, []string{"0: found 3, want at most 1; nearest 3: times is exceeded by this request"}},
		{"between", []journal.Expectation{upload(nil, journal.Between(1, 3))}, nil},
		{"between, too often", []journal.Expectation{upload(nil, journal.Between(1, 2))}, []string{"0: found 3, want from 1 to 2; nearest 4: times is exceeded by this request"}},
		{"never", []journal.Expectation{{Operation: journal.OperationToken, Times: journal.Exactly(0)}}, nil},
		{"never, although it came", []journal.Expectation{{Operation: "getMedia", Times: journal.Exactly(0)}},
			[]string{"0: found 2, want exactly 0; nearest 2: times is exceeded by this request"}},
		{"a status", []journal.Expectation{{Status: new(422), Times: journal.Exactly(1)}}, nil},
		{"a status that none has", []journal.Expectation{{Operation: "getMedia", Status: new(404)}},
			[]string{"0: found 0, want at least 1; nearest 5: status is 200, want 404"}},
		{"values in a body", []journal.Expectation{upload(body{"/kind": "video", "/x/n/0": 1, "/x/n/1": 2.5, "/x/n/2": nil, "/x/n": []any{1.0, 2.5, nil, true}}, journal.Exactly(1))}, nil},
		{"a whole body", []journal.Expectation{upload(body{"": body{"link": "https://h.example/c.mp4", "kind": "doc"}})}, nil},
		{"null is not absent", []journal.Expectation{upload(body{"/name": nil}, journal.Exactly(1))}, nil},
		{"a credential as the journal has it", []journal.Expectation{upload(body{"/link": "https://me:s3cret@h.example/b.mp3"})}, nil},
		{"another value", []journal.Expectation{upload(body{"/kind": "video", "/name": "Tuor"})},
			[]string{`0: found 0, want at least 1; nearest 1: body /name is "Tour", want "Tuor"`}},
		{"a value that is not there", []journal.Expectation{upload(body{"/kind": "doc", "/name": "Tour", "/x/n/9": 1})},
			[]string{`0: found 0, want at least 1; nearest 4: body /name is missing, want "Tour"; body /x/n/9 is missing, want 1`}},
		{"a value of another type", []journal.Expectation{upload(body{"/x/n/0": "1"})}, []string{`0: found 0, want at least 1; nearest 4: body /x/n/0 is missing, want "1"`}},
		{"a status and a value", []journal.Expectation{{Operation: "uploadMediaLink", Status: new(422), Body: body{"/kind": "audio"}}},
			[]string{`0: found 0, want at least 1; nearest 4: body /kind is "doc", want "audio"`}},
		{"a value in a body where there is none", []journal.Expectation{{Operation: "getMedia", Body: body{"/kind": "video"}}},
			[]string{`0: found 0, want at least 1; nearest 5: body is empty`}},
		{"two that are not met, and one that is", []journal.Expectation{upload(nil, journal.Exactly(1)), get, upload(body{"/kind": "image"})},
			[]string{"0: found 3, want exactly 1; nearest 3: times is exceeded by this request", `2: found 0, want at least 1; nearest 4: body /kind is "doc", want "image"`}},
	} {
		if diff := cmp.Diff(row.want, findings(journal.Verify(exchanges, operations, false, row.expect...))); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
	}
	if diff := cmp.Diff([]string{"0: found 0, want at least 1"}, findings(journal.Verify(nil, operations, false, get))); diff != "" {
		t.Errorf("an empty journal: %s", diff)
	}
}

func TestVerifyInOrder(t *testing.T) {
	exchanges := traffic(t) // upload, GET, upload, upload, GET
	audio, video := upload(body{"/kind": "audio"}), upload(body{"/kind": "video"})
	for _, row := range []struct {
		name   string
		expect []journal.Expectation
		want   []string
	}{
		{"as they came", []journal.Expectation{video, get, audio, get}, nil},
		{"with others between them", []journal.Expectation{video, audio}, nil},
		{"twice the same", []journal.Expectation{upload(nil), upload(nil), upload(nil)}, nil},
		{"two and then one", []journal.Expectation{upload(nil, journal.AtLeast(2)), get}, nil},
		{"three and then one, of which the last is behind all of the three", []journal.Expectation{upload(nil, journal.Exactly(3)), get}, nil},
		{"three and then two, of which one came before", []journal.Expectation{upload(nil, journal.Exactly(3)), {Operation: "getMedia", Times: journal.AtLeast(2)}},
			[]string{"1: found 1, want at least 2; nearest 2: order is wrong: it came before request 4, which met the expectation before"}},
		{"the wrong way round", []journal.Expectation{audio, video},
			[]string{"1: found 0, want at least 1; nearest 1: order is wrong: it came before request 3, which met the expectation before"}},
		{"more often than they came", []journal.Expectation{upload(nil), upload(nil), upload(nil), upload(nil)},
			[]string{"3: found 0, want at least 1; nearest 4: order is wrong: it came before request 4, which met the expectation before"}},
		{"how often at most counts in the whole journal", []journal.Expectation{audio, upload(nil, journal.AtMost(1))},
			[]string{"1: found 3, want at most 1; nearest 3: times is exceeded by this request"}},
		{"never does not move on", []journal.Expectation{video, upload(body{"/kind": "image"}, journal.Exactly(0)), get}, nil},
		{"one that is not met does not make the next ones fail", []journal.Expectation{video, upload(body{"/kind": "image"}), get, audio},
			[]string{`1: found 0, want at least 1; nearest 4: body /kind is "doc", want "image"`}},
	} {
		if diff := cmp.Diff(row.want, findings(journal.Verify(exchanges, operations, true, row.expect...))); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
	}
}

// A typo must not look like a request that never came.
func TestInvalidExpectationsAreErrors(t *testing.T) {
	exchanges := traffic(t)
	for _, row := range []struct {
		name    string
		expect  journal.Expectation
		pointer string
		reason  string
	}{
		{"an unknown operation", journal.Expectation{Operation: "getmedia", Times: journal.Exactly(0)}, "/operation", "must be one of token, uploadMediaLink, getMedia"},
		{"a negative number", upload(nil, journal.Exactly(-1)), "/times", "must be at least 0, and most at least as many as least"},
		{"a negative number at least", upload(nil, journal.AtLeast(-1)), "/times", "must be at least 0, and most at least as many as least"},
		{"a negative number at most", upload(nil, journal.AtMost(-1)), "/times", "must be at least 0, and most at least as many as least"},
		{"least and most the wrong way round", upload(nil, journal.Between(2, 1)), "/times", "must be at least 0, and most at least as many as least"},
		{"a pointer without a slash", upload(body{"kind": "video"}), "/body/kind", "must be a JSON pointer, such as /kind (RFC 6901)"},
		{"a pointer with a bad escape", upload(body{"/a~2": "video"}), "/body/~1a~02", "must be a JSON pointer, such as /kind (RFC 6901)"},
		{"a value that JSON does not have", upload(body{"/kind": func() {}}), "/body/~1kind", "must be a value that JSON has"},
		{"a body of the token endpoint", journal.Expectation{Operation: journal.OperationToken, Body: body{"/a": 1}}, "/body", "must be absent: the journal keeps no body of the token endpoint"},
	} {
		err := journal.Verify(exchanges, operations, false, journal.Expectation{}, row.expect)
		got, ok := errors.AsType[*journal.ExpectationError](err)
		if !ok {
			t.Errorf("%s: %v", row.name, err)
			continue
		}
		if diff := cmp.Diff(&journal.ExpectationError{Index: 1, Pointer: row.pointer, Reason: row.reason}, got); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
		if want := "stub: expectation 1" + row.pointer + ": " + row.reason; got.Error() != want {
			t.Errorf("%s: %s", row.name, got)
		}
	}
}

func TestPointersFindNamesWithSlashesAndTildes(t *testing.T) {
	exchanges := recorded(t, sent{"uploadMediaLink", `{"a/b":{"m~n":{"":7}}}`, 200})
	if diff := cmp.Diff([]string(nil), findings(journal.Verify(exchanges, operations, false, upload(body{"/a~1b/m~0n/": 7})))); diff != "" {
		t.Error(diff)
	}
}

func TestNumbersAreComparedByValue(t *testing.T) {
	for _, row := range []struct {
		sent string
		want any
		met  bool
	}{
		{"2.0", 2, true}, {"2", 2.0, true}, {"2e0", 2, true}, {"2", 3, false}, {"2.5", 2, false}, {`"2"`, 2, false}, {"2", "2", false},
		{"9007199254740993", int64(9007199254740993), true}, {"9007199254740993", int64(9007199254740992), false}, {"1e400", 1, false},
		{"true", true, true}, {"true", 1, false}, {"null", nil, true}, {"{}", body{}, true}, {"{}", []any{}, false}, {"[1]", []any{1, 2}, false},
		{`{"a":1}`, body{"b": 1}, false}, {"[]", body{}, false},
	} {
		exchanges := recorded(t, sent{"uploadMediaLink", `{"n":` + row.sent + `}`, 200})
		if got := journal.Verify(exchanges, operations, false, upload(body{"/n": row.want})) == nil; got != row.met {
			t.Errorf("%s and %v: %v", row.sent, row.want, got)
		}
	}
}

func TestABodyThatCannotBeComparedHasAReason(t *testing.T) {
	for text, want := range map[string]string{
		`{"link":"https://h.example/a.mp4","name":"` + strings.Repeat("x", 4200) + `"}`: "body is longer than the 4 KiB that the journal keeps",
		`{"link":"https://me:s3cret@h.example/` + strings.Repeat("x", 4200) + `"}`:      "body is longer than the 4 KiB that the journal keeps",
		`{"link":`:     "body is not JSON",
		"kind=video":   "body is not JSON",
		"":             "body is empty",
		`{"kind":[1]}`: `body /kind is [1], want "video"`,
		`{"kind":"` + strings.Repeat("x", 600) + `"}`: `body /kind is 602 bytes of JSON, want "video"`,
		`"video"`: `body /kind is missing, want "video"`,
		"null":    `body /kind is missing, want "video"`,
	} {
		exchanges := recorded(t, sent{"uploadMediaLink", text, 422})
		err := journal.Verify(exchanges, operations, false, upload(body{"/kind": "video"}))
		if diff := cmp.Diff([]string{"0: found 0, want at least 1; nearest 1: " + want}, findings(err)); diff != "" {
			t.Errorf("%.60s: %s", text, diff)
		}
	}
}

// The values of a difference are there for programs, those that are too long are not.
func TestADifferenceHasItsValues(t *testing.T) {
	exchanges := traffic(t)
	failed, ok := errors.AsType[*journal.VerifyError](journal.Verify(exchanges, operations, false, upload(body{"/kind": "video", "/name": strings.Repeat("x", 600)})))
	if !ok {
		t.Fatal("it is met")
	}
	want := []journal.Difference{{Part: journal.DifferenceBody, Pointer: "/name", Got: "Tour", Reason: `is "Tour", want 602 bytes of JSON`}}
	if diff := cmp.Diff(want, failed.Unmet[0].Nearest.Differences); diff != "" {
		t.Error(diff)
	}
}

func TestAnErrorHasALineForEachUnmetExpectationAndItsNearestRequest(t *testing.T) {
	exchanges := traffic(t)
	for _, row := range []struct {
		name   string
		expect []journal.Expectation
		want   string
	}{
		{"two unmet, one met", []journal.Expectation{upload(body{"/kind": "image", "/name": "Tour"}), get, {Operation: "getMedia", Times: journal.AtMost(1)}},
			"stub: the journal does not meet 2 of 3 expectations" +
				"\n  expectation 0: found 0, want at least 1" +
				"\n    nearest is request 1, POST /a, status 200: body /kind is \"video\", want \"image\"" +
				"\n  expectation 2: found 2, want at most 1" +
				"\n    nearest is request 5, POST /a, status 200: times is exceeded by this request"},
		{"two differences", []journal.Expectation{{Operation: "getMedia", Status: new(404), Body: body{"/kind": "video"}}},
			"stub: the journal does not meet 1 of 1 expectations" +
				"\n  expectation 0: found 0, want at least 1" +
				"\n    nearest is request 5, POST /a, status 200: status is 200, want 404; body is empty"},
	} {
		if got := journal.Verify(exchanges, operations, false, row.expect...).Error(); got != row.want {
			t.Errorf("%s:\n%s\nwant\n%s", row.name, got, row.want)
		}
	}
	want := "stub: the journal does not meet 1 of 1 expectations\n  expectation 0: found 0, want at least 1"
	if got := journal.Verify(nil, operations, false, get).Error(); got != want {
		t.Errorf("an empty journal:\n%s\nwant\n%s", got, want)
	}
}
