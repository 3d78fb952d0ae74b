package control_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/har"
)

const traceID = "4bf92f3577b34da6a3ce929d0e0e4736"

// traced is an upload with a header traceparent.
func (s *service) traced(token, traceparent string) {
	r := newRequest(http.MethodPost, "/api/library/v1/media/link", video, "Authorization", "Bearer "+token, "Traceparent", traceparent)
	s.stub.ServeHTTP(httptest.NewRecorder(), r)
}

// traces are a request without one, two with one of the same trace, one with another and one with one that is malformed.
func (s *service) traces() {
	s.upload("a", video)
	s.traced("a", "00-"+traceID+"-00f067aa0ba902b7-01")
	s.traced("b", "00-"+traceID+"-00f067aa0ba902b8-00")
	s.traced("a", "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01")
	s.traced("a", "00-"+strings.ToUpper(traceID)+"-00f067aa0ba902b7-01")
}

func TestATraceIsFoundInTheJournal(t *testing.T) {
	s := newService(t)
	s.traces()
	type list struct {
		Count     int
		Exchanges []struct {
			Number  int
			Trace   string
			Request struct{ Headers map[string][]string }
		}
	}
	for query, want := range map[string][]int{
		"?trace=" + traceID:                                       {2, 3},
		"?trace=" + traceID + "&world=b":                          {3},
		"?trace=" + traceID + "&after=2":                          {3},
		"?trace=" + strings.Repeat("1", 32):                       nil,
		"?trace=0af7651916cd43dd8448eb211c80319c&operation=token": nil,
	} {
		var got, archived []int
		found := decode[list](t, s.call("GET", "/_stub/journal"+query, "").Body.Bytes())
		for _, x := range found.Exchanges {
			got = append(got, x.Number)
			if x.Trace != traceID {
				t.Errorf("%s: %d has the trace %q", query, x.Number, x.Trace)
			}
		}
		archive := decode[har.Archive](t, s.call("GET", "/_stub/journal/har"+query, "").Body.Bytes())
		for _, entry := range archive.Log.Entries {
			archived = append(archived, int(entry.Number))
			if entry.Trace != traceID {
				t.Errorf("%s: the entry %d has the trace %q", query, entry.Number, entry.Trace)
			}
		}
		if diff := cmp.Diff([][]int{want, want}, [][]int{got, archived}); diff != "" {
			t.Errorf("%s: %s", query, diff)
		}
	}
	all := decode[list](t, s.call("GET", "/_stub/journal", "").Body.Bytes()).Exchanges
	if all[0].Trace != "" || all[4].Trace != "" {
		t.Errorf("traces %q and %q of a request without one and of one that is malformed", all[0].Trace, all[4].Trace)
	}
	if sent := all[4].Request.Headers["Traceparent"]; len(sent) != 1 || !strings.Contains(sent[0], strings.ToUpper(traceID)) {
		t.Errorf("the malformed header is not shown: %v", sent)
	}
}

func TestATraceIsCountedAndVerified(t *testing.T) {
	s := newService(t)
	s.traces()
	twice := `{"expect":[{"operation":"uploadMediaLink","times":2}]}`
	for _, row := range []struct {
		method, target, body string
		status               int
		want                 string
	}{
		{"GET", "/_stub/journal/count?trace=" + traceID, "", 200, `{"count":2}`},
		{"GET", "/_stub/journal/count?trace=" + strings.ToUpper(traceID), "", 422, `"loc":["query","trace"]`},
		{"POST", "/_stub/journal/verify?trace=" + traceID, twice, 200, `{"ok":true`},
		{"POST", "/_stub/journal/verify?world=a&trace=" + traceID, twice, 409, `"found 1, want exactly 2"`},
		{"POST", "/_stub/journal/verify", twice, 409, `"found 5, want exactly 2"`},
		{"POST", "/_stub/journal/verify?trace=1", twice, 422, `"loc":["query","trace"]`},
	} {
		if w := s.call(row.method, row.target, row.body); w.Code != row.status || !strings.Contains(w.Body.String(), row.want) {
			t.Errorf("%s: %d %s", row.target, w.Code, w.Body)
		}
	}
}

func TestATraceIsFollowed(t *testing.T) {
	following(t, func(f *followed) {
		r := f.follow("?trace=" + traceID)
		go f.traces()
		r.wants("id: 2\n"+exchangeEvent, "id: 3\n"+exchangeEvent, ":")
	})
}
