package contract_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"go.yaml.in/yaml/v4"

	"github.com/medialink-go/medialink"
	"github.com/medialink-go/medialink/api/contract"
)

// oracle is openapi3filter, which reads the same document in another way.
type oracle struct {
	model *openapi3.T
	ours  *contract.Contract
}

func newOracle(t testing.TB) *oracle {
	t.Helper()
	model, err := openapi3.NewLoader().LoadFromData(inlined(t, medialink.OpenAPI))
	if err != nil {
		t.Fatal(err)
	}
	ours, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	return &oracle{model: model, ours: ours}
}

// oracleOf reads another document.
func oracleOf(t testing.TB, text string) *oracle {
	t.Helper()
	ours, err := contract.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	model, err := openapi3.NewLoader().LoadFromData(inlined(t, []byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	return &oracle{model: model, ours: ours}
}

// inlined is a document without references to schemas. By a schema that holds one kin-openapi validates with the visitor that
// is ours too, and an oracle must not be asked about itself.
func inlined(t testing.TB, text []byte) []byte {
	t.Helper()
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	inline(node{document.Content[0]}, node{document.Content[0]})
	text, err := yaml.Marshal(&document)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func inline(root, n node) {
	for _, item := range n.items() {
		if ref := item.at("$ref"); ref.Node != nil && strings.HasPrefix(ref.Value, "#/components/schemas/") {
			*item.Node = *root.at(strings.Split(ref.Value, "/")[1:]...).Node
		}
		inline(root, item)
	}
}

func (o *oracle) route(op *contract.Operation) *routers.Route {
	item := o.model.Paths.Value(op.Path())
	return &routers.Route{Spec: o.model, Path: op.Path(), PathItem: item, Method: op.Method(), Operation: item.GetOperation(op.Method())}
}

func jsonRequest(op *contract.Operation, body []byte) *http.Request {
	r := httptest.NewRequest(op.Method(), "https://api.rask.ai"+op.Path(), bytes.NewReader(body))
	r.Header.Set("Authorization", "Bearer t")
	r.Header.Set("Content-Type", "application/json")
	return r
}

func (o *oracle) acceptsRequest(body []byte) bool { return o.validateRequest(body) == nil }

// validateRequest is the oracle's result on a body of uploadMediaLink.
func (o *oracle) validateRequest(body []byte) error {
	op := o.ours.Operation("uploadMediaLink")
	return openapi3filter.ValidateRequest(context.Background(), &openapi3filter.RequestValidationInput{
		Request: jsonRequest(op, body),
		Route:   o.route(op),
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc},
	})
}

// acceptsID is the oracle's result on a request of getMedia.
func (o *oracle) acceptsID(id string) bool {
	op := o.ours.Operation("getMedia")
	return openapi3filter.ValidateRequest(context.Background(), &openapi3filter.RequestValidationInput{
		Request:    jsonRequest(op, nil),
		PathParams: map[string]string{"media_id": id},
		Route:      o.route(op),
		Options:    &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc},
	}) == nil
}

// validateQuery is the oracle's result on a request without path parameters and body.
func (o *oracle) validateQuery(operation string, r *http.Request) error {
	return openapi3filter.ValidateRequest(context.Background(), &openapi3filter.RequestValidationInput{
		Request: r, QueryParams: r.URL.Query(), Route: o.route(o.ours.Operation(operation)),
	})
}

// acceptsResponse is the oracle's result on a response of getMedia.
func (o *oracle) acceptsResponse(status int, body []byte) bool {
	return o.accepts("getMedia", status, body)
}

func (o *oracle) accepts(operation string, status int, body []byte) bool {
	op := o.ours.Operation(operation)
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: jsonRequest(op, nil), Route: o.route(op)},
		Status:                 status,
		Header:                 http.Header{"Content-Type": {"application/json"}},
		Options:                &openapi3filter.Options{IncludeResponseStatus: true},
	}
	input.SetBodyBytes(body)
	return openapi3filter.ValidateResponse(context.Background(), input) == nil
}

func (o *oracle) ourRequest(body []byte) contract.Result {
	op := o.ours.Operation("uploadMediaLink")
	return op.CheckRequest(jsonRequest(op, nil), nil, body)
}

func (o *oracle) ourResponse(status int, body []byte) contract.Result {
	return o.checked("getMedia", status, body)
}

func (o *oracle) checked(operation string, status int, body []byte) contract.Result {
	header := http.Header{"Content-Type": {"application/json"}}
	return o.ours.Operation(operation).CheckResponse(status, header, body)
}

// intended names a difference that is meant: what we refuse and the oracle lets pass. It returns "" for a result that has
// other reasons too, for which both must refuse.
func intended(result contract.Result) string {
	name := ""
	for _, v := range result.Violations {
		switch v.Rule {
		case contract.RuleSyntax, contract.RuleUTF8, contract.RuleDuplicate, contract.RuleTrailingData, contract.RuleDepth, contract.RuleNumber:
			name = "stricter decoding"
		case contract.RuleType:
			if !strings.Contains(v.Reason, "64-bit floats") {
				return ""
			}
			name = "range of numbers"
		case contract.RuleStatus:
			name = "the default is for errors"
		case contract.RuleFormat:
			name = "format " + v.Expected.Format
		default:
			return ""
		}
	}
	return name
}

// lowerCase is a date-time that the oracle rejects for its lower-case t or z, which RFC 3339, section 5.6, allows.
var lowerCase = regexp.MustCompile(`"[0-9-]{10}(?:t[0-9][^"]*|T[0-9][^"]*z)"`)

// agree fails the test for a result of ours that is not the oracle's, but for the differences that are intended.
func agree(t testing.TB, what string, ours contract.Result, accepted bool) {
	t.Helper()
	if ours.OK() && !accepted && lowerCase.Match(encode(ours.Body)) {
		return
	}
	if ours.OK() != accepted && (ours.OK() || intended(ours) == "") {
		t.Errorf("%s: ours %v, the oracle accepts: %v", what, ours.Err(), accepted)
	}
}

// replacements are values of every type that take the place of another.
func replacements() []any {
	return []any{nil, true, 7, -1.5, "", "text", []any{}, map[string]any{}}
}

// mutations calls visit with a body for each way to corrupt each member of a value.
func mutations(value any, visit func(what string, body []byte)) {
	mutate(value, "", value, visit)
	for _, replacement := range replacements() {
		visit("the whole", encode(replacement))
	}
}

func mutate(whole any, at string, value any, visit func(what string, body []byte)) {
	switch value := value.(type) {
	case map[string]any:
		for name, inner := range value {
			change := func(how string, change func()) {
				change()
				visit(at+"/"+name+" "+how, encode(whole))
				value[name] = inner
			}
			change("removed", func() { delete(value, name) })
			for _, replacement := range replacements() {
				change(fmt.Sprintf("is %T", replacement), func() { value[name] = replacement })
			}
			for how, other := range map[string]string{"misspelt": name + "x", "in capitals": strings.ToUpper(name)} {
				change(how, func() { delete(value, name); value[other] = inner })
				delete(value, other)
			}
			mutate(whole, at+"/"+name, inner, visit)
		}
	case []any:
		for i, item := range value {
			for _, replacement := range replacements() {
				value[i] = replacement
				visit(fmt.Sprintf("%s/%d is %T", at, i, replacement), encode(whole))
			}
			value[i] = item
			mutate(whole, fmt.Sprint(at, "/", i), item, visit)
		}
	}
}

func encode(value any) []byte {
	data, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return data
}

func decoded(t testing.TB, data []byte) any {
	t.Helper()
	var value any
	if err := json.Unmarshal(data, &value); err != nil {
		t.Fatal(err)
	}
	return value
}
