package control_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/stub"
)

// Names and fields of the largest kind that the stub takes, of characters that JSON in HTML would write six times as long.
const (
	longName   = 300_000
	longField  = 50_000
	pageBytes  = 1 << 20
	fewDetails = 10_000 // more than what a page has beside names and fields
)

func listed(t *testing.T, s *service, target string) (names []string, count, bytes int) {
	t.Helper()
	w := s.call("GET", target, "")
	body := decode[struct {
		Count int
		Media []struct{ Name string }
	}](t, w.Body.Bytes())
	for _, m := range body.Media {
		names = append(names, m.Name)
	}
	return names, body.Count, w.Body.Len()
}

func TestPagesOfMediaAreBoundedInBytesAndReachAll(t *testing.T) {
	s := withStub(t, []stub.Option{stub.WithReadyAfter("0s")})
	var want []string
	for i := range 7 {
		name := fmt.Sprint(i, strings.Repeat("<", longName))
		want = append(want, name)
		s.upload("a", `{"link":"https://h.example/a.mp4","name":"`+name+`"}`)
	}
	var got []string
	for pages := 0; len(got) < len(want); pages++ {
		names, count, bytes := listed(t, s, fmt.Sprintf("/_stub/media?limit=1000&offset=%d", len(got)))
		if len(names) == 0 {
			t.Fatalf("page %d has nothing, %d of %d are there", pages, len(got), len(want))
		}
		if count != len(want) {
			t.Errorf("page %d says that there are %d", pages, count)
		}
		if bytes > pageBytes+fewDetails {
			t.Errorf("page %d has %d bytes", pages, bytes)
		}
		got = append(got, names...)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error("names are cut, missing or in another order")
	}
}

func TestARecordThatIsLargerThanAPageHasOneOfItsOwn(t *testing.T) {
	s := withStub(t, []stub.Option{stub.WithReadyAfter("0s")})
	for range 2 {
		s.upload("a", `{"link":"https://h.example/a.mp4","name":"`+strings.Repeat("x", 1_000_000)+`"}`) // and again in the preview
	}
	for offset, want := range []int{1, 1, 0} {
		if names, _, _ := listed(t, s, fmt.Sprintf("/_stub/media?offset=%d", offset)); len(names) != want {
			t.Errorf("at offset %d there are %d records, want %d", offset, len(names), want)
		}
	}
}

func TestAPageHasAsManyAsTheLimitAllows(t *testing.T) {
	s := newService(t)
	for range 120 {
		s.upload("a", video)
	}
	for query, want := range map[string]int{"": 100, "?limit=1": 1, "?limit=7&offset=119": 1, "?limit=1000": 120, "?offset=120": 0, "?offset=1000000": 0} {
		if names, count, _ := listed(t, s, "/_stub/media"+query); len(names) != want || count != 120 {
			t.Errorf("%q: %d of %d, want %d", query, len(names), count, want)
		}
	}
}

// Both forms of the journal are read to their end in pages.
func TestPagesOfTheJournalAreBoundedInBytesAndReachAll(t *testing.T) {
	const exchanges = 50
	s := newService(t)
	for range exchanges {
		r := newRequest(http.MethodPost, "/api/library/v1/media/link", video, "Authorization", "Bearer a", "X-Long", strings.Repeat("<", longField))
		s.stub.ServeHTTP(httptest.NewRecorder(), r)
	}
	type list struct {
		Count     int
		Exchanges []struct{ Number int }
	}
	type archive struct {
		Log struct {
			Count   int `json:"_count"`
			Entries []struct {
				Number int `json:"_number"`
			}
		}
	}
	for target, read := range map[string]func(body []byte) (numbers []int, count int){
		"/_stub/journal?limit=1000": func(body []byte) (numbers []int, count int) {
			l := decode[list](t, body)
			for _, x := range l.Exchanges {
				numbers = append(numbers, x.Number)
			}
			return numbers, l.Count
		},
		"/_stub/journal/har?limit=1000": func(body []byte) (numbers []int, count int) {
			a := decode[archive](t, body)
			for _, x := range a.Log.Entries {
				numbers = append(numbers, x.Number)
			}
			return numbers, a.Log.Count
		},
	} {
		after := 0
		for after < exchanges {
			w := s.call("GET", fmt.Sprintf("%s&after=%d", target, after), "")
			numbers, count := read(w.Body.Bytes())
			if len(numbers) == 0 {
				t.Fatalf("%s: nothing behind %d", target, after)
			}
			if w.Body.Len() > pageBytes+fewDetails {
				t.Errorf("%s: %d bytes behind %d", target, w.Body.Len(), after)
			}
			if count != exchanges-after {
				t.Errorf("%s: it counts %d behind %d", target, count, after)
			}
			for _, number := range numbers {
				if after++; number != after {
					t.Fatalf("%s: %d instead of %d", target, number, after)
				}
			}
		}
	}
}

// slowReader takes nothing of a response until it is released.
type slowReader struct {
	http.ResponseWriter
	reached, goOn chan struct{}
}

func (w slowReader) Write(data []byte) (int, error) {
	w.reached <- struct{}{}
	<-w.goOn
	return w.ResponseWriter.Write(data)
}

func TestASlowReaderDelaysNobody(t *testing.T) {
	s := newService(t)
	s.upload("a", video)
	slow := slowReader{reached: make(chan struct{}), goOn: make(chan struct{})}
	ended := make(chan struct{})
	const readers = 10 // more than there are turns
	for range readers {
		go func() {
			w := slow
			w.ResponseWriter = httptest.NewRecorder()
			s.control.ServeHTTP(w, newRequest(http.MethodGet, "/_stub/media", ""))
			ended <- struct{}{}
		}()
		<-slow.reached
	}
	if w := s.call("GET", "/_stub/media", ""); w.Code != http.StatusOK {
		t.Errorf("the next one gets %d", w.Code)
	}
	close(slow.goOn)
	for range readers {
		<-ended
	}
}

// A refusal ends its turn as any other response does.
func TestRefusalsFreeTheirSlots(t *testing.T) {
	s := newService(t)
	for range 10 {
		if w := s.call("GET", "/_stub/journal?limit=0", ""); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("status %d", w.Code)
		}
	}
	if w := s.call("HEAD", "/_stub/journal", ""); w.Code != http.StatusOK {
		t.Errorf("HEAD: status %d", w.Code)
	}
}
