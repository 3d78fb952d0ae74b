package contract_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/contract"
)

const parameterised = `
openapi: 3.1.0
info: {title: parameters, version: '1'}
security: [{Bearer: []}]
paths:
  /things/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - {name: page, in: query, schema: {type: string}}
    get:
      operationId: getThing
      security: [{}]
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer, minimum: 1}}
        - {name: ratio, in: query, schema: {type: number}}
        - {name: deep, in: query, required: true, schema: {type: boolean}}
        - {name: x-kind, in: header, schema: {type: string, enum: [a, b]}}
      responses: {'200': {description: a}}
    put:
      operationId: putThing
      responses: {'200': {description: a}}
components:
  securitySchemes:
    Bearer: {type: http, scheme: bearer}
`

func TestParametersAreJudgedByTheirText(t *testing.T) {
	c, err := contract.Parse([]byte(parameterised))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name, target string
		kinds        []string
		says         []string
	}{
		{"all is well", "/things/1?deep=true&ratio=1.5e3", []string{"a"}, nil},
		{"no number", "/things/x?deep=true", nil, []string{"request path /id: must be an integer"}},
		{"a number too small", "/things/0?deep=true", nil, []string{"request path /id: must be at least 1"}},
		{"a number with a sign", "/things/+1?deep=true", nil, []string{"request path /id: must be an integer"}},
		{"a fraction", "/things/1.5?deep=true", nil, []string{"request path /id: must be an integer"}},
		{"an integer as only JSON has it", "/things/1e2?deep=true", nil, []string{"request path /id: must be an integer"}},
		{"a query that cannot be read whole", "/things/1?deep=true&x=%zz", nil, []string{"request query: must be percent-encoded, with & between parameters"}},
		{"parameters that a semicolon divides", "/things/1?deep=true;x=1", nil, []string{"request query: must be percent-encoded, with & between parameters", "request query /deep: is required"}},
		{"required and not there", "/things/1", nil, []string{"request query /deep: is required"}},
		{"twice", "/things/1?deep=true&deep=true", nil, []string{"request query /deep: must not be given twice"}},
		{"no boolean", "/things/1?deep=1", nil, []string{"request query /deep: must be a boolean"}},
		{"hexadecimal", "/things/1?deep=true&ratio=0x1p3", nil, []string{"request query /ratio: must be a number"}},
		{"not a number", "/things/1?deep=true&ratio=NaN", nil, []string{"request query /ratio: must be a number"}},
		{"empty", "/things/1?deep=", nil, []string{"request query /deep: must be a boolean"}},
		{"a header of another value", "/things/1?deep=true", []string{"c"}, []string{"request header /x-kind: must be one of a, b"}},
		{"a header twice", "/things/1?deep=true", []string{"a", "b"}, []string{"request header /x-kind: must not be given twice"}},
		{"one that is not declared", "/things/1?deep=false&x=1", nil, nil},
	} {
		r := httptest.NewRequest(http.MethodGet, row.target, nil)
		r.Header["X-Kind"] = row.kinds
		match, err := c.Match(r.Method, r.URL.EscapedPath())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(row.says, said(match.Operation.CheckRequest(r, match.Parameters, nil))); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
	}
}

func TestSecurityOfAnOperationWinsOverTheDocuments(t *testing.T) {
	c, err := contract.Parse([]byte(parameterised))
	if err != nil {
		t.Fatal(err)
	}
	if c.Operation("getThing").Secured() || !c.Operation("putThing").Secured() {
		t.Error("getThing is open, putThing is not")
	}
}

func TestHeadersOfAResponseAreJudged(t *testing.T) {
	text := strings.Replace(withSchema("{}"), "X-Count: {schema", "x-count: {required: true, schema", 1)
	c, err := contract.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for value, says := range map[string][]string{
		"7": nil,
		"x": {"response header /X-Count: must be an integer"},
		"":  {"response header /X-Count: is required"},
	} {
		header := http.Header{"Content-Type": {"application/json"}}
		if value != "" {
			header.Set("X-Count", value)
		}
		if diff := cmp.Diff(says, said(c.Operation("postThing").CheckResponse(200, header, []byte(`{}`)))); diff != "" {
			t.Errorf("%q: %s", value, diff)
		}
	}
}

func TestAResponseWithoutContentHasNoBody(t *testing.T) {
	c, err := contract.Parse([]byte(parameterised))
	if err != nil {
		t.Fatal(err)
	}
	op := c.Operation("putThing")
	if v := op.CheckResponse(200, nil, nil); !v.OK() {
		t.Error(v.Err())
	}
	if diff := cmp.Diff([]string{"response body: must be empty"}, said(op.CheckResponse(200, nil, []byte("{}")))); diff != "" {
		t.Error(diff)
	}
}
