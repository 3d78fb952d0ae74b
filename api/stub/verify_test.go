package stub_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub"
)

// traffic is, by number: 1 an upload of a video, 2 its GET, 3 an upload of an audio, 4 one that is refused, 5 a GET.
func traffic(t *testing.T) *stub.Stub {
	t.Helper()
	st, s := newStub(t)
	m := s.upload("a", `{"link":"https://h.example/a.mp4","kind":"video","name":"Tour","x":{"n":[1,2.50,null,true]}}`)
	s.get("a", m)
	s.upload("a", `{"link":"https://me:s3cret@h.example/b.mp3","kind":"audio","name":null}`)
	s.do("a", http.MethodPost, linkPath, `{"link":"https://h.example/c.mp4","kind":"doc"}`)
	s.get("a", m)
	return st
}

type body = map[string]any

func upload(values body, times ...stub.Times) stub.Expectation {
	e := stub.Expectation{Operation: "uploadMediaLink", Body: values}
	if len(times) > 0 {
		e.Times = times[0]
	}
	return e
}

var get = stub.Expectation{Operation: "getMedia"}

// findings is what a verification says in short: for each expectation that is not met how many were found, the number of the nearest
// exchange, and the differences.
func findings(err error) []string {
	failed, ok := errors.AsType[*stub.VerifyError](err)
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

func TestAJournalMeetsWhatIsExpectedOfItOrSaysWhatIsMissing(t *testing.T) {
	st := traffic(t)
	for _, row := range []struct {
		name   string
		expect []stub.Expectation
		want   []string
	}{
		{"nothing", nil, nil},
		{"any request", []stub.Expectation{{}}, nil},
		{"any request, too often", []stub.Expectation{{Times: stub.Exactly(4)}}, []string{"0: found 5, want exactly 4; nearest 5: times is exceeded by this request"}},
		{"uploads and GETs, whatever the order", []stub.Expectation{get, upload(nil)}, nil},
		{"as often as they came", []stub.Expectation{upload(nil, stub.Exactly(3)), {Operation: "getMedia", Times: stub.Exactly(2)}}, nil},
		{"less often", []stub.Expectation{upload(nil, stub.Exactly(2))},
			[]string{"0: found 3, want exactly 2; nearest 4: times is exceeded by this request"}},
		{"more often", []stub.Expectation{upload(nil, stub.Exactly(4))},
			[]string{`0: found 3, want exactly 4; nearest 5: operation is "getMedia", want "uploadMediaLink"`}},
		{"at least", []stub.Expectation{upload(nil, stub.AtLeast(3)), upload(nil, stub.AtLeast(0))}, nil},
		{"at least, too seldom", []stub.Expectation{upload(nil, stub.AtLeast(4))},
			[]string{`0: found 3, want at least 4; nearest 5: operation is "getMedia", want "uploadMediaLink"`}},
		{"at most", []stub.Expectation{upload(nil, stub.AtMost(3))}, nil},
		{"at most, too often", []stub.Expectation{upload(nil, stub.AtMost(1))}, []string{"0: found 3, want at most 1; nearest 3: times is exceeded by this request"}},
		{"between", []stub.Expectation{upload(nil, stub.Between(1, 3))}, nil},
		{"between, too often", []stub.Expectation{upload(nil, stub.Between(1, 2))}, []string{"0: found 3, want from 1 to 2; nearest 4: times is exceeded by this request"}},
		{"never", []stub.Expectation{{Operation: stub.OperationToken, Times: stub.Exactly(0)}}, nil},
		{"never, although it came", []stub.Expectation{{Operation: "getMedia", Times: stub.Exactly(0)}},
			[]string{"0: found 2, want exactly 0; nearest 2: times is exceeded by this request"}},
		{"a status", []stub.Expectation{{Status: new(422), Times: stub.Exactly(1)}}, nil},
		{"a status that none has", []stub.Expectation{{Operation: "getMedia", Status: new(404)}},
			[]string{"0: found 0, want at least 1; nearest 5: status is 200, want 404"}},
		{"values in a body", []stub.Expectation{upload(body{"/kind": "video", "/x/n/0": 1, "/x/n/1": 2.5, "/x/n/2": nil, "/x/n": []any{1.0, 2.5, nil, true}}, stub.Exactly(1))}, nil},
		{"a whole body", []stub.Expectation{upload(body{"": body{"link": "https://h.example/c.mp4", "kind": "doc"}})}, nil},
		{"null is not absent", []stub.Expectation{upload(body{"/name": nil}, stub.Exactly(1))}, nil},
		{"a credential as the journal has it", []stub.Expectation{upload(body{"/link": "https://me:s3cret@h.example/b.mp3"})}, nil},
		{"another value", []stub.Expectation{upload(body{"/kind": "video", "/name": "Tuor"})},
			[]string{`0: found 0, want at least 1; nearest 1: body /name is "Tour", want "Tuor"`}},
		{"a value that is not there", []stub.Expectation{upload(body{"/kind": "doc", "/name": "Tour", "/x/n/9": 1})},
			[]string{`0: found 0, want at least 1; nearest 4: body /name is missing, want "Tour"; body /x/n/9 is missing, want 1`}},
		{"a value of another type", []stub.Expectation{upload(body{"/x/n/0": "1"})}, []string{`0: found 0, want at least 1; nearest 4: body /x/n/0 is missing, want "1"`}},
		{"a status and a value", []stub.Expectation{{Operation: "uploadMediaLink", Status: new(422), Body: body{"/kind": "audio"}}},
			[]string{`0: found 0, want at least 1; nearest 4: body /kind is "doc", want "audio"`}},
		{"a value in a body where there is none", []stub.Expectation{{Operation: "getMedia", Body: body{"/kind": "video"}}},
			[]string{`0: found 0, want at least 1; nearest 5: body is empty`}},
		{"two that are not met, and one that is", []stub.Expectation{upload(nil, stub.Exactly(1)), get, upload(body{"/kind": "image"})},
			[]string{"0: found 3, want exactly 1; nearest 3: times is exceeded by this request", `2: found 0, want at least 1; nearest 4: body /kind is "doc", want "image"`}},
	} {
		for name, verify := range map[string]func(...stub.Expectation) error{"a world": st.World("a").Verify, "all worlds": st.Verify} {
			if diff := cmp.Diff(row.want, findings(verify(row.expect...))); diff != "" {
				t.Errorf("%s, %s: %s", row.name, name, diff)
			}
		}
	}
	if diff := cmp.Diff([]string{"0: found 0, want at least 1"}, findings(st.World("b").Verify(get))); diff != "" {
		t.Errorf("a world where nothing has come: %s", diff)
	}
}

func TestAJournalHasThingsInOrder(t *testing.T) {
	st := traffic(t) // upload, GET, upload, upload, GET
	audio, video := upload(body{"/kind": "audio"}), upload(body{"/kind": "video"})
	for _, row := range []struct {
		name   string
		expect []stub.Expectation
		want   []string
	}{
		{"as they came", []stub.Expectation{video, get, audio, get}, nil},
		{"with others between them", []stub.Expectation{video, audio}, nil},
		{"twice the same", []stub.Expectation{upload(nil), upload(nil), upload(nil)}, nil},
		{"two and then one", []stub.Expectation{upload(nil, stub.AtLeast(2)), get}, nil},
		{"three and then one, of which the last is behind all of the three", []stub.Expectation{upload(nil, stub.Exactly(3)), get}, nil},
		{"three and then two, of which one came before", []stub.Expectation{upload(nil, stub.Exactly(3)), {Operation: "getMedia", Times: stub.AtLeast(2)}},
			[]string{"1: found 1, want at least 2; nearest 2: order is wrong: it came before request 4, which met the expectation before"}},
		{"the wrong way round", []stub.Expectation{audio, video},
			[]string{"1: found 0, want at least 1; nearest 1: order is wrong: it came before request 3, which met the expectation before"}},
		{"more often than they came", []stub.Expectation{upload(nil), upload(nil), upload(nil), upload(nil)},
			[]string{"3: found 0, want at least 1; nearest 4: order is wrong: it came before request 4, which met the expectation before"}},
		{"how often at most counts in the whole journal", []stub.Expectation{audio, upload(nil, stub.AtMost(1))},
			[]string{"1: found 3, want at most 1; nearest 3: times is exceeded by this request"}},
		{"never does not move on", []stub.Expectation{video, upload(body{"/kind": "image"}, stub.Exactly(0)), get}, nil},
		{"one that is not met does not make the next ones fail", []stub.Expectation{video, upload(body{"/kind": "image"}), get, audio},
			[]string{`1: found 0, want at least 1; nearest 4: body /kind is "doc", want "image"`}},
	} {
		for name, verify := range map[string]func(...stub.Expectation) error{"a world": st.World("a").VerifyInOrder, "all worlds": st.VerifyInOrder} {
			if diff := cmp.Diff(row.want, findings(verify(row.expect...))); diff != "" {
				t.Errorf("%s, %s: %s", row.name, name, diff)
			}
		}
	}
}

// Whoever expects something never to come must not be told so because of a typo.
func TestExpectationsThatMakeNoSenseAreErrors(t *testing.T) {
	st := traffic(t)
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	operations := stub.OperationToken
	for _, op := range library.Operations() {
		operations += ", " + op.ID()
	}
	for _, row := range []struct {
		name    string
		expect  stub.Expectation
		pointer string
		reason  string
	}{
		{"an unknown operation", stub.Expectation{Operation: "getmedia", Times: stub.Exactly(0)}, "/operation", "must be one of " + operations},
		{"a negative number", upload(nil, stub.Exactly(-1)), "/times", "must be at least 0, and most at least as many as least"},
		{"a negative number at least", upload(nil, stub.AtLeast(-1)), "/times", "must be at least 0, and most at least as many as least"},
		{"a negative number at most", upload(nil, stub.AtMost(-1)), "/times", "must be at least 0, and most at least as many as least"},
		{"least and most the wrong way round", upload(nil, stub.Between(2, 1)), "/times", "must be at least 0, and most at least as many as least"},
		{"a pointer without a slash", upload(body{"kind": "video"}), "/body/kind", "must be a JSON pointer, such as /kind (RFC 6901)"},
		{"a pointer with a bad escape", upload(body{"/a~2": "video"}), "/body/~1a~02", "must be a JSON pointer, such as /kind (RFC 6901)"},
		{"a value that JSON does not have", upload(body{"/kind": func() {}}), "/body/~1kind", "must be a value that JSON has"},
		{"a body of the token endpoint", stub.Expectation{Operation: stub.OperationToken, Body: body{"/a": 1}}, "/body", "must be absent: the journal keeps no body of the token endpoint"},
	} {
		err := st.Verify(stub.Expectation{}, row.expect)
		got, ok := errors.AsType[*stub.ExpectationError](err)
		if !ok {
			t.Errorf("%s: %v", row.name, err)
			continue
		}
		if diff := cmp.Diff(&stub.ExpectationError{Index: 1, Pointer: row.pointer, Reason: row.reason}, got); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
		if want := "stub: expectation 1" + row.pointer + ": " + row.reason; got.Error() != want {
			t.Errorf("%s: %s", row.name, got)
		}
	}
}

func TestPointersFindNamesWithSlashesAndTildes(t *testing.T) {
	st, s := newStub(t)
	s.upload("a", `{"link":"https://h.example/a.mp4","a/b":{"m~n":{"":7}}}`)
	if diff := cmp.Diff([]string(nil), findings(st.Verify(upload(body{"/a~1b/m~0n/": 7})))); diff != "" {
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
		st, s := newStub(t)
		s.do("a", http.MethodPost, linkPath, `{"link":"https://h.example/a.mp4","n":`+row.sent+`}`)
		if got := st.Verify(upload(body{"/n": row.want})) == nil; got != row.met {
			t.Errorf("%s and %v: %v", row.sent, row.want, got)
		}
	}
}

func TestABodyThatTheJournalHasNotWholeIsSaidToBeSo(t *testing.T) {
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
		st, s := newStub(t)
		s.do("a", http.MethodPost, linkPath, text)
		if diff := cmp.Diff([]string{"0: found 0, want at least 1; nearest 1: " + want}, findings(st.Verify(upload(body{"/kind": "video"})))); diff != "" {
			t.Errorf("%.60s: %s", text, diff)
		}
	}
}

// The values of a difference are there for programs, those that are too long are not.
func TestADifferenceHasItsValues(t *testing.T) {
	st := traffic(t)
	failed, ok := errors.AsType[*stub.VerifyError](st.Verify(upload(body{"/kind": "video", "/name": strings.Repeat("x", 600)})))
	if !ok {
		t.Fatal("it is met")
	}
	want := []stub.Difference{{Part: stub.DifferenceBody, Pointer: "/name", Got: "Tour", Reason: `is "Tour", want 602 bytes of JSON`}}
	if diff := cmp.Diff(want, failed.Unmet[0].Nearest.Differences); diff != "" {
		t.Error(diff)
	}
}

func ExampleWorld_Verify() {
	s, err := stub.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	r := httptest.NewRequest(http.MethodPost, linkPath, strings.NewReader(`{"link":"https://h.example/a.mp3","kind":"audio"}`))
	r.Header.Set("Authorization", "Bearer my-test")
	r.Header.Set("Content-Type", "application/json")
	s.ServeHTTP(httptest.NewRecorder(), r)

	world := s.World("my-test")
	fmt.Println(world.Verify(stub.Expectation{Operation: "uploadMediaLink", Times: stub.Exactly(1)}))
	fmt.Println(world.Verify(
		stub.Expectation{Operation: "uploadMediaLink", Body: map[string]any{"/kind": "video"}},
		stub.Expectation{Operation: "getMedia", Times: stub.Exactly(0)},
	))
	// Output:
	// <nil>
	// stub: the journal does not meet 1 of 2 expectations
	//   expectation 0: found 0, want at least 1
	//     nearest is request 1, POST /api/library/v1/media/link, status 200: body /kind is "audio", want "video"
}

func ExampleWorld_VerifyInOrder() {
	s, err := stub.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.World("my-test").VerifyInOrder(
		stub.Expectation{Operation: "uploadMediaLink"},
		stub.Expectation{Operation: "getMedia", Times: stub.AtMost(10)},
	))
	// Output:
	// stub: the journal does not meet 1 of 2 expectations
	//   expectation 0: found 0, want at least 1
}
