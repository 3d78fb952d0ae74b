package contract_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/contract"
)

// withBody is an operation that takes a body by a schema.
func withBody(t *testing.T, schema string) *contract.Operation {
	t.Helper()
	c, err := contract.Parse(fmt.Appendf(nil, `
openapi: 3.1.0
info: {title: t, version: '1'}
security: []
paths:
  /a:
    post:
      operationId: a
      parameters:
        - {name: limit, in: query, schema: {type: integer}}
        - {name: offset, in: query, schema: {type: integer}}
        - {name: world, in: header, schema: {type: string}}
      requestBody: {content: {application/json: {schema: %s}}}
      responses: {'204': {description: d}}
`, schema))
	if err != nil {
		t.Fatal(err)
	}
	return c.Operation("a")
}

// bodyOf is the body of a request that conforms, as the contract has decoded it.
func bodyOf(t *testing.T, op *contract.Operation, body string) any {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/a", nil)
	r.Header.Set("Content-Type", "application/json")
	result := op.CheckRequest(r, nil, []byte(body))
	if err := result.Err(); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return result.Body
}

func places(violations []contract.Violation) []string {
	var all []string
	for _, v := range violations {
		all = append(all, v.Pointer+": "+v.Reason)
	}
	return all
}

func TestOnlyAnObjectWithAFormHasUndeclaredMembers(t *testing.T) {
	for _, row := range []struct {
		name, schema, body string
		want               []string
	}{
		{"an object that declares a property", "{type: object, properties: {b: {}}}", `{"b":1,"x":1}`, []string{"/x: is not declared"}},
		{"an object that declares none is free in form", "{type: object}", `{"x":1}`, nil},
		{"so is one with an empty list of properties", "{type: object, properties: {}}", `{"x":1}`, nil},
		{"so is one that welcomes others", "{type: object, properties: {b: {}}, additionalProperties: true}", `{"b":1,"x":1}`, nil},
		{"so is one that says what others look like", "{type: object, properties: {b: {}}, additionalProperties: {type: integer}}", `{"b":1,"x":1}`, nil},
		{"so is one that says only what others look like", "{type: object, additionalProperties: {type: integer}}", `{"x":1}`, nil},
		{"a free object within one that has a form", "{type: object, properties: {b: {type: object}}}", `{"b":{"x":1},"x":{"y":1}}`, []string{"/x: is not declared"}},
		{"an object with a form within another", "{type: object, properties: {b: {type: object, properties: {c: {}}}}}", `{"b":{"x":1}}`, []string{"/b/x: is not declared"}},
		{"an object with a form within a list", "{type: array, items: {type: object, properties: {b: {}}}}", `[{"b":1},{"x":1}]`, []string{"/1/x: is not declared"}},
		{"a list of what is free in form", "{type: array}", `[{"x":1}]`, nil},
		{"a text", "{type: string}", `"x"`, nil},
	} {
		op := withBody(t, row.schema)
		if diff := cmp.Diff(row.want, places(op.Undeclared(bodyOf(t, op, row.body)))); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
	}
}

func TestAMisspeltNameSuggestsTheDeclaredOne(t *testing.T) {
	const schema = "{type: object, properties: {link: {}, kind: {}, name: {}, original_meta: {}, id: {}, größe: {}, tag: {}, status: {}}"
	open, closed := withBody(t, schema+"}"), withBody(t, schema+", additionalProperties: false}")
	for name, want := range map[string]string{
		"Kind": "kind", "KIND": "kind", "knd": "kind", "kindd": "kind", "knid": "kind", "iknd": "kind", "wind": "kind", "ikind": "kind",
		"links": "link", "link_": "link", "nam": "name", "größse": "größe", "grösse": "",
		"originalMeta": "original_meta", "origina_meta": "original_meta", "orginl_mta": "",
		"tg": "tag", "tagg": "tag", "ta": "tag", "stts": "status", "sattus": "status", "tsatus_": "status",
		"ID": "id", "ix": "", "x": "", "i": "", "": "", "knds": "", "type": "", "kinship": "", strings.Repeat("kind", 1000): "",
	} {
		reason := "is not declared"
		if want != "" {
			reason += ": did you mean " + want + "?"
		}
		body := map[string]any{name: true}
		for which, violations := range map[string][]contract.Violation{"warning": open.Undeclared(body), "violation": violationsOf(t, closed, name)} {
			if diff := cmp.Diff([]string{"/" + name + ": " + reason}, places(violations)); diff != "" {
				t.Errorf("%s of %.20q: %s", which, name, diff)
			}
			if len(violations) == 1 && violations[0].Expected.Name != want {
				t.Errorf("%s of %.20q expects %q, want %q", which, name, violations[0].Expected.Name, want)
			}
		}
	}
}

func violationsOf(t *testing.T, op *contract.Operation, name string) []contract.Violation {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/a", nil)
	r.Header.Set("Content-Type", "application/json")
	return op.CheckRequest(r, nil, fmt.Appendf(nil, "{%q:true}", name)).Violations
}

func TestAMisspeltParameterSuggestsTheDeclaredOneOfTheQuery(t *testing.T) {
	op := withBody(t, "{}")
	got := places(op.UndeclaredQuery(url.Values{"limits": {"1"}, "ofset": {"1"}, "wrld": {"a"}}))
	want := []string{"/limits: is not declared: did you mean limit?", "/ofset: is not declared: did you mean offset?", "/wrld: is not declared"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestMembersOfAResponseThatTheDocumentDoesNotDeclare(t *testing.T) {
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	get := library.Operation("getMedia")
	for _, row := range []struct {
		status int
		body   any
		want   []string
	}{
		{200, map[string]any{"id": "a", "meta": map[string]any{"bits": "b", "original_meta": map[string]any{"free": "c"}}}, []string{"/meta/bits"}},
		{404, map[string]any{"detail": "a", "code": "b"}, []string{"/code"}},
		{429, map[string]any{"detail": []any{map[string]any{"msg": "a", "url": "b"}}}, []string{"/detail/0/url"}}, // by the default
		{202, map[string]any{"anything": "a"}, nil},                                                               // nothing is declared
	} {
		var got []string
		for _, v := range get.UndeclaredResponse(row.status, row.body) {
			if v.Direction != contract.DirectionResponse || v.Rule != contract.RuleAdditionalProperties {
				t.Errorf("%d: %+v", row.status, v)
			}
			got = append(got, v.Pointer)
		}
		if diff := cmp.Diff(row.want, got); diff != "" {
			t.Errorf("%d: %s", row.status, diff)
		}
		if get.Lists(row.status) != (row.status == 200 || row.status == 404) {
			t.Errorf("%d is listed: %v", row.status, get.Lists(row.status))
		}
	}
}
