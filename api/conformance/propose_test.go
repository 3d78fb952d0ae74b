package conformance_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/conformance"
	"github.com/medialink-go/medialink/api/contract"
)

// proposed runs exchanges through a watch, and returns the actions of its proposal, one to a line: a target, and what becomes of it.
func proposed(t *testing.T, opts []conformance.Option, exchanges ...*contract.Exchange) string {
	t.Helper()
	w := conformance.NewWatch(library(t), opts...)
	for _, x := range exchanges {
		w.Observe(x)
	}
	var text bytes.Buffer
	n, err := w.Propose(&text)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(text.String(), "target:"); got != n {
		t.Errorf("it has %d actions, and says %d", got, n)
	}
	return text.String()
}

func TestAProposalIsAnOverlay(t *testing.T) {
	exchanges := []*contract.Exchange{
		get(t, 0, 401, `{"detail":"Not authenticated"}`),
		get(t, 2, 200, media(t, "ready-image", `"kind":"image"`, `"kind":"image","codec":{"name":"png","bits":[8,16.5]},"expires":"2026-01-15T09:30:00Z","ref":"https://h.example/a"`)),
		get(t, 4, 200, media(t, "ready-image", `"kind":"image"`, `"kind":"image","codec":{"name":null,"bits":[]},"expires":"2026-01-16T09:30:00Z","ref":"b"`)),
		get(t, 5, 200, media(t, "ready-image", `"kind":"image"`, `"kind":"image","expires":null`)),
		get(t, 6, 200, media(t, "ready-video", `"mime_type":"video/mp4"`, `"mime_type":null`, `"duration_seconds":94`, `"duration_seconds":94.5`)),
		get(t, 7, 200, media(t, "ready-video", `"duration_seconds":94`, `"duration_seconds":null`)),
		get(t, 8, 200, media(t, "ready-video", `"kind":"video"`, `"kind":null`, `,"path":"media/0d9f3a52-7c64-4b1e-8a53-2f4c1be0d6a7/sample_1.mp4"`, "")),
		get(t, 10, 200, media(t, "ready-video", `"status":"ready","mime_type":"video/mp4"`, `"status":"archived","mime_type":"video/mp4"`)),
		get(t, 12, 429, `{"detail":"Slow down"}`),
		get(t, 14, 202, `{"queue":3}`),
		change(get(t, 15, 502, "<html>"), func(x *contract.Exchange) { x.Response.Header.Set("Content-Type", "text/html") }),
		change(get(t, 15, 503, ""), func(x *contract.Exchange) { x.Request.Method = http.MethodHead }),
		change(get(t, 15, 206, `{"queue"`), func(x *contract.Exchange) { x.ResponseBody.Missing = "over 1048576 bytes" }),
		exchange(t, 16, http.MethodPost, linkPath, `{"link":"https://h.example/a","secret":"M4RK3R"}`, 204, ""),
	}
	for golden, opts := range map[string][]conformance.Option{"proposal.yaml": nil, "proposal-payloads.yaml": {conformance.WithPayloads()}} {
		got := proposed(t, opts, exchanges...)
		if strings.Contains(got, "M4RK3R") || strings.Contains(got, "archived") != (opts != nil) {
			t.Errorf("%s has a value that it may not have, or lacks one", golden)
		}
		compareGolden(t, golden, got)
	}
}

func TestAProposalOfNothingHasNoActions(t *testing.T) {
	if got := proposed(t, nil); !strings.HasSuffix(got, "actions: []\n") {
		t.Error(got)
	}
}

// Whoever sends many names and statuses does not fill the memory.
func TestWhatIsProposedIsBounded(t *testing.T) {
	w := conformance.NewWatch(library(t))
	for i := range 1100 {
		w.Observe(get(t, 0, 200, media(t, "ready-image", `"kind":"image"`, fmt.Sprintf(`"kind":"image","a%d":1`, i))))
	}
	report := w.Report()
	if len(report.Findings) != 1000 || report.More != 1200 || report.MoreLevel != conformance.LevelNew {
		t.Errorf("%d findings, and %d more", len(report.Findings), report.More)
	}
	var text bytes.Buffer
	if n, err := w.Propose(&text); err != nil || n != 1003 { // three are of what was inferred
		t.Errorf("%d actions, %v", n, err)
	}
}

// A hostile server cannot fill the memory with the names of members.
func TestInferredSchemasAreBounded(t *testing.T) {
	w := conformance.NewWatch(library(t))
	w.Observe(get(t, 0, 202, strings.Repeat(`[{"deep":`, 4_000)+"1"+strings.Repeat("}]", 4_000)))
	for i := range 150 {
		var members strings.Builder
		for j := range 200 {
			fmt.Fprintf(&members, `"m%d":{"a%d":[{"b%d":1}]},`, j, i*200+j, i)
		}
		w.Observe(get(t, 0, 200, media(t, "ready-image", `"kind":"image"`, `"kind":"image","bag`+fmt.Sprint(i)+`":{`+members.String()+`"`+strings.Repeat("x", 300)+`":1}`)))
	}
	var text bytes.Buffer
	if _, err := w.Propose(&text); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(text.String(), "deep:"); n != 4 {
		t.Errorf("%d levels", n)
	}
	if n := strings.Count(text.String(), "type: "); n < 5_000 || n > 12_000 || strings.Contains(text.String(), "xxx") {
		t.Errorf("%d types", n)
	}
}

// compareGolden compares with a file of testdata, or writes it if UPDATE is set.
func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name
	got = strings.ReplaceAll(got, library(t).Version(), "0.1.0")
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s: %s", name, diff)
	}
}

// The types of a member change while a proposal is written.
func TestAProposalIsOfOneMoment(t *testing.T) {
	w := conformance.NewWatch(library(t))
	values := []string{"1", "null", "true", `"a"`, "1.5", "[]", "{}"}
	var group sync.WaitGroup
	for i := range 4 {
		group.Go(func() {
			for j := range 25 {
				w.Observe(get(t, 0, 200, media(t, "ready-image", `"kind":"image"`, `"kind":"image","a`+fmt.Sprint(j)+`":`+values[(i+j)%len(values)])))
				if _, err := w.Propose(io.Discard); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
}
