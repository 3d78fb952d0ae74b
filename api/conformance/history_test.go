package conformance_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/conformance"
	"github.com/medialink-go/medialink/api/contract"
)

func TestExchangesContradictEachOther(t *testing.T) {
	processing, ready := media(t, "processing"), media(t, "ready-video")
	failed := media(t, "failed")
	later := media(t, "ready-video", `"2026-01-15T09:30:42Z","path":"media/0d9`, `"2026-01-15T09:31:00Z","path":"media/0d9`)
	final := "broken GET /media/{id}: /status: must stay ready, which is final (final state)"
	bob := func(x *contract.Exchange) { x.Caller = "bob" }
	for _, row := range []struct {
		name      string
		exchanges []*contract.Exchange
		want      []string
	}{
		{"none: processing, then ready", []*contract.Exchange{uploaded(t, 0, processing), get(t, 2, 200, processing), get(t, 4, 200, ready)}, nil},
		{"ready, then processing", []*contract.Exchange{uploaded(t, 0, processing), get(t, 2, 200, ready), get(t, 4, 200, media(t, "processing", `"updated_at":"2026-01-15T09:30:00Z"`, `"updated_at":"2026-01-15T09:30:42Z"`))},
			[]string{final}},
		{"ready, then failed", []*contract.Exchange{get(t, 2, 200, media(t, "ready-audio")), get(t, 4, 200, media(t, "ready-audio", `"status":"ready"`, `"status":"failed"`))},
			[]string{final}},
		{"ready from the upload, then processing", []*contract.Exchange{uploaded(t, 0, ready), get(t, 2, 200, media(t, "ready-video", `"status":"ready","mime_type":"video/mp4"`, `"status":"processing","mime_type":"video/mp4"`))},
			[]string{final}},
		{"ready, then HEAD, then processing", []*contract.Exchange{get(t, 2, 200, ready), change(get(t, 4, 200, ""), func(x *contract.Exchange) { x.Request.Method = "HEAD" }), get(t, 6, 200, media(t, "processing", `"updated_at":"2026-01-15T09:30:00Z"`, `"updated_at":"2026-01-15T09:30:42Z"`))},
			[]string{final}},
		{"the other way round, observed late", []*contract.Exchange{get(t, 4, 200, media(t, "processing", `"updated_at":"2026-01-15T09:30:00Z"`, `"updated_at":"2026-01-15T09:30:42Z"`)), get(t, 2, 200, ready)},
			[]string{final}},
		{"none: at the same time", []*contract.Exchange{get(t, 2, 200, ready), change(get(t, 2, 200, processing), func(x *contract.Exchange) { x.Started = x.Started.Add(time.Millisecond) })}, nil},
		{"another time of creation", []*contract.Exchange{get(t, 2, 200, ready), get(t, 4, 200, media(t, "ready-video", `"created_at":"2026-01-15T09:30:00Z"`, `"created_at":"2026-01-15T09:30:01Z"`))},
			[]string{"broken GET /media/{id}: /created_at: must never change (constant)"}},
		{"none: the same time, written in another way", []*contract.Exchange{get(t, 2, 200, ready), get(t, 4, 200, media(t, "ready-video", `"created_at":"2026-01-15T09:30:00Z"`, `"created_at":"2026-01-15t10:30:00.000+01:00"`))}, nil},
		{"a time of change that goes back", []*contract.Exchange{get(t, 2, 200, later), get(t, 4, 200, ready)},
			[]string{"broken GET /media/{id}: /updated_at: must not go back (forward)"}},
		{"none: a time of change that goes forward", []*contract.Exchange{get(t, 2, 200, ready), get(t, 4, 200, later)}, nil},
		{"an id that cannot be read", []*contract.Exchange{uploaded(t, 0, processing), get(t, 2, 404, notFound)},
			[]string{"broken GET /media/{id}: status: must be readable: a response has returned its id before (unreadable)"}},
		{"an id that cannot be read any more", []*contract.Exchange{uploaded(t, 0, processing), get(t, 2, 200, ready), get(t, 4, 404, notFound)},
			[]string{"broken GET /media/{id}: status: must be readable: a response has returned its id before (unreadable)"}},
		{"none: it is another caller's", []*contract.Exchange{uploaded(t, 0, processing), change(get(t, 2, 404, notFound), bob)}, nil},
		{"none: it was read before the upload ended", []*contract.Exchange{change(uploaded(t, 0, processing), func(x *contract.Exchange) { x.Ended = start.Add(time.Minute) }), get(t, 2, 404, notFound)}, nil},
		{"none: nobody has returned it", []*contract.Exchange{get(t, 0, 200, failed), get(t, 2, 404, notFound)}, nil},
		{"none: an exchange that breaks the contract says nothing", []*contract.Exchange{get(t, 2, 200, media(t, "ready-video", `"mime_type":"video/mp4"`, `"mime_type":7`)), get(t, 4, 200, processing)},
			[]string{"broken GET /media/{id}: /mime_type: must be a string (type)"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			if diff := cmp.Diff(append([]string{}, row.want...), found(t, nil, row.exchanges...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Without a link nobody knows which responses are about the same record.
func TestADocumentWithoutLinksHasNoRecords(t *testing.T) {
	c, err := contract.Parse([]byte(`
openapi: 3.1.0
info: {title: Things, version: '1'}
paths:
  /thing:
    get:
      operationId: getThing
      security: []
      responses:
        '200':
          description: A thing
          content: {application/json: {schema: {type: object, properties: {state: {$ref: '#/components/schemas/State'}}}}}
components:
  schemas:
    State: {type: string, enum: [open, closed], x-states: {terminal: [closed]}}
`))
	if err != nil {
		t.Fatal(err)
	}
	w := conformance.NewWatch(c)
	for i, state := range []string{"closed", "open"} {
		if level := w.Observe(exchange(t, 2*i, "GET", "/thing", "", 200, `{"state":"`+state+`"}`)); level != conformance.LevelNone {
			t.Errorf("%s: level %s", state, level)
		}
	}
}

func TestRecordsThatWereNotSeenForLongAreForgotten(t *testing.T) {
	ready, processing := media(t, "ready-audio"), media(t, "ready-audio", `"status":"ready"`, `"status":"processing"`)
	for _, row := range []struct{ others, want int }{{9_999, 1}, {10_000, 0}} {
		h := conformance.NewHistory(library(t))
		observe := func(after int, id, body string) int {
			x := get(t, after, 200, "")
			match := contract.Match{Operation: library(t).Operation("getMedia"), Parameters: []contract.PathParameter{{Name: "media_id", Value: id}}}
			return len(h.Observe(x, match, match.Operation.CheckResponse(200, x.Response.Header, []byte(body)).Body))
		}
		observe(0, mediaID, ready)
		for i := range row.others {
			observe(2, fmt.Sprint(i), ready)
		}
		if got := observe(4, mediaID, processing); got != row.want {
			t.Errorf("after %d other records: %d findings, want %d", row.others, got, row.want)
		}
	}
}

func ExampleHistory() {
	c, err := contract.Library()
	if err != nil {
		fmt.Println(err)
		return
	}
	h := conformance.NewHistory(c)
	op := c.Operation("getMedia")
	match := contract.Match{Operation: op, Parameters: []contract.PathParameter{{Name: "media_id", Value: mediaID}}}
	for i, name := range []string{"ready-video", "processing"} {
		for _, e := range op.ResponseExamples(200) {
			if e.Name == name {
				x := &contract.Exchange{Started: start.Add(time.Duration(i) * time.Second), Response: response(200)}
				x.Ended = x.Started
				for _, broken := range h.Observe(x, match, op.CheckResponse(200, x.Response.Header, e.Body).Body) {
					fmt.Println(broken.Pointer, broken.Reason)
				}
			}
		}
	}
	// Output:
	// /status must stay ready, which is final
	// /updated_at must not go back
}
