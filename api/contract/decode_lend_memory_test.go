//go:build !race

// The race detector makes sync.Pool drop what it is given at random.

package contract_test

import (
	"net/http"
	"runtime"
	"strings"
	"testing"
)

// What a body is made of is copied only for a caller who asks for its value.
func TestCheckingAResponseCopiesNeitherObjectsNorStrings(t *testing.T) {
	byHandler := checkedByHandler(t)
	op := libraryOperation(t, "getMedia")
	header := http.Header{"Content-Type": {"application/json"}}
	const items = 14
	for name, item := range map[string]string{"objects": `{}`, "strings": `"text"`} {
		large := `{"detail":"` + strings.Repeat("x", 5_000) + `","y":[` // a small text is copied once, and not each string
		few, many := []byte(large+item+`]}`), []byte(large+strings.Repeat(item+",", items)+item+`]}`)
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
		t.Errorf("the violation behind %d items takes %v allocations, want at most %v", items, extra, most)
	}
}

// The value of a small body takes one copy of its text, not one for each string.
func TestASmallTextIsCopiedOnce(t *testing.T) {
	op := libraryOperation(t, "getMedia")
	header := http.Header{"Content-Type": {"application/json"}}
	const items = 14
	of := func(item string) float64 {
		body := []byte(`{"detail":"x","y":[` + strings.Repeat(item+",", items) + item + `]}`)
		return allocations(func() { op.CheckResponse(404, header, body) })
	}
	if extra := of(`"text"`) - of(`"\u0074ext"`); extra > -items {
		t.Errorf("%d strings without escapes take %v allocations more than as many with escapes", items, extra)
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
