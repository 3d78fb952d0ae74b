package contract_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/medialink-go/medialink"
	"github.com/medialink-go/medialink/api/contract"
)

// BenchmarkCheck is what a message costs here, and by openapi3filter.
func BenchmarkCheck(b *testing.B) {
	o := newOracle(b)
	model, err := openapi3.NewLoader().LoadFromData(medialink.OpenAPI)
	if err != nil {
		b.Fatal(err)
	}
	o.model = model // as anyone would use it, with its references
	op := o.ours.Operation("uploadMediaLink")
	r, request := jsonRequest(op, nil), op.RequestExamples()[0].Body
	response := o.ours.Operation("getMedia").ResponseExamples(200)[1].Body
	for name, check := range map[string]func() bool{
		"request":                func() bool { return op.CheckRequest(r, nil, request).OK() },
		"request/openapi3filter": func() bool { return o.acceptsRequest(request) },
		"answer":                 func() bool { return o.ourResponse(200, response).OK() },
		"answer/openapi3filter":  func() bool { return o.acceptsResponse(200, response) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if !check() {
					b.Fatal("refused")
				}
			}
		})
	}
}

// worst are bodies of 1 MiB that are hard on a judge: much that is wrong, much that has to be looked at, or long ways to the
// fault. Those of the second kind are of an answer with entries.
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

// BenchmarkWorst compares what it takes to decode such a body with what it takes to judge it and to say what is wrong. The
// body that is only decoded is an answer for which any JSON object will do.
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
		b.Run(name+"/judged", func(b *testing.B) {
			for b.Loop() {
				library.Operation("getMedia").CheckResponse(422, header, text)
			}
		})
	}
}
