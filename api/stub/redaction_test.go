package stub_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/journal"
)

const formSecret = "grant_type=client_credentials&client_id=me&client_secret=s3cret"

// The rules of what is redacted have tests of their own, in api/internal/redact. This one is about where they apply.
func TestNoCredentialsAreInTheJournal(t *testing.T) {
	for _, row := range []struct {
		name, method, path, contentType string
		body                            io.Reader
	}{
		{"a form to the token endpoint", "POST", "/oauth2/token", formType, strings.NewReader(formSecret)},
		{"a form to a path beside it", "POST", "/oauth/token", formType, strings.NewReader(formSecret)},
		{"a form where JSON is wanted", "POST", linkPath, formType, strings.NewReader(formSecret)},
		{"a form that says it is JSON", "POST", linkPath, "application/json", strings.NewReader(formSecret)},
		{"a link with userinfo", "POST", linkPath, "application/json", strings.NewReader(`{"link":"https://me:s3cret@h.example/a.mp4"}`)},
		{"a link that is refused", "POST", linkPath, "application/json", strings.NewReader(`{"link":"https://me:s3cret@h.example/a b","kind":7}`)},
		{"a secret in JSON", "POST", linkPath, "application/json", strings.NewReader(`{"link":"https://h.example/a","clientSecret":"s3cret"}`)},
		{"a body that breaks off", "POST", linkPath, "application/json",
			io.MultiReader(strings.NewReader(`{"link":"https://me:s3cret`), iotest.ErrReader(io.ErrUnexpectedEOF))},
		{"a body that is cut", "POST", linkPath, "application/json",
			strings.NewReader(`{"link":"https://me:s3cret` + strings.Repeat("x", 5000) + `@h.example/a.mp4"}`)},
		{"a path with a link in it", "GET", "/proxy/https://me:s3cret@h.example/a", "", http.NoBody},
		{"a path with parameters", "GET", "/a;token=s3cret", "", http.NoBody},
		{"a query", "GET", someMedia + "?access_token=s3cret", "", http.NoBody},
	} {
		t.Run(row.name, func(t *testing.T) {
			var observed []journal.Exchange
			st, s := newStub(t, stub.WithObserver(func(x journal.Exchange) { observed = append(observed, x) }))
			r := httptest.NewRequest(row.method, row.path, row.body)
			r.Header["Authorization"] = []string{"", "Bearer s3cret"}
			r.Header.Set("Content-Type", row.contentType)
			r.Header.Set("Referer", "https://me:s3cret@h.example/")
			for _, name := range []string{"Control-Token", "Cookie", "Proxy-Authorization", "X-Api-Key", "X-Auth-Token", "X-Amz-Security-Token"} {
				r.Header.Set(name, "s3cret")
			}
			s.handler.ServeHTTP(httptest.NewRecorder(), r)
			text, err := json.Marshal(append(observed, st.Exchanges()...))
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range append(observed, st.Exchanges()...) {
				text = append(append(text, x.RequestBody...), x.ResponseBody...) // in JSON they are base64
			}
			if strings.Contains(string(text), "s3cret") {
				t.Errorf("%s", text)
			}
			if diff := cmp.Diff([]string{"", "Bearer REDACTED"}, st.Exchanges()[0].RequestHeader["Authorization"]); diff != "" {
				t.Error(diff)
			}
			if got := r.Header.Get("X-Api-Key"); got != "s3cret" {
				t.Errorf("the request itself has changed: %s", got)
			}
		})
	}
}

func TestTheRecordItselfIsNotRedacted(t *testing.T) {
	_, s := newStub(t)
	m := s.upload("a", `{"link":"https://h.example/a.mp4","name":"https://me:s3cret@h.example/"}`)
	if *m.Name != "https://me:s3cret@h.example/" {
		t.Errorf("the name is %s", *m.Name)
	}
}
