package stub_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/journal"
)

// What a verification finds has tests of its own, in the journal's package. This one is about where it looks.
func TestVerifyReadsTheJournalOfOneWorldOrOfAll(t *testing.T) {
	st, s := newStub(t)
	s.get("a", s.upload("a", link(1)))
	s.upload("b", link(1))
	upload, get := journal.Expectation{Operation: "uploadMediaLink"}, journal.Expectation{Operation: "getMedia"}
	type verify = func(...journal.Expectation) error
	for _, row := range []struct {
		name   string
		verify verify
		expect []journal.Expectation
		met    bool
	}{
		{"world a, any order", st.World("a").Verify, []journal.Expectation{get, upload}, true},
		{"world a, in order", st.World("a").VerifyInOrder, []journal.Expectation{upload, get}, true},
		{"world a, the wrong order", st.World("a").VerifyInOrder, []journal.Expectation{get, upload}, false},
		{"world a, one too many", st.World("a").Verify, []journal.Expectation{{Operation: "uploadMediaLink", Times: journal.Exactly(2)}}, false},
		{"world b has no GET", st.World("b").Verify, []journal.Expectation{get}, false},
		{"world b has no GET in order", st.World("b").VerifyInOrder, []journal.Expectation{upload, get}, false},
		{"world c is empty", st.World("c").Verify, []journal.Expectation{upload}, false},
		{"all, any order", st.Verify, []journal.Expectation{get, {Operation: "uploadMediaLink", Times: journal.Exactly(2)}}, true},
		{"all, in order", st.VerifyInOrder, []journal.Expectation{upload, get, upload}, true},
		{"all, the wrong order", st.VerifyInOrder, []journal.Expectation{upload, get, upload, get}, false},
		{"an operation of the contract alone", st.World("a").Verify, []journal.Expectation{{Operation: "nothing", Times: journal.Exactly(0)}}, false},
		{"the token endpoint", st.Verify, []journal.Expectation{{Operation: journal.OperationToken, Times: journal.Exactly(0)}}, true},
	} {
		if err := row.verify(row.expect...); (err == nil) != row.met {
			t.Errorf("%s: %v", row.name, err)
		}
	}
}

func ExampleScope_Verify() {
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
	fmt.Println(world.Verify(journal.Expectation{Operation: "uploadMediaLink", Times: journal.Exactly(1)}))
	fmt.Println(world.Verify(
		journal.Expectation{Operation: "uploadMediaLink", Body: map[string]any{"/kind": "video"}},
		journal.Expectation{Operation: "getMedia", Times: journal.Exactly(0)},
	))
	// Output:
	// <nil>
	// stub: the journal does not meet 1 of 2 expectations
	//   expectation 0: found 0, want at least 1
	//     nearest is request 1, POST /api/library/v1/media/link, status 200: body /kind is "audio", want "video"
}

func ExampleScope_VerifyInOrder() {
	s, err := stub.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.World("my-test").VerifyInOrder(
		journal.Expectation{Operation: "uploadMediaLink"},
		journal.Expectation{Operation: "getMedia", Times: journal.AtMost(10)},
	))
	// Output:
	// stub: the journal does not meet 1 of 2 expectations
	//   expectation 0: found 0, want at least 1
}
