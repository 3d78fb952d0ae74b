package contract_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
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

// manyMembers is an object of so many members.
func manyMembers(n int) string {
	members := make([]string, n)
	for i := range members {
		members[i] = fmt.Sprintf(`"m%d":"%d"`, i, i)
	}
	return "{" + strings.Join(members, ",") + "}"
}

// What a body is made of is copied only for a caller who asks for its value.
func TestCheckingAResponseCopiesNeitherObjectsNorStrings(t *testing.T) {
	byHandler := checkedByHandler(t)
	op := libraryOperation(t, "getMedia")
	header := http.Header{"Content-Type": {"application/json"}}
	const items = 14
	for name, item := range map[string]string{"objects": `{}`, "strings": `"text"`} {
		few, many := []byte(`{"detail":"x","y":[`+item+`]}`), []byte(`{"detail":"x","y":[`+strings.Repeat(item+",", items)+item+`]}`)
		copied := allocations(func() { op.CheckResponse(404, header, many) }) - allocations(func() { op.CheckResponse(404, header, few) })
		lent := allocations(func() { byHandler(404, many) }) - allocations(func() { byHandler(404, few) })
		if saved := copied - lent; saved < items/2 {
			t.Errorf("of %d %s %v are not copied", items, name, saved)
		}
	}
}

func TestExplainingAResponseCostsLittleForWhatConforms(t *testing.T) {
	op := libraryOperation(t, "getMedia")
	header := http.Header{"Content-Type": {"application/json"}}
	const items = 200
	good := strings.Repeat(`{"type":"a","loc":["body",1],"msg":"b"},`, items)
	whole, broken := []byte(`{"detail":[`+good+`{"type":"a","loc":[],"msg":"b"}]}`), []byte(`{"detail":[`+good+`{}]}`)
	extra := allocations(func() { op.CheckResponse(422, header, broken) }) - allocations(func() { op.CheckResponse(422, header, whole) })
	if most := 3.0 * items; extra > most {
		t.Errorf("the fault behind %d items takes %v allocations, want at most %v", items, extra, most)
	}
}

func allocations(f func()) float64 { return testing.AllocsPerRun(20, f) }

// A buffer is used again, unless it is huge.
func TestHandlerKeepsBuffersOfUsualResponses(t *testing.T) {
	byHandler := checkedByHandler(t)
	for _, row := range []struct {
		size int
		kept bool
	}{{50_000, true}, {200_000, false}} {
		body := []byte(`{"detail":"` + strings.Repeat("a", row.size) + `"}`)
		var before, after runtime.MemStats
		const runs = 20
		runtime.ReadMemStats(&before)
		for range runs {
			byHandler(404, body)
		}
		runtime.ReadMemStats(&after)
		if each := (after.TotalAlloc - before.TotalAlloc) / runs; (each < uint64(row.size)*2/3) != row.kept {
			t.Errorf("a response of %d bytes takes %d bytes of memory, kept: %v", row.size, each, row.kept)
		}
	}
}

func libraryOperation(t testing.TB, id string) *contract.Operation {
	t.Helper()
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	return library.Operation(id)
}
