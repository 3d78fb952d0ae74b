package journal_test

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/journal"
)

func ExampleExchange_Verdict() {
	s, err := stub.New()
	if err != nil {
		log.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/api/library/v1/media/link", strings.NewReader(`{"link":7}`))
	r.Header.Set("Authorization", "Bearer demo")
	r.Header.Set("Content-Type", "application/json")
	s.ServeHTTP(httptest.NewRecorder(), r)
	for _, x := range s.Exchanges() {
		fmt.Println(x.Operation, x.Status, x.Verdict(), x.Violations[0])
	}
	// Output: uploadMediaLink 422 violation POST /api/library/v1/media/link: request /link: must be a string
}

// A journal of at most two exchanges of each world.
func ExampleNew() {
	j := journal.New(2, journal.DefaultMaxBytes)
	for range 3 {
		j.Add(journal.Key{1}, &journal.Exchange{Operation: "getMedia"})
	}
	for _, x := range j.Of(journal.Key{1}) {
		fmt.Println(x.Number, x.Operation)
	}
	// Output:
	// 2 getMedia
	// 3 getMedia
}

// A handler that records what it is asked.
func ExampleJournal_NewExchange() {
	j := journal.New(journal.DefaultMaxExchanges, journal.DefaultMaxBytes)
	handler := func(w http.ResponseWriter, r *http.Request) {
		x := j.NewExchange("uploadMediaLink", r)
		tap := x.Tap(r.Body)
		_, _ = io.Copy(io.Discard, tap)
		tap.Redact()
		j.RecordResponse(x, http.StatusNoContent, w.Header(), nil)
		fmt.Println(x.Operation, x.Path, string(x.RequestBody), x.Status)
	}
	handler(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/link", strings.NewReader(`{"link":"https://me:secret@h.example/"}`)))
	// Output: uploadMediaLink /link {"link":"https://REDACTED@h.example/"} 204
}

// Three uploads were expected, and one has come.
func ExampleVerify() {
	exchanges := []*journal.Exchange{{Number: 1, Operation: "uploadMediaLink"}, {Number: 2, Operation: "getMedia"}}
	err := journal.Verify(exchanges, []string{"uploadMediaLink", "getMedia"}, false,
		journal.Expectation{Operation: "uploadMediaLink", Times: journal.Exactly(3)},
		journal.Expectation{Operation: "getMedia"},
	)
	failed, _ := errors.AsType[*journal.VerifyError](err)
	for _, u := range failed.Unmet {
		fmt.Println(u.Index, u.Reason, u.Nearest.Differences)
	}
	// Output: 0 found 1, want exactly 3 [operation is "getMedia", want "uploadMediaLink"]
}

func ExampleTimes() {
	for _, times := range []journal.Times{journal.Exactly(2), journal.AtLeast(2), journal.AtMost(3), journal.Between(1, 3), {}} {
		fmt.Println(times)
	}
	// Output:
	// exactly 2
	// at least 2
	// at most 3
	// from 1 to 3
	// at least 1
}

// A follower reads what is there, and then waits for more.
func ExampleJournal_Follow() {
	j := journal.New(journal.DefaultMaxExchanges, journal.DefaultMaxBytes)
	j.Add(journal.Key{}, &journal.Exchange{Operation: "uploadMediaLink", Status: 200})
	refused := func(x *journal.Exchange) bool { return x.Status >= 400 }
	f, err := j.Follow(nil, refused, new(uint64(0)))
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	j.Add(journal.Key{}, &journal.Exchange{Operation: "getMedia", Status: 404})
	<-f.Grown()
	for event, ok := f.Next(); ok; event, ok = f.Next() {
		fmt.Println(event.Exchange.Number, event.Exchange.Operation)
	}
	// Output: 2 getMedia
}
