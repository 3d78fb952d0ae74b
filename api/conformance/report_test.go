package conformance_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/medialink-go/medialink/api/conformance"
	"github.com/medialink-go/medialink/api/contract"
)

// watched is a watch that has seen one finding of each level, and what is unchecked and undescribed.
func watched(t *testing.T, opts ...conformance.Option) *conformance.Watch {
	t.Helper()
	w := conformance.NewWatch(library(t), opts...)
	for _, x := range []*contract.Exchange{
		uploaded(t, 0, media(t, "processing")),
		get(t, 2, 200, media(t, "ready-video", `"kind":"video"`, `"kind":"video","M4RK3D":"V4LU3","token":"S3CR3T"`)),
		get(t, 3, 200, media(t, "ready-video", `"meta":{"size_bytes":18874368`, `"meta":{"size_bytes":18874368,"token":{"list":["S3CR3T"]}`)),
		get(t, 3, 422, `{"detail":[{"type":"a","loc":[],"msg":"b","ctx":{"token":["S3CR3T"]},"token":["S3CR3T"]}]}`),
		get(t, 3, 422, `{"detail":[{"type":"a","loc":[{"token":["S3CR3T"]}],"msg":"b"}]}`),
		get(t, 4, 200, media(t, "ready-video", `"mime_type":"video/mp4"`, `"mime_type":["V4LU3","https://h.example/?token=S3CR3T"]`)),
		exchange(t, 6, "POST", linkPath, `{"link":"V4LU3"}`, 422, `{"detail":[]}`),
		exchange(t, 8, "POST", linkPath, `{"link":"V4LU3"}`, 422, `{"detail":[]}`),
		exchange(t, 9, "GET", "/V4LU3", "", 200, "V4LU3"),
		change(get(t, 10, 200, ""), func(x *contract.Exchange) { x.ResponseBody.Missing = "over 1048576 bytes" }),
		change(get(t, 11, 200, ""), func(x *contract.Exchange) { x.Response, x.Outcome = nil, contract.OutcomeUnreached }),
	} {
		w.Observe(x)
	}
	return w
}

// writers are all forms of a report.
func writers(r *conformance.Report) map[string]func(io.Writer) error {
	return map[string]func(io.Writer) error{
		"report.txt":       func(w io.Writer) error { return r.WriteText(w, false) },
		"report-color.txt": func(w io.Writer) error { return r.WriteText(w, true) },
		"report.json":      r.WriteJSON,
		"report.xml":       func(w io.Writer) error { return r.WriteJUnit(w, conformance.LevelNew) },
		"report-github":    func(w io.Writer) error { return r.WriteGitHub(w, conformance.LevelNew) },
	}
}

func TestReportsAreAsTheyWere(t *testing.T) {
	report := watched(t).Report()
	report.Coverage = slices.DeleteFunc(report.Coverage, func(c conformance.Covered) bool { // the rest changes with the contract
		return !slices.Contains([]string{"uploadMediaLink", "getMedia", "getMedia 200", "getMedia 404", "Media.kind", "Media.kind video", "Media.kind image"}, c.Place)
	})
	for golden, write := range writers(report) {
		var text bytes.Buffer
		if err := write(&text); err != nil {
			t.Fatal(err)
		}
		compareGolden(t, golden, text.String())
	}
}

func TestReportsHoldValuesOnRequestAndCredentialsNever(t *testing.T) {
	for _, row := range []struct {
		opts []conformance.Option
		want bool
	}{{nil, false}, {[]conformance.Option{conformance.WithPayloads()}, true}} {
		for form, write := range writers(watched(t, row.opts...).Report()) {
			var text bytes.Buffer
			if err := write(&text); err != nil {
				t.Fatal(err)
			}
			if got := strings.Contains(text.String(), "V4LU3"); got != row.want {
				t.Errorf("%s has a value: %v, want %v", form, got, row.want)
			}
			if strings.Contains(text.String(), "S3CR3T") {
				t.Errorf("%s has a credential:\n%s", form, text.String())
			}
		}
	}
}

func TestAReportThatCannotBeWrittenIsAnError(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full here")
	}
	defer full.Close()
	for form, write := range writers(watched(t).Report()) {
		if write(full) == nil {
			t.Errorf("%s: no error", form)
		}
	}
}

// The names of members come from a server, which may be hostile.
func TestNamesCannotForgeAReport(t *testing.T) {
	w := conformance.NewWatch(library(t))
	w.Observe(get(t, 0, 200, media(t, "ready-image", `"kind":"image"`, `"kind":"image","\n::error::x]]><a/>&\u0000\u001b[31m":1`)))
	for form, write := range writers(w.Report()) {
		var text bytes.Buffer
		if err := write(&text); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(text.String(), "\n::error::") || form != "report-color.txt" && strings.Contains(text.String(), "\x1b") {
			t.Errorf("%s has a forged line:\n%s", form, text.String())
		}
		switch form {
		case "report.xml":
			if err := xml.Unmarshal(text.Bytes(), new(struct{})); err != nil {
				t.Errorf("%s: %v", form, err)
			}
		case "report.json":
			if !json.Valid(text.Bytes()) {
				t.Errorf("%s is not JSON", form)
			}
		}
	}
}

func TestNothingCheckedIsAFailureInReports(t *testing.T) {
	report := conformance.NewWatch(library(t)).Report()
	for form, want := range map[string]string{"report.xml": `failures="1"`, "report-github": "::error title=contract::nothing was checked"} {
		var text bytes.Buffer
		if err := writers(report)[form](&text); err != nil || !strings.Contains(text.String(), want) {
			t.Errorf("%s: %v, %s", form, err, text.String())
		}
	}
}

func TestTheCoverageIsOfWhatConforms(t *testing.T) {
	w := conformance.NewWatch(library(t))
	w.Observe(uploaded(t, 0, media(t, "processing")))
	w.Observe(get(t, 2, 200, media(t, "ready-audio")))
	w.Observe(get(t, 4, 200, media(t, "ready-video", `"mime_type":"video/mp4"`, `"mime_type":7`)))
	w.Observe(get(t, 6, 404, notFound))
	w.Observe(exchange(t, 8, "POST", linkPath, `{"link":"https://h.example/a","kind":"image"}`, 401, `{"detail":"a"}`))
	got := map[string]int{}
	for _, c := range w.Report().Coverage {
		got[c.Kind+" "+c.Place] = c.Count
	}
	for place, want := range map[string]int{
		"operation uploadMediaLink":        1,
		"operation getMedia":               2, // one of them with a response that does not conform: the request does
		"status getMedia 200":              1,
		"status getMedia 404":              1,
		"status getMedia default":          0,
		"status uploadMediaLink 401":       1,
		"field MediaLink.link":             1,
		"field MediaLink.kind":             0, // the request was not accepted
		"field Media.url":                  1, // null is none
		"field MediaMeta.duration_seconds": 1,
		"value Media.status ready":         1,
		"value Media.status processing":    1,
		"value Media.status failed":        0,
		"value Media.kind audio":           1,
		"value MediaLink.kind image":       0,
		"field Error.detail":               2,
	} {
		if count, ok := got[place]; !ok || count != want {
			t.Errorf("%s: %d, want %d", place, count, want)
		}
	}
}

func TestAnyNumberOfGoroutinesMayUseAWatch(t *testing.T) {
	w := conformance.NewWatch(library(t), conformance.WithPayloads())
	x := get(t, 0, 200, media(t, "ready-image", `"kind":"image"`, `"kind":"image","a":1`))
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 20 {
				w.Observe(x)
				w.Report()
				if _, err := w.Propose(io.Discard); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	report := w.Report()
	if report.Exchanges != 160 || report.Checked != 160 || report.Findings[0].Count != 160 {
		t.Errorf("%s, the first finding %d times", report.Summary(), report.Findings[0].Count)
	}
}

// What is lent to Observe may change afterwards.
func TestAWatchKeepsNothingOfTheMemoryOfAnExchange(t *testing.T) {
	w := conformance.NewWatch(library(t), conformance.WithPayloads())
	body := []byte(media(t, "ready-image", `"kind":"image"`, `"kind":"image","added":"value"`))
	before := slices.Clone(body)
	x := get(t, 0, 200, "")
	x.ResponseBody.Data = body
	w.Observe(x)
	for i := range body {
		body[i] = '#'
	}
	var text bytes.Buffer
	if err := w.Report().WriteText(&text, false); err != nil || !strings.Contains(text.String(), `/added: is not declared (undeclared), such as "value"`) {
		t.Errorf("%v: %s", err, text.String())
	}
	x.ResponseBody.Data = before
	x.Started, x.Ended = x.Started.Add(9e9), x.Ended.Add(9e9)
	if level := w.Observe(x); level != conformance.LevelNew {
		t.Errorf("the same again is %s", level)
	}
}

func TestFindingsThatAreNotListedFailToo(t *testing.T) {
	report := &conformance.Report{More: 1, MoreLevel: conformance.LevelNew}
	for level, want := range map[conformance.Level]bool{conformance.LevelWarning: true, conformance.LevelNew: true, conformance.LevelBroken: false} {
		if got := report.Fails(level); got != want {
			t.Errorf("fails on %s: %v, want %v", level, got, want)
		}
	}
}

func TestAFindingOutsideOfTheBodyHasNoValue(t *testing.T) {
	w := conformance.NewWatch(library(t), conformance.WithPayloads())
	w.Observe(change(uploaded(t, 0, media(t, "processing")), func(x *contract.Exchange) { x.Request.Header.Del("Authorization") }))
	if findings := w.Report().Findings; len(findings) != 1 || findings[0].Value != "" {
		t.Errorf("%+v", findings)
	}
}

func TestLevelsAreWordsInJSON(t *testing.T) {
	for word, want := range map[string]conformance.Level{"broken": conformance.LevelBroken, "new": conformance.LevelNew, "warning": conformance.LevelWarning} {
		var got conformance.Level
		if err := json.Unmarshal([]byte(`"`+word+`"`), &got); err != nil || got != want || got.String() != word {
			t.Errorf("%s: %v, %v", word, got, err)
		}
	}
	for _, word := range []string{"none", "Broken", ""} {
		var got conformance.Level
		if err := got.UnmarshalText([]byte(word)); err == nil || err.Error() != "must be one of [warning new broken]" {
			t.Errorf("%q: %v", word, err)
		}
	}
}

func ExampleWatch() {
	c, err := contract.Library()
	if err != nil {
		fmt.Println(err)
		return
	}
	w := conformance.NewWatch(c)
	recording, err := os.Open("testdata/ready-then-processing.har")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer recording.Close()
	for x, err := range conformance.ReadHAR(recording, "") {
		if err != nil {
			fmt.Println(err)
			return
		}
		w.Observe(x)
	}
	report := w.Report()
	fmt.Println(report.Summary())
	for _, finding := range report.Findings {
		fmt.Println(finding.Level, finding)
	}
	// Output:
	// 2 exchanges: 2 checked, 0 not described by the contract, 0 did not reach the server
	// broken GET /api/library/v1/media/{media_id}: response /status: must stay ready, which is final (final state)
}
