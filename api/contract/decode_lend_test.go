package contract_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/contract"
)

// checkedByHandler returns what Handler makes of a response to getMedia, as a text: nothing if it lets the response pass. It reads the
// body without copies, which CheckResponse does not.
func checkedByHandler(t testing.TB) func(status int, body []byte) string {
	t.Helper()
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	var status int
	var body []byte
	next := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write(body)
	}
	refused := ""
	handler := library.Handler(http.HandlerFunc(next), func(_ http.ResponseWriter, _ *http.Request, r *contract.Refusal) { refused = r.Err.Error() })
	request := httptest.NewRequest(http.MethodGet, "/api/library/v1/media/3c90c3cc-0d44-4b50-8888-8dd25736052a", nil)
	request.Header.Set("Authorization", "Bearer t")
	return func(s int, b []byte) string {
		status, body, refused = s, b, ""
		handler.ServeHTTP(discard{}, request)
		return refused
	}
}

// discard is a response writer that keeps nothing.
type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) WriteHeader(int)             {}
func (discard) Write(p []byte) (int, error) { return len(p), nil }

func TestHandlerChecksAResponseAsCheckResponseDoes(t *testing.T) {
	byHandler := checkedByHandler(t)
	op := libraryOperation(t, "getMedia")
	same := func(what string, status int, body []byte) {
		want := ""
		if err := op.CheckResponse(status, http.Header{"Content-Type": {"application/json"}}, body).Err(); err != nil {
			want = err.Error()
		}
		if diff := cmp.Diff(want, byHandler(status, body)); diff != "" {
			t.Errorf("%d %s: %s", status, what, diff)
		}
	}
	for _, status := range []int{200, 401, 422, 500} {
		for _, example := range op.ResponseExamples(status) {
			same(example.Name, status, example.Body)
			mutations(decoded(t, example.Body), func(what string, body []byte) { same(example.Name+what, status, body) })
		}
	}
	many := func(object string) string {
		return `{"detail":[` + strings.Repeat(object+",", 20) + object + `],"x":` + manyMembers(70) + `}`
	}
	for _, object := range []string{`{"type":"a","loc":["\u0061",""],"msg":"b\n"}`, `{"type":"","loc":[],"msg":""}`, `{"type":"a","loc":[null],"msg":"b"}`, `{}`} {
		for range 2 { // the second time with what the first one has left
			same(object, 422, []byte(many(object)))
		}
	}
}

func TestUseGetsWhatCheckReturns(t *testing.T) {
	upload, header := libraryOperation(t, "uploadMediaLink"), http.Header{"Content-Type": {"application/json"}}
	failed := errors.New("of use")
	wants := func(want contract.Result) func(contract.Result) error {
		return func(got contract.Result) error {
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			return failed
		}
	}
	for _, body := range []string{`{"link":"https://a.b/c","name":"n\u0061"}`, `{"link":"c","kind":null}`, `{"a":1,"a":1}`, ``} {
		r := jsonRequest(upload, nil)
		if err := upload.UseRequest(r, nil, []byte(body), wants(upload.CheckRequest(r, nil, []byte(body)))); !errors.Is(err, failed) {
			t.Errorf("%s: %v", body, err)
		}
	}
	for _, example := range append(upload.ResponseExamples(200), contract.Example{Body: []byte(`{"id":1}`)}, contract.Example{Body: []byte(`{`)}) {
		for _, status := range []int{200, 201} {
			want := wants(upload.CheckResponse(status, header, example.Body))
			if err := upload.UseResponse(status, header, example.Body, want); !errors.Is(err, failed) {
				t.Errorf("%d %s: %v", status, example.Name, err)
			}
		}
	}
}

func TestAValueDoesNotChangeWithTheBodyItWasCheckedIn(t *testing.T) {
	op := libraryOperation(t, "uploadMediaLink")
	for _, size := range []int{10, 3_000, 100_000} {
		name := strings.Repeat("n", size)
		body := []byte(`{"link":"https://static.rask.ai/a.mp4","kind":"video","name":"` + name + `","x":1.5}`)
		value := op.CheckRequest(jsonRequest(op, nil), nil, body).Body
		clear(body)
		want := map[string]any{"link": "https://static.rask.ai/a.mp4", "kind": "video", "name": name, "x": json.Number("1.5")}
		if diff := cmp.Diff(want, value); diff != "" {
			t.Errorf("%d: %s", size, diff)
		}
	}
}

func TestAnEnumIsReadHoweverItIsWritten(t *testing.T) {
	op := libraryOperation(t, "uploadMediaLink")
	for text, want := range map[string]any{`"video"`: "video", `"\u0076ideo"`: "video", `"film"`: nil, `"video\\"`: nil, `"\"video\""`: nil} {
		result := op.CheckRequest(jsonRequest(op, nil), nil, []byte(`{"link":"https://a.b/c","kind":`+text+`,"name":"n"}`))
		if kind := result.Body.(map[string]any)["kind"]; result.OK() != (want != nil) || want != nil && kind != want {
			t.Errorf("%s: %v %v", text, kind, result.Err())
		}
	}
}

// manyMembers is an object of so many members.
func manyMembers(n int) string {
	members := make([]string, n)
	for i := range members {
		members[i] = fmt.Sprintf(`"m%d":"%d"`, i, i)
	}
	return "{" + strings.Join(members, ",") + "}"
}

func libraryOperation(t testing.TB, id string) *contract.Operation {
	t.Helper()
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	return library.Operation(id)
}
