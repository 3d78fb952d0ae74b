package conformance_test

import (
	"bytes"
	"io"
	"net/http"
	"testing"

	"github.com/medialink-go/medialink/api/conformance"
	"github.com/medialink-go/medialink/api/contract"
)

// FuzzObserve finds messages that a watch cannot take, and reports and proposals that cannot be written.
func FuzzObserve(f *testing.F) {
	library, err := contract.Library()
	if err != nil {
		f.Fatal(err)
	}
	for _, op := range library.Operations() {
		for _, e := range op.ResponseExamples(http.StatusOK) {
			f.Add(op.Method(), linkPath, goodLink, 200, "application/json", string(e.Body))
			f.Add(op.Method(), mediaPath, "", 404, "application/json", notFound)
		}
	}
	f.Add("HEAD", mediaPath+"?a=%zz", "", 599, "", "[[{}]]")
	f.Fuzz(func(t *testing.T, method, path, body string, status int, contentType, reply string) {
		w := conformance.NewWatch(library, conformance.WithPayloads())
		x := get(t, 0, status, reply)
		x.Request.Method, x.Path, x.RequestBody.Data = method, path, []byte(body)
		x.Response.Header.Set("Content-Type", contentType)
		w.Observe(x)
		level := w.Observe(x)
		report := w.Report()
		if level > conformance.LevelNone && !report.Fails(level) {
			t.Errorf("level %s, and the report has %v", level, report.Findings)
		}
		for form, write := range writers(report) {
			if err := write(io.Discard); err != nil {
				t.Errorf("%s: %v", form, err)
			}
		}
		var proposal bytes.Buffer
		if _, err := w.Propose(&proposal); err != nil {
			t.Error(err)
		}
	})
}
