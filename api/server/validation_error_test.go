package server_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/server"
)

// things has a property or parameter for each kind of violation.
const things = `
openapi: 3.1.0
info: {title: Things, version: '1'}
paths:
  /things:
    post:
      operationId: postThing
      security: []
      parameters:
        - {name: count, in: query, schema: {type: integer, minimum: 1, maximum: 3}}
        - {name: share, in: query, schema: {type: number, exclusiveMinimum: 0, exclusiveMaximum: 1}}
        - {name: exact, in: query, schema: {type: boolean}}
        - {name: links, in: query, schema: {type: string, format: uri}}
        - {name: id, in: query, schema: {type: string, format: uuid}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              additionalProperties: false
              properties:
                count: {type: [integer, 'null'], multipleOf: 5}
                share: {type: number}
                exact: {type: boolean}
                links: {type: array, minItems: 1, maxItems: 2, items: {type: string, format: uri}}
                inner: {type: object, minProperties: 1, maxProperties: 2}
                name: {type: string, minLength: 2, maxLength: 3, pattern: '^[a-z]+$'}
                id: {type: string, format: uuid}
                when: {type: string, format: date-time}
                day: {type: string, format: date}
                one: {type: string, enum: [a]}
                two: {type: string, enum: [a, b]}
                a/b~c: {type: string}
                both: {allOf: [{type: string}, {type: string, minLength: 2}]}
                either: {anyOf: [{type: string}, {type: boolean}]}
      responses: {'200': {description: The thing is stored}}
`

func TestAViolationIsWrittenAsPydanticDoes(t *testing.T) {
	c, err := contract.Parse([]byte(things))
	if err != nil {
		t.Fatal(err)
	}
	handler, err := server.Wrap(c, server.Routes{"POST /things": func(http.ResponseWriter, *http.Request) {}})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ name, query, body, want string }{
		{"an integer in the body", "", `{"count":"x"}`, `"type":"int_type","loc":["body","count"],"msg":"Input should be a valid integer"`},
		{"an integer in the query", "count=x", `{}`, `"type":"int_parsing","loc":["query","count"],"msg":"Input should be a valid integer, unable to interpret input"`},
		{"a number in the body", "", `{"share":"x"}`, `"type":"float_type","loc":["body","share"],"msg":"Input should be a valid number"`},
		{"a number in the query", "share=x", `{}`, `"type":"float_parsing","loc":["query","share"],"msg":"Input should be a valid number, unable to interpret input"`},
		{"a boolean in the body", "", `{"exact":"x"}`, `"type":"bool_type","loc":["body","exact"],"msg":"Input should be a valid boolean"`},
		{"a boolean in the query", "exact=x", `{}`, `"type":"bool_parsing","loc":["query","exact"],"msg":"Input should be a valid boolean, unable to interpret input"`},
		{"a list", "", `{"links":"x"}`, `"type":"list_type","loc":["body","links"],"msg":"Input should be a valid list"`},
		{"an object", "", `{"inner":"x"}`, `"type":"model_attributes_type","loc":["body","inner"],"msg":"Input should be a valid dictionary`},
		{"a uuid that is no string", "", `{"id":7}`, `"type":"uuid_type","loc":["body","id"],"msg":"UUID input should be a string`},
		{"a uuid in the query", "id=7", `{}`, `"type":"uuid_parsing","loc":["query","id"]`},
		{"a date-time that is no string", "", `{"when":7}`, `"type":"datetime_type","loc":["body","when"],"msg":"Input should be a valid datetime"`},
		{"a date-time", "", `{"when":"now"}`, `"type":"datetime_from_date_parsing","loc":["body","when"],"msg":"Input should be a valid datetime"`},
		{"a date that is no string", "", `{"day":7}`, `"type":"date_type","loc":["body","day"],"msg":"Input should be a valid date"`},
		{"a date", "", `{"day":"now"}`, `"type":"date_from_datetime_parsing","loc":["body","day"],"msg":"Input should be a valid date"`},
		{"a link that is the second of a list", "", `{"links":["https://h.example","<string>"]}`, `"type":"url_parsing","loc":["body","links",1],"msg":"Input should be a valid URL, this is a placeholder`},
		{"a link in the query beside one in the body", "links=x", `{"links":["s:a"]}`, `"type":"url_parsing","loc":["query","links"],"msg":"Input should be a valid URL, with a scheme`},
		{"one allowed value", "", `{"one":"x"}`, `"type":"enum","loc":["body","one"],"msg":"Input should be 'a'"`},
		{"two allowed values", "", `{"two":"x"}`, `"type":"enum","loc":["body","two"],"msg":"Input should be 'a' or 'b'"`},
		{"too short a text", "", `{"name":"a"}`, `"type":"string_too_short","loc":["body","name"]`},
		{"too long a text", "", `{"name":"abcd"}`, `"type":"string_too_long","loc":["body","name"]`},
		{"a text of another pattern", "", `{"name":"AB"}`, `"type":"string_pattern_mismatch","loc":["body","name"]`},
		{"too small a number", "count=0", `{}`, `"type":"greater_than_equal","loc":["query","count"],"msg":"Input should be at least 1"`},
		{"too large a number", "count=4", `{}`, `"type":"less_than_equal","loc":["query","count"],"msg":"Input should be at most 3"`},
		{"a number at the lower end", "share=0", `{}`, `"type":"greater_than","loc":["query","share"]`},
		{"a number at the upper end", "share=1", `{}`, `"type":"less_than","loc":["query","share"]`},
		{"no multiple", "", `{"count":7}`, `"type":"multiple_of","loc":["body","count"]`},
		{"too few items", "", `{"links":[]}`, `"type":"too_short","loc":["body","links"]`},
		{"too many items", "", `{"links":["s:a","s:b","s:c"]}`, `"type":"too_long","loc":["body","links"]`},
		{"too few properties", "", `{"inner":{}}`, `"type":"too_short","loc":["body","inner"]`},
		{"too many properties", "", `{"inner":{"a":1,"b":2,"c":3}}`, `"type":"too_long","loc":["body","inner"]`},
		{"an unknown property", "", `{"zzz":1}`, `"type":"extra_forbidden","loc":["body","zzz"],"msg":"Extra inputs are not permitted"}`},
		{"a misspelt property", "", `{"shar":1}`, `"type":"extra_forbidden","loc":["body","shar"],"msg":"Extra inputs are not permitted: did you mean share?"}`},
		{"a name with a slash and a tilde", "", `{"a/b~c":7}`, `"type":"string_type","loc":["body","a/b~c"],"msg":"Input should be a valid string"`},
		{"no branch that fits", "", `{"either":7}`, `"loc":["body","either"]`},
		{"a parameter twice", "count=1&count=2", `{}`, `"type":"value_error","loc":["query","count"],"msg":"Input should`},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, "/things?"+row.query, strings.NewReader(row.body))
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if w.Code != http.StatusUnprocessableEntity {
				t.Errorf("status %d", w.Code)
			}
			if !strings.Contains(w.Body.String(), row.want) {
				t.Errorf("%s, want %s", w.Body, row.want)
			}
		})
	}
}
