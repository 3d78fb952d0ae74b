package contract_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"go.yaml.in/yaml/v4"

	"github.com/medialink-go/medialink"
	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/gen"
)

// BenchmarkCheck is what a message costs by json.Unmarshal alone, here, and by openapi3filter: on openapi.yaml as it is and as
// OpenAPI 3.0.3, for which kin-openapi has a validator that it does not compile anew for each message.
func BenchmarkCheck(b *testing.B) {
	ours := newOracle(b).ours
	post, get := ours.Operation("uploadMediaLink"), ours.Operation("getMedia")
	r, request := jsonRequest(post, nil), post.RequestExamples()[0].Body
	header, response := http.Header{"Content-Type": {"application/json"}}, get.ResponseExamples(200)[1].Body

	current := &oracle{model: load(b, medialink.OpenAPI), ours: ours}
	older := &oracle{model: load(b, asOpenAPI30(b, medialink.OpenAPI)), ours: ours}
	for _, row := range []struct {
		name  string
		check func() bool
	}{
		{"request/bare", func() bool { return json.Unmarshal(request, new(gen.MediaLink)) == nil }},
		{"request/contract", func() bool { return post.CheckRequest(r, nil, request).OK() }},
		{"request/openapi3filter-3.0.3", older.requestCheck(post, request)},
		{"request/openapi3filter-3.1.0", current.requestCheck(post, request)},
		{"response/bare", func() bool { return json.Unmarshal(response, new(gen.Media)) == nil }},
		{"response/contract", func() bool { return get.CheckResponse(http.StatusOK, header, response).OK() }},
		{"response/openapi3filter-3.0.3", older.responseCheck(get, header, response)},
		{"response/openapi3filter-3.1.0", current.responseCheck(get, header, response)},
	} {
		b.Run(row.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if !row.check() {
					b.Fatal("rejected")
				}
			}
		})
	}
}

// requestCheck is openapi3filter's check with all that can be prepared before the loop.
func (o *oracle) requestCheck(op *contract.Operation, body []byte) func() bool {
	r, route := jsonRequest(op, nil), o.route(op)
	options := &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc}
	return func() bool {
		r.Body = io.NopCloser(bytes.NewReader(body))
		input := &openapi3filter.RequestValidationInput{Request: r, Route: route, Options: options}
		return openapi3filter.ValidateRequest(context.Background(), input) == nil
	}
}

func (o *oracle) responseCheck(op *contract.Operation, header http.Header, body []byte) func() bool {
	request := &openapi3filter.RequestValidationInput{Request: jsonRequest(op, nil), Route: o.route(op)}
	options := &openapi3filter.Options{IncludeResponseStatus: true}
	return func() bool {
		input := &openapi3filter.ResponseValidationInput{RequestValidationInput: request, Status: http.StatusOK, Header: header, Options: options}
		return openapi3filter.ValidateResponse(context.Background(), input.SetBodyBytes(body)) == nil
	}
}

// load reads a document with its references, as most programs do.
func load(t testing.TB, text []byte) *openapi3.T {
	t.Helper()
	loader := openapi3.NewLoader()
	model, err := loader.LoadFromData(text)
	if err != nil {
		t.Fatal(err)
	}
	if err := model.Validate(loader.Context, openapi3.DisableExamplesValidation()); err != nil {
		t.Fatal(err)
	}
	return model
}

// asOpenAPI30 writes a document in the words of OpenAPI 3.0.3, which has nullable, no lists of types and less in info.
func asOpenAPI30(t testing.TB, text []byte) []byte {
	t.Helper()
	var document map[string]any
	if err := yaml.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	document["openapi"] = "3.0.3"
	info := document["info"].(map[string]any)
	delete(info, "summary")
	delete(info["license"].(map[string]any), "identifier")
	withoutTypeLists(document)
	text, err := yaml.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func withoutTypeLists(value any) {
	switch value := value.(type) {
	case map[string]any:
		if types, ok := value["type"].([]any); ok {
			delete(value, "type") // of a union nothing is left
			if i := slices.Index(types, any("null")); i >= 0 && len(types) == 2 {
				value["type"], value["nullable"] = types[1-i], true
			}
		}
		for _, inner := range value {
			withoutTypeLists(inner)
		}
	case []any:
		for _, inner := range value {
			withoutTypeLists(inner)
		}
	}
}

// BenchmarkParse compares with reading the document as YAML alone, once.
func BenchmarkParse(b *testing.B) {
	for _, row := range []struct {
		name string
		read func() error
	}{
		{"bare", func() error { return yaml.Unmarshal(medialink.OpenAPI, new(yaml.Node)) }},
		{"contract", func() error { _, err := contract.Parse(medialink.OpenAPI); return err }},
	} {
		b.Run(row.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := row.read(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// worst are bodies of 1 MiB that are hard on a validator: much that is wrong, much that has to be looked at, or long ways to the
// violation. Those of the second kind are of a response with entries.
func worst() map[string]string {
	const size = 1 << 20
	list := func(item string) string {
		return `{"detail":[` + strings.Repeat(item+",", size/(len(item)+1)-1) + item + `]}`
	}
	var members strings.Builder
	for n := 0; members.Len() < size-20; n++ {
		fmt.Fprintf(&members, `"m%d":%d,`, n, n)
	}
	return map[string]string{
		"bad items":             list(`{}`),
		"bad items of items":    list(`{"loc":[{},{},{},{},{},{}]}`),
		"items of no type":      list(`7`),
		"good items":            list(`{"type":"a","loc":["body",1],"msg":"b"}`),
		"good till the last":    strings.TrimSuffix(list(`{"type":"a","loc":["body",1],"msg":"b"}`), `]}`) + `,{}]}`,
		"one bad in each 256":   list(strings.Repeat(`{"type":"a","loc":[],"msg":"b"},`, 255) + `{}`),
		"one long item":         `{"detail":[{"type":"a","msg":"b","loc":[` + strings.Repeat(`"aaa",`, size/6) + `null]}]}`,
		"a long item of two":    `{"detail":[{"type":"a","msg":"b","loc":[]},{"type":"a","msg":"b","loc":[` + strings.Repeat(`"aaa",`, size/6) + `null]}]}`,
		"numbers till the last": `{"detail":[{"type":"a","msg":"b","loc":[` + strings.Repeat(`1,`, size/2) + `null]}]}`,
		"unknown members":       `{` + members.String() + `"detail":7}`,
		"a long string":         `{"detail":"` + strings.Repeat("a", size) + `"}`,
		"a string of escapes":   `{"detail":[{"msg":"` + strings.Repeat(`\u00e9`, size/6) + `"}]}`,
		"a long number":         `{"detail":[{"type":` + strings.Repeat("9", size) + `}]}`,
		"a name twice late":     `{` + members.String() + `"m0":1}`,
		"no UTF-8 late":         `{"detail":"` + strings.Repeat("é", size/2) + "\xff\"}",
		"nothing but depth":     strings.Repeat("[", size),
		"an unclosed list":      `{"detail":[` + strings.Repeat(`{},`, size/3),
	}
}

// BenchmarkWorst compares what it takes to decode such a body with what it takes to check it and to say what is wrong. The
// body that is only decoded is a response for which any JSON object will do.
func BenchmarkWorst(b *testing.B) {
	anything, err := contract.Parse([]byte(withSchema("{}")))
	if err != nil {
		b.Fatal(err)
	}
	library, err := contract.Library()
	if err != nil {
		b.Fatal(err)
	}
	header := http.Header{"Content-Type": {"application/json"}}
	for name, body := range worst() {
		text := []byte(body)
		b.Run(name+"/decoded", func(b *testing.B) {
			for b.Loop() {
				anything.Operation("postThing").CheckResponse(200, header, text)
			}
		})
		b.Run(name+"/checked", func(b *testing.B) {
			for b.Loop() {
				library.Operation("getMedia").CheckResponse(422, header, text)
			}
		})
	}
}
