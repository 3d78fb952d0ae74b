package contract_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/contract"
)

// document has places to put something else: SCHEMA, and lines that rows replace.
const document = `
openapi: 3.1.0
info: {title: things, version: '1'}
servers:
  - url: https://things.example
paths:
  /things/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
    post:
      operationId: postThing
      security: [{Bearer: []}]
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Thing'}
      responses:
        '200':
          description: A thing
          headers:
            X-Count: {schema: {type: integer}}
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Thing'}
              examples:
                one: {value: {}}
        default: {description: Anything else}
components:
  securitySchemes:
    Bearer: {type: http, scheme: bearer}
  schemas:
    Thing:
      type: object
      properties:
        a: SCHEMA
`

func withSchema(schema string) string { return strings.Replace(document, "SCHEMA", schema, 1) }

func with(t *testing.T, old, replacement string) string {
	t.Helper()
	if !strings.Contains(document, old) {
		t.Fatalf("the document has no %q", old)
	}
	return strings.Replace(withSchema("{}"), old, replacement, 1)
}

func problems(t *testing.T, text string) []contract.Problem {
	t.Helper()
	_, err := contract.Parse([]byte(text))
	if err == nil {
		return nil
	}
	spec, ok := errors.AsType[*contract.SpecError](err)
	if !ok || len(spec.Problems) == 0 {
		t.Fatalf("no *SpecError with problems: %v", err)
	}
	return spec.Problems
}

func TestTheLibraryIsParsedOnce(t *testing.T) {
	first, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	if second, _ := contract.Library(); first != second {
		t.Error("it is parsed again")
	}
}

func TestEachOperationOfTheDocumentIsFoundByItsID(t *testing.T) {
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, path := range root(t).at("paths").names() {
		for _, method := range root(t).at("paths", path).names() {
			id := root(t).at("paths", path, method, "operationId").Value
			want = append(want, id)
			if library.Operation(id) == nil {
				t.Errorf("%s is not found", id)
			}
		}
	}
	for _, op := range library.Operations() {
		got = append(got, op.ID())
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if op := library.Operation("get-nothing"); op != nil {
		t.Errorf("get-nothing is %s", op)
	}
}

func TestAScalarThatOnlyYAMLHasIsAString(t *testing.T) {
	c, err := contract.Parse([]byte(withSchema("{type: object, properties: {1: {type: string, enum: [2024-01-01, !own tagged, <<]}}}")))
	if err != nil {
		t.Fatal(err)
	}
	op := c.Operation("postThing")
	for value, fits := range map[string]bool{"2024-01-01": true, "tagged": true, "<<": true, "2024-01-01T00:00:00Z": false, "!own tagged": false} {
		body := []byte(`{"a":{"1":"` + value + `"}}`)
		if result := op.CheckRequest(jsonRequest(op, nil), []contract.PathParameter{{Name: "id", Value: "a"}}, body); result.OK() != fits {
			t.Errorf("%s: %v", value, result.Err())
		}
	}
}

func TestSchemasThatWouldNotBeCheckedAreRefused(t *testing.T) {
	for _, row := range []struct{ schema, at, says string }{
		{"{const: x}", "/const", "enum of one value"},
		{"{if: {}, then: {}}", "/if", "anyOf"},
		{"{not: {}}", "/not", "write what is allowed"},
		{"{prefixItems: [{}]}", "/prefixItems", "write items"},
		{"{contains: {}}", "/contains", "not supported"},
		{"{unevaluatedProperties: false}", "/unevaluatedProperties", "not supported"},
		{"{unevaluatedItems: false}", "/unevaluatedItems", "not supported"},
		{"{dependentRequired: {a: [b]}}", "/dependentRequired", "required"},
		{"{dependentSchemas: {}}", "/dependentSchemas", "not supported"},
		{"{propertyNames: {}}", "/propertyNames", "not supported"},
		{"{patternProperties: {}}", "/patternProperties", "additionalProperties"},
		{"{uniqueItems: true}", "/uniqueItems", "description"},
		{"{discriminator: {propertyName: a}}", "/discriminator", "oneOf"},
		{"{readOnly: true}", "/readOnly", "each direction"},
		{"{writeOnly: true}", "/writeOnly", "each direction"},
		{"{nullable: true}", "/nullable", "'null'"},
		{"{type: number, maximum: -.Inf}", "/maximum", "number that JSON has"},
		{"{type: object, properties: {~: {}}}", "/properties/~0", "plain name"},
		{"{contentEncoding: base64}", "/contentEncoding", "description"},
		{"{contentMediaType: text/plain}", "/contentMediaType", "not supported"},
		{"{$defs: {}}", "/$defs", "not supported"},
		{"{$id: 'urn:a'}", "/$id", "not supported"},
		{"{$anchor: a}", "/$anchor", "not supported"},
		{"{$dynamicRef: '#a'}", "/$dynamicRef", "not supported"},
		{"{$schema: 'https://json-schema.org/draft/2020-12/schema'}", "/$schema", "not supported"},
		{"{xml: {name: a}}", "/xml", "not supported"},
		{"{tpye: string}", "/tpye", `is not supported: did you mean "type"?`},
		{"{addtionalProperties: false}", "/addtionalProperties", `did you mean "additionalProperties"?`},
		{"{maxlength: 3}", "/maxlength", `did you mean "maxLength"?`},
		{"{type: strnig}", "/type", `"strnig" is not a type of JSON Schema: did you mean "string"?`},
		{"{type: [string, strnig]}", "/type", "a type of JSON Schema"},
		{"{type: string, format: email}", "/format", `"email" is not supported: write one of date, date-time, int32, int64, uri, uuid`},
		{"{type: string, format: datetime}", "/format", `did you mean "date-time"?`},
		{"{type: number, format: double}", "/format", "not supported"},
		{"{format: uri}", "/format", "type string"},
		{"{type: integer, format: uuid}", "/format", "type string"},
		{"{type: [string, integer], format: uuid}", "/format", "type string"},
		{"{type: string, format: int32}", "/format", "type integer"},
		{"{type: number, format: int64}", "/format", "type integer"},
		{"{type: string, pattern: '(?=a)'}", "/pattern", "RE2"},
		{"{type: integer, exclusiveMinimum: true}", "/exclusiveMinimum", "number"},
		{"{enum: [a]}", "", "must have a type"},
		{"{type: string, enum: [a, null]}", "/enum", "null exactly if the type has it"},
		{"{type: [string, 'null'], enum: [a]}", "/enum", "null exactly if the type has it"},
		{"{type: object, allOf: [{}]}", "", "without type and enum beside them"},
		{"{type: [object, 'null'], oneOf: [{}]}", "", "without type and enum beside them"},
		{"{type: string, enum: [a], anyOf: [{}]}", "", "without type and enum beside them"},
		{"{type: []}", "/type", "or a list of them"},
		{"{type: ['null', 'null']}", "/type", "twice"},
		{"{properties: {x-b: {const: 1}}}", "/properties/x-b/const", "enum of one value"},
		{"{properties: {<<: {title: {const: 1}}}}", "/properties/<<", "must be a plain name"},
		{"{properties: {b: {title: &title const}, c: {*title : 1}}}", "/properties/c/title", "must be a plain name"},
		{"&loop {properties: {b: *loop}}", "/properties/b", "must not be within what it stands for"},
		{"true", "", "must be an object"},
		{"{items: [{}]}", "/items", "must be an object"},
		{"{anyOf: {}}", "/anyOf", "must be a list"},
		{"{anyOf: [{not: {}}]}", "/anyOf/0/not", "write what is allowed"},
		{"{items: {properties: {b/c: {const: 1}}}}", "/items/properties/b~1c/const", "enum of one value"},
		{"{additionalProperties: {const: 1}}", "/additionalProperties/const", "enum of one value"},
		{"{$ref: '#/components/schemas/Nothing'}", "/$ref", "#/components/schemas/Nothing does not exist"},
		{"{$ref: '#/components/schemas/Thing/properties/a'}", "/$ref", "Thing/properties/a does not exist"},
		{"{$ref: '#/components/schemas/thin'}", "/$ref", `#/components/schemas/thin does not exist: did you mean "Thing"?`},
		{"{$ref: '#/components/responses/Thing'}", "/$ref", "below #/components/schemas/"},
		{"{$ref: 'https://things.example/other.yaml'}", "/$ref", "below #/components/schemas/"},
		{"{$ref: '#/components/schemas/Thing', minProperties: 1}", "/minProperties", "not supported beside $ref"},
	} {
		t.Run(row.schema, func(t *testing.T) {
			expectProblem(t, withSchema(row.schema), "/components/schemas/Thing/properties/a"+row.at, row.says)
		})
	}
}

func expectProblem(t *testing.T, text, pointer, says string) {
	t.Helper()
	all := problems(t, text)
	for _, p := range all {
		if p.Pointer == pointer && strings.Contains(p.Reason, says) {
			if p.Line == 0 {
				t.Errorf("%v has no line", p)
			}
			return
		}
	}
	t.Errorf("want %s: ...%s..., got %v", pointer, says, all)
}

func TestInvalidDocumentsAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":                       "",
		"a list":                        "[]",
		"broken YAML":                   "openapi: [",
		"a tab":                         "openapi:\t3.1.0\n\tpaths: {}",
		"a document without a title":    "openapi: 3.1.0\ninfo: {version: '1'}\npaths: {}",
		"a path parameter too many":     strings.Replace(withSchema("{}"), "/things/{id}:", "/things:", 1),
		"an operationId twice":          strings.Replace(withSchema("{}"), "components:", "  /other: {get: {operationId: postThing, responses: {'200': {description: a}}}}\ncomponents:", 1),
		"a name twice in one object":    strings.Replace(withSchema("{}"), "      type: object", "      type: object\n      type: object", 1),
		"an anchor that holds itself":   "openapi: 3.1.0\ninfo: &a {title: *a, version: '1'}\npaths: {}",
		"a reference that holds itself": withSchema("{}") + "    Loop: {$ref: '#/components/schemas/Loop'}\n",
	} {
		if len(problems(t, text)) == 0 {
			t.Errorf("%s is accepted", name)
		}
	}
}

func TestWhatCanBeCheckedIsAccepted(t *testing.T) {
	for _, schema := range []string{
		"{}",
		"{type: string, format: uuid, minLength: 1, maxLength: 40, pattern: '^a'}",
		"{type: [string, 'null'], format: date}",
		"{type: integer, format: int32, minimum: 1, maximum: 9, exclusiveMinimum: 0, exclusiveMaximum: 10, multipleOf: 2}",
		"{type: [string, 'null'], enum: [a, null]}",
		"{type: array, items: {$ref: '#/components/schemas/Thing'}, minItems: 1, maxItems: 2}",
		"{type: object, required: [b], properties: {b: {}}, additionalProperties: false, minProperties: 1, maxProperties: 3}",
		"{type: object, additionalProperties: {type: integer}}",
		"{anyOf: [{type: string}, {type: 'null'}], oneOf: [{}], allOf: [{}]}",
		"{$ref: '#/components/schemas/Thing', description: The same again, deprecated: true}",
		"{title: t, description: d, default: 1, example: 1, examples: [1], deprecated: true, $comment: c, x-any: {thing: 1}}",
	} {
		if all := problems(t, withSchema(schema)); len(all) > 0 {
			t.Errorf("%s: %v", schema, all)
		}
	}
}

func TestTheFirstAndTheLastStatusAreAccepted(t *testing.T) {
	for _, status := range []string{"201", "599"} {
		if all := problems(t, with(t, "        default: {", "        '"+status+"': {")); len(all) > 0 {
			t.Errorf("%s: %v", status, all)
		}
	}
}

func TestAProblemWithoutALineHasNone(t *testing.T) {
	if diff := cmp.Diff("/a: b", contract.Problem{Pointer: "/a", Reason: "b"}.String()); diff != "" {
		t.Error(diff)
	}
}

func TestEveryProblemIsReported(t *testing.T) {
	all := problems(t, withSchema("{const: 1, not: {}, format: email}"))
	if len(all) < 3 {
		t.Errorf("%v", all)
	}
	err := (&contract.SpecError{Problems: all}).Error()
	if !strings.HasPrefix(err, "openapi document: line ") || strings.Count(err, "; ") != len(all)-1 {
		t.Error(err)
	}
}

func TestTheDocumentIsWhatWasParsed(t *testing.T) {
	c, err := contract.Parse([]byte(withSchema("{type: object, properties: {1: {type: string}, a: &a {type: integer}, b: *a}}")))
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(c.Document())
	if err != nil {
		t.Fatal(err)
	}
	if want := `"properties":{"1":{"type":"string"},"a":{"type":"integer"},"b":{"type":"integer"}}`; !strings.Contains(string(text), want) {
		t.Errorf("no %s in %s", want, text)
	}
}
