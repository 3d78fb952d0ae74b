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
        - {name: sure, in: query, schema: {type: boolean, enum: [true]}}
        - {name: x-kind, in: header, schema: {type: string, enum: [a, b]}}
      responses: {'200': {description: a}}
    put:
      operationId: putThing
      responses: {'200': {description: a}}
components:
  securitySchemes:
    Bearer: {type: http, scheme: bearer}
`

func TestParametersAreCheckedByTheirText(t *testing.T) {
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
		{"the boolean of an enum", "/things/1?deep=true&sure=true", nil, nil},
		{"the other boolean", "/things/1?deep=true&sure=false", nil, []string{"request query /sure: must be one of true"}},
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

// listing has arrays in a query.
const listing = `
openapi: 3.1.0
info: {title: listing, version: '1'}
security: []
paths:
  /things:
    get:
      operationId: listThings
      parameters:
        - {name: kind, in: query, schema: {type: array, maxItems: 2, items: {$ref: '#/components/schemas/Kind'}}}
        - {name: size, in: query, explode: false, schema: {$ref: '#/components/schemas/Sizes'}}
        - {name: flag, in: query, required: true, style: form, explode: true, schema: {type: array, items: {type: boolean}}}
        - {name: page, in: query, style: form, explode: false, schema: {type: integer}}
      responses: {'200': {description: a}}
components:
  schemas:
    Kind: {type: string, enum: [a, b]}
    Sizes: {type: array, minItems: 2, items: {type: integer, minimum: 1}}
`

func TestArraysInAQuery(t *testing.T) {
	o := oracleOf(t, listing)
	for _, row := range []struct {
		name, query string
		says        []string
	}{
		{"one item", "flag=true", nil},
		{"several items", "flag=true&flag=false&kind=a&kind=b&size=1,2,3&page=7", nil},
		{"commas that are percent-encoded", "flag=true&size=1%2C2", nil},
		{"required and not there", "kind=a", []string{"request query /flag: is required"}},
		{"items of a wrong type", "flag=true&flag=1&flag=0", []string{"request query /flag/1: must be a boolean", "request query /flag/2: must be a boolean"}},
		{"an item that no enum has", "flag=true&kind=c", []string{"request query /kind/0: must be one of a, b"}},
		{"too many items", "flag=true&kind=a&kind=b&kind=a", []string{"request query /kind: must have at most 2 items"}},
		{"too few items", "flag=true&size=1", []string{"request query /size: must have at least 2 items"}},
		{"items that are separated by commas, given twice", "flag=true&size=1&size=2", []string{"request query /size: must not be given twice"}},
		{"a comma that separates nothing", "flag=true&size=1,,2", []string{"request query /size/1: must be an integer"}},
		{"a comma where it is no separator", "flag=true,false", []string{"request query /flag/0: must be a boolean"}},
		{"no item", "flag=true&size=", []string{"request query /size: must have at least 2 items", "request query /size/0: must be an integer"}},
		{"a comma in what is no array", "flag=true&page=1,2", []string{"request query /page: must be an integer"}},
		{"what is no array, given twice", "flag=true&page=1&page=2", []string{"request query /page: must not be given twice"}},
	} {
		r := httptest.NewRequest(http.MethodGet, "/things?"+row.query, nil)
		if diff := cmp.Diff(row.says, said(o.ours.Operation("listThings").CheckRequest(r, nil, nil))); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
		if err := o.validateQuery("listThings", r); row.says == nil && err != nil {
			t.Errorf("%s: the oracle: %v", row.name, err)
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

func TestHeadersOfAResponseAreChecked(t *testing.T) {
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
