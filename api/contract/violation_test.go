package contract_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/contract"
)

// upload validates a request body of uploadMediaLink.
func upload(t *testing.T, body string) contract.Result {
	t.Helper()
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/api/library/v1/media/link", nil)
	r.Header.Set("Authorization", "Bearer t")
	r.Header.Set("Content-Type", "application/json")
	return library.Operation("uploadMediaLink").CheckRequest(r, nil, []byte(body))
}

// said is what a result says, without the operation.
func said(result contract.Result) []string {
	var texts []string
	for _, v := range result.Violations {
		_, text, _ := strings.Cut(v.String(), ": ")
		texts = append(texts, text)
	}
	return texts
}

func TestWhatIsWrongIsSaidOnceForEachPlace(t *testing.T) {
	for _, row := range []struct {
		name, body string
		says       []string
	}{
		{"all is well", `{"link":"https://h.example/a"}`, nil},
		{"no link", `{}`, []string{"request /link: is required"}},
		{"link without scheme", `{"link":"host/a"}`, []string{"request /link: must be an absolute URI (RFC 3986)"}},
		{"an empty link breaks two rules and is one place", `{"link":""}`, []string{"request /link: must be an absolute URI (RFC 3986)"}},
		{"link of another type", `{"link":[]}`, []string{"request /link: must be a string"}},
		{"kind of another type", `{"link":"a:b","kind":7}`, []string{"request /kind: must be one of video, audio, image, null"}},
		{"two places", `{"kind":"doc"}`, []string{"request /kind: must be one of video, audio, image, null", "request /link: is required"}},
		{"no object", `7`, []string{"request body: must be an object"}},
		{"no JSON", `{`, []string{"request body: must be valid JSON (RFC 8259)"}},
		{"nothing", ``, []string{"request body: is required"}},
	} {
		if diff := cmp.Diff(row.says, said(upload(t, row.body))); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
	}
}

func TestAResponseIsCheckedWhole(t *testing.T) {
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	op := library.Operation("getMedia")
	media := string(op.ResponseExamples(200)[0].Body)
	jsonHeader := http.Header{"Content-Type": {"application/json"}}
	for _, row := range []struct {
		name   string
		status int
		header http.Header
		body   string
		says   []string
	}{
		{"all is well", 200, jsonHeader, media, nil},
		{"a listed error", 404, jsonHeader, `{"detail":"x"}`, nil},
		{"an error by the default", 503, jsonHeader, `{"detail":"x"}`, nil},
		{"an error of another shape", 503, jsonHeader, `{"error":"x"}`, []string{"response /detail: is required"}},
		{"success by another number", 201, jsonHeader, media, []string{"response status: 201 is not declared"}},
		{"the first error by the default", 400, jsonHeader, `{"detail":"x"}`, nil},
		{"the last error by the default", 599, jsonHeader, `{"detail":"x"}`, nil},
		{"a status before the errors", 399, jsonHeader, ``, []string{"response status: 399 is not declared"}},
		{"a status behind the errors", 600, jsonHeader, ``, []string{"response status: 600 is not declared"}},
		{"a redirect", 307, jsonHeader, ``, []string{"response status: 307 is not declared"}},
		{"no content type", 200, http.Header{}, media, []string{"response content type: must be application/json"}},
		{"a content type with a parameter", 200, http.Header{"Content-Type": {"application/json; charset=utf-8"}}, media, nil},
		{"a content type with a broken parameter", 200, http.Header{"Content-Type": {"application/json; charset"}}, media, nil},
		{"a content type in capitals", 200, http.Header{"Content-Type": {"Application/JSON"}}, media, nil},
		{"another content type", 200, http.Header{"Content-Type": {"text/plain"}}, media, []string{"response content type: must be application/json"}},
		{"a content type that cannot be read", 200, http.Header{"Content-Type": {"application/json/x"}}, media, []string{"response content type: must be application/json"}},
		{"compressed", 200, http.Header{"Content-Type": {"application/json"}, "Content-Encoding": {"gzip"}}, media,
			[]string{"response header /Content-Encoding: must be absent: send the body uncompressed"}},
		{"no body", 200, jsonHeader, ``, []string{"response body: is required"}},
		{"a preview within a preview is ignored", 200, jsonHeader, strings.Replace(media, `"preview":null`, `"x":1`, 1), nil},
		{"a fraction", 200, jsonHeader, strings.Replace(media, `"meta":{}`, `"meta":{"size_bytes":1.5}`, 1), []string{"response /meta/size_bytes: must be an integer"}},
		{"an integer by another spelling", 200, jsonHeader, strings.Replace(media, `"meta":{}`, `"meta":{"size_bytes":1.0}`, 1), nil},
		{"two headers", 401, http.Header{"Content-Type": {"application/json"}, "Www-Authenticate": {"Bearer", "Basic"}}, `{"detail":"x"}`, nil},
	} {
		if diff := cmp.Diff(row.says, said(op.CheckResponse(row.status, row.header, []byte(row.body)))); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
	}
	if v := op.CheckHeadResponse(200, jsonHeader); !v.OK() {
		t.Errorf("HEAD: %v", v.Err())
	}
	if v := op.CheckHeadResponse(204, jsonHeader); v.OK() {
		t.Error("HEAD with a status that is not declared is accepted")
	}
}

func TestARequestIsCheckedWhole(t *testing.T) {
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	op := library.Operation("getMedia")
	r := httptest.NewRequest(http.MethodGet, "/api/library/v1/media/7", nil)
	result := op.CheckRequest(r, []contract.PathParameter{{Name: "media_id", Value: "7"}}, nil)
	want := []string{"request header /Authorization: must be Bearer and a token (RFC 6750)", "request path /media_id: must be a UUID (RFC 9562)"}
	if diff := cmp.Diff(want, said(result)); diff != "" {
		t.Error(diff)
	}
}

func TestAtMostTwentyAreSaid(t *testing.T) {
	entries := strings.Repeat(`{},`, 1000) + `{}`
	result := response(t, "getMedia", 422, `{"detail":[`+entries+`]}`)
	if len(result.Violations) != contract.MaxViolations {
		t.Errorf("%d violations", len(result.Violations))
	}
	if got := result.Violations[3].Pointer; got != "/detail/1/loc" {
		t.Errorf("the fourth is at %s", got)
	}
	if err := result.Err().Error(); !strings.HasSuffix(err, "is required (and 19 more)") {
		t.Error(err)
	}
}

func TestPlacesAreTheSameEachTimeAndNoneTwice(t *testing.T) {
	body := `{"kind":1,"status":2,"mime_type":3,"user_id":4,"meta":5,"name":6,"id":7,"created_at":8,"updated_at":9,"path":10,"url":11,"preview":12}`
	first := response(t, "getMedia", 200, body)
	var pointers []string
	for _, v := range first.Violations {
		pointers = append(pointers, v.Pointer)
	}
	if len(pointers) != 12 || !slices.IsSorted(pointers) || len(slices.Compact(slices.Clone(pointers))) != 12 {
		t.Errorf("places %v", pointers)
	}
	for range 10 {
		if diff := cmp.Diff(first, response(t, "getMedia", 200, body)); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestNoValueIsEverSaid(t *testing.T) {
	bodies := []string{
		`"` + secret + `"`, `{"` + secret + `":`, `{"link":"` + secret + `","kind":"` + secret + `","name":["` + secret + `"]}`,
		`{"link":{"` + secret + `":1}}`, `{"link":"https://` + secret + ` /"}`, `{"` + secret + `":1,"` + secret + `":2}`, secret,
		`{"link":"a:b"}` + secret, "{\"link\":\"" + secret + "\xff\"}",
	}
	for _, body := range bodies {
		result := upload(t, body)
		if result.OK() {
			t.Errorf("%s is accepted", body)
			continue
		}
		if text := fmt.Sprintf("%+v %v", result.Violations, result.Err()); strings.Contains(text, secret) {
			t.Errorf("%s: %s", body, text)
		}
	}
}

func TestAVerdictHasTheBody(t *testing.T) {
	result := upload(t, `{"link":7,"x":[null,true,1.50]}`)
	if got := fmt.Sprintf("%v", result.Body); got != "map[link:7 x:[<nil> true 1.50]]" {
		t.Error(got)
	}
}

func TestUndeclaredMembersAreFound(t *testing.T) {
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	op := library.Operation("uploadMediaLink")
	var pointers []string
	for _, v := range op.Undeclared(map[string]any{"link": "a", "Kind": 1, "a/b": map[string]any{"c": 1}}) {
		pointers = append(pointers, v.Pointer)
	}
	if diff := cmp.Diff([]string{"/Kind", "/a~1b"}, pointers); diff != "" {
		t.Error(diff)
	}
	if v := library.Operation("getMedia").Undeclared(map[string]any{"a": 1}); v != nil {
		t.Errorf("an operation without a body: %v", v)
	}
}

func TestUndeclaredParametersOfAQueryAreFound(t *testing.T) {
	c, err := contract.Parse([]byte(`
openapi: 3.1.0
info: {title: t, version: '1'}
security: []
paths:
  /a:
    get:
      operationId: a
      parameters:
        - {name: limit, in: query, schema: {type: integer}}
        - {name: Limits, in: header, schema: {type: integer}}
      responses: {'204': {description: d}}
`))
	if err != nil {
		t.Fatal(err)
	}
	var pointers []string
	for _, v := range c.Operation("a").UndeclaredQuery(url.Values{"limit": {"x"}, "limits": {"1"}, "Limits": nil, "a/b": {"1", "2"}}) {
		pointers = append(pointers, string(v.Part)+" "+v.Pointer+" "+string(v.Rule))
	}
	want := []string{"query /Limits additionalProperties", "query /a~1b additionalProperties", "query /limits additionalProperties"}
	if diff := cmp.Diff(want, pointers); diff != "" {
		t.Error(diff)
	}
}

func TestAMissingPropertySaysWhatIsExpected(t *testing.T) {
	result := upload(t, `{}`)
	want := []contract.Violation{{
		Operation: "POST /api/library/v1/media/link", Direction: contract.DirectionRequest, Part: contract.PartBody, Pointer: "/link",
		Rule: contract.RuleRequired, Reason: "is required", Expected: contract.Expected{Types: []string{"string"}, Format: "uri"},
	}}
	if diff := cmp.Diff(want, result.Violations); diff != "" {
		t.Error(diff)
	}
}

// A schema without a type takes null, unless the schemas that it is combined from do not.
func TestNullFitsASchemaWithoutAType(t *testing.T) {
	for schema, want := range map[string]bool{
		"{}": true, "{minLength: 1}": true, "{allOf: [{type: string}]}": false, "{anyOf: [{type: string}]}": false, "{oneOf: [{type: string}]}": false,
		"{allOf: [{type: string}], anyOf: [{type: string}]}": false, "{anyOf: [{type: string}], oneOf: [{type: string}]}": false,
		"{anyOf: [{type: string}, {type: 'null'}]}": true,
	} {
		if got := formatted(t, schema)(nil); got != want {
			t.Errorf("%s: null fits: %v, want %v", schema, got, want)
		}
	}
}
