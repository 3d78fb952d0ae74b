package control_test

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/har"
	"github.com/medialink-go/medialink/api/stub/fault"
)

type exchanges struct {
	Count     int
	Exchanges []struct {
		Number     int
		Operation  string
		Verdict    string
		Violations []struct{ Part, Pointer, Rule, Reason string }
		Faults     []string
		Request    struct {
			Headers        map[string][]string
			Size           int
			Encoding, Body string
		}
		ResponseViolations []struct{ Pointer string } `json:"response_violations"`
	}
}

// traffic is four uploads of a and one of b.
func traffic(t *testing.T) *service {
	s := newService(t)
	s.upload("a", video)
	s.upload("a", `{"link":"gopher://h.example/a"}`)
	s.upload("a", `{"link":7}`)
	if err := s.stub.World("a").SetFaults(fault.Fault{Kind: "broken"}); err != nil {
		t.Fatal(err)
	}
	s.upload("a", video)
	s.upload("b", video)
	return s
}

func TestTheJournalIsFiltered(t *testing.T) {
	s := traffic(t)
	for query, want := range map[string][]int{
		"":                                   {1, 2, 3, 4, 5},
		"?world=a":                           {1, 2, 3, 4},
		"?world=b":                           {5},
		"?world=c":                           nil,
		"?operation=uploadMediaLink":         {1, 2, 3, 4, 5},
		"?operation=getMedia":                nil,
		"?operation=token":                   nil,
		"?status=422":                        {3},
		"?status=0":                          nil,
		"?verdict=ok":                        {1, 4, 5},
		"?verdict=warning":                   {2},
		"?verdict=violation":                 {3},
		"?pointer=/link":                     {2, 3},
		"?pointer=/id":                       {4}, // of the response that a fault has broken
		"?pointer=/link&verdict=warning":     {2},
		"?after=2":                           {3, 4, 5},
		"?after=2&limit=1":                   {3},
		"?world=a&status=200&after=1":        {2, 4},
		"?limit=2":                           {1, 2},
		"?verdict=unchecked&operation=token": nil,
	} {
		var got []int
		response := decode[exchanges](t, s.call("GET", "/_stub/journal"+query, "").Body.Bytes())
		for _, x := range response.Exchanges {
			got = append(got, x.Number)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", query, diff)
		}
		if strings.Contains(query, "after") || strings.Contains(query, "limit") {
			continue
		}
		count := decode[struct{ Count int }](t, s.call("GET", "/_stub/journal/count"+query, "").Body.Bytes()).Count
		if count != len(want) || response.Count != len(want) {
			t.Errorf("%s: count %d and %d", query, count, response.Count)
		}
	}
}

func TestAnExchangeHasAllItsParts(t *testing.T) {
	s := traffic(t)
	all := decode[exchanges](t, s.call("GET", "/_stub/journal", "").Body.Bytes()).Exchanges
	refused, broken := all[2], all[3]
	if refused.Request.Body != `{"link":7}` || refused.Request.Size != 10 || refused.Request.Headers["Authorization"][0] != "Bearer REDACTED" {
		t.Errorf("%+v", refused)
	}
	if len(refused.Violations) != 1 || refused.Violations[0].Reason != "must be a string" || refused.Violations[0].Part != "body" {
		t.Errorf("%+v", refused.Violations)
	}
	if len(broken.Faults) != 1 || broken.Faults[0] != "broken" || len(broken.ResponseViolations) == 0 {
		t.Errorf("%+v", broken)
	}
}

func TestABodyThatIsNotTextIsEncoded(t *testing.T) {
	s := newService(t)
	long := `{"link":"` + strings.Repeat("é", 3000) // cut within a character
	for _, row := range []struct{ body, encoding, want string }{
		{"\xff\x00", "base64", base64.StdEncoding.EncodeToString([]byte("\xff\x00"))},
		{long, "", long[:4095]},
		{"<é>", "", "<é>"},
	} {
		s.stub.Reset()
		r := newRequest(http.MethodPost, "/api/library/v1/media/link", row.body, "Authorization", "Bearer a", "X-Name", "\xe9")
		s.stub.ServeHTTP(httptest.NewRecorder(), r)
		x := decode[exchanges](t, s.call("GET", "/_stub/journal", "").Body.Bytes()).Exchanges[0]
		archive := decode[har.Archive](t, s.call("GET", "/_stub/journal/har", "").Body.Bytes())
		if data := archive.Log.Entries[0].Request.PostData.Text; row.encoding == "" && data != row.want {
			t.Errorf("the archive has %q", data)
		}
		if x.Request.Encoding != row.encoding || x.Request.Body != row.want || x.Request.Headers["X-Name"][0] != "é" {
			t.Errorf("%q, %q, %v", x.Request.Encoding, x.Request.Body, x.Request.Headers)
		}
	}
}

func TestTheJournalIsExportedAsAnArchive(t *testing.T) {
	s := traffic(t)
	s.now = s.now.Add(time.Hour)
	archive := decode[har.Archive](t, s.call("GET", "/_stub/journal/har?world=a&status=200", "").Body.Bytes())
	first := archive.Log.Entries[0]
	if len(archive.Log.Entries) != 3 || first.Request.URL != "http://example.com/api/library/v1/media/link" || first.Request.PostData.Text != video ||
		first.Response.Status != 200 || !strings.HasPrefix(first.Response.Content.Text, `{"kind":"video"`) || first.Started.Hour() != 9 {
		t.Errorf("%d entries, %+v", len(archive.Log.Entries), first)
	}
}

func TestTheJournalIsCleared(t *testing.T) {
	s := traffic(t)
	for target, want := range map[string]string{"?world=a": `{"count":4}`} {
		if got := strings.TrimSpace(s.call("DELETE", "/_stub/journal"+target, "").Body.String()); got != want {
			t.Errorf("%s: %s", target, got)
		}
	}
	if got := strings.TrimSpace(s.call("DELETE", "/_stub/journal?all=true", "").Body.String()); got != `{"count":1}` {
		t.Error(got)
	}
	if left := s.stub.Exchanges(); len(left) != 0 {
		t.Errorf("%d are left", len(left))
	}
}

func TestNoFormOfTheJournalHasCredentials(t *testing.T) {
	s := newService(t)
	r := newRequest(http.MethodPost, "/api/library/v1/media/link", `{"link":"https://me:s3cret@h.example/a.mp4","client_secret":"s3cret"}`,
		"Authorization", "Bearer s3cret", "X-Api-Key", "s3cret", "Referer", "https://h.example/?token=s3cret")
	s.stub.ServeHTTP(httptest.NewRecorder(), r)
	for _, target := range []string{"/_stub/journal", "/_stub/journal/har"} {
		body := s.call("GET", target, "").Body.String()
		if strings.Contains(body, "s3cret") {
			t.Errorf("%s has the secret: %s", target, body)
		}
		for _, kept := range []string{"Bearer REDACTED", "https://REDACTED@h.example/a.mp4", "https://h.example/?token=REDACTED"} {
			if !strings.Contains(body, kept) {
				t.Errorf("%s lacks %s: %s", target, kept, body)
			}
		}
	}
}
