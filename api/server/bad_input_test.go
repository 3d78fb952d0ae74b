package server_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
)

// marker stands where a value must not come back.
const marker = "M4RK3R"

// badInput is a request that must be refused, and how.
type badInput struct {
	name, method, path, body string
	headers                  []string
	status                   int
	says                     []string
}

func post(name, body string, status int, says ...string) badInput {
	return badInput{name: name, method: http.MethodPost, path: linkPath, body: body, status: status, says: says}
}

func postWith(name, body string, headers []string, status int, says ...string) badInput {
	return badInput{name: name, method: http.MethodPost, path: linkPath, body: body, headers: headers, status: status, says: says}
}

func path(name, method, path string, status int, says ...string) badInput {
	return badInput{name: name, method: method, path: path, status: status, says: says}
}

func token(name, authorization string) badInput {
	return badInput{name: name, method: http.MethodGet, path: mediaPath + someID, headers: []string{"Authorization", authorization}, status: 401,
		says: []string{`{"detail":"Not authenticated"}`}}
}

func badBodies() []badInput {
	jsonInvalid := `"type":"json_invalid","loc":["body",`
	return []badInput{
		post("no link", `{}`, 422, `{"type":"missing","loc":["body","link"],"msg":"Field required"}`),
		post("link null", `{"link":null}`, 422, `{"type":"url_type","loc":["body","link"],"msg":"URL input should be a string or URL"}`),
		post("link a number", `{"link":7}`, 422, `"type":"url_type"`),
		post("link an object", `{"link":{"a":"`+marker+`"}}`, 422, `"type":"url_type"`),
		post("link empty", `{"link":""}`, 422, `{"type":"url_parsing","loc":["body","link"],"msg":"Input should be a valid URL, input is empty"}`),
		post("link relative", `{"link":"`+marker+`/a.mp4"}`, 422, `"type":"url_parsing"`, `"Input should be a valid URL, relative URL without a base`),
		post("link with a space", `{"link":"https://h.example/`+marker+` a.mp4"}`, 422, `"type":"url_parsing"`, `percent-encoded (RFC 3986)`),
		post("link without a host", `{"link":"https:///`+marker+`"}`, 422, `"type":"url_parsing"`),
		post("the placeholder of the documentation", `{"link":"<string>","kind":"video","name":"<string>"}`, 422, `"type":"url_parsing"`, `send a real link`),
		post("kind that does not exist", `{"link":"https://h.example/a","kind":"`+marker+`"}`, 422,
			`{"type":"enum","loc":["body","kind"],"msg":"Input should be 'video', 'audio' or 'image'"}`),
		post("kind in capitals", `{"link":"https://h.example/a","kind":"VIDEO"}`, 422, `"type":"enum"`),
		post("name a number", `{"link":"https://h.example/a","name":7}`, 422, `{"type":"string_type","loc":["body","name"],"msg":"Input should be a valid string"}`),
		post("two errors at once", `{"kind":"doc","name":"x"}`, 422, `[{"type":"enum","loc":["body","kind"]`, `},{"type":"missing","loc":["body","link"]`),
		post("three errors at once", `{"link":"","kind":"doc","name":[]}`, 422, `"body","kind"`, `"body","link"`, `"body","name"`),
		post("a case twin of link alone", `{"LINK":"https://h.example/a"}`, 422, `"type":"missing","loc":["body","link"]`),
		post("a case twin that would win", `{"link":"`+marker+`","LINK":"https://h.example/a"}`, 422, `"type":"url_parsing"`),
		post("a list", `[]`, 422, `{"type":"model_attributes_type","loc":["body"],"msg":"Input should be a valid dictionary or object to extract fields from"}`),
		post("a string", `"`+marker+`"`, 422, `"type":"model_attributes_type","loc":["body"]`),
		post("null", `null`, 422, `"loc":["body"]`),
		post("no body", ``, 422, `{"type":"missing","loc":["body"],"msg":"Field required"}`),
		post("blanks", `  `, 422, jsonInvalid),
		post("broken JSON", `{"link":`, 422, `{"type":"json_invalid","loc":["body",8],"msg":"JSON decode error"`),
		post("a name twice", `{"link":"https://h.example/a","link":"https://h.example/`+marker+`"}`, 422, jsonInvalid, `must not use a name twice`),
		post("trailing data", good+`{"`+marker+`":1}`, 422, jsonInvalid, `must end after one JSON value`),
		post("NaN", `{"link":NaN}`, 422, jsonInvalid),
		post("single quotes", `{'link':'https://h.example/a'}`, 422, jsonInvalid),
		post("invalid UTF-8", "{\"link\":\"https://h.example/\xff\"}", 422, jsonInvalid, `must be UTF-8`),
		post("100,000 levels", strings.Repeat("[", 100_000), 422, jsonInvalid, `must not nest deeper than 64 levels`),
		post("100,000 levels of objects", strings.Repeat(`{"link":`, 100_000), 422, jsonInvalid, `must not nest deeper`),
		post("10 MB", `{"link":"https://h.example/`+strings.Repeat("a", 10<<20)+`"}`, 413, `larger than 1048576 bytes`),
	}
}

func badHeaders() []badInput {
	advice := `send Content-Type: application/json`
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	_, _ = z.Write([]byte(good))
	_ = z.Close()
	return []badInput{
		postWith("no content type", good, []string{"Content-Type", ""}, 422, advice, `"loc":["body"]`),
		postWith("a form", "link=a", []string{"Content-Type", "application/x-www-form-urlencoded"}, 422, advice),
		postWith("plain text", good, []string{"Content-Type", "text/plain"}, 422, advice),
		postWith("JSON of another kind", good, []string{"Content-Type", "application/json-patch+json"}, 422, advice),
		postWith("an invalid content type", good, []string{"Content-Type", "application json; ;"}, 422, advice),
		postWith("gzip", zipped.String(), []string{"Content-Encoding", "gzip"}, 415, `send the body uncompressed`),
		token("no authorization", ""),
		token("an empty token", "Bearer "),
		token("the scheme alone", "Bearer"),
		token("a token that is not accepted", "Bearer "+marker),
		token("Basic", "Basic YTpi"),
		token("a token without its scheme", marker),
		token("two tokens", "Bearer good "+marker),
		token("a token in commas", "Bearer good,"+marker),
		postWith("no token goes before a bad body", `{}`, []string{"Authorization", ""}, 401, `Not authenticated`),
		{name: "no token goes before a bad uuid", method: http.MethodGet, path: mediaPath + "7", headers: []string{"Authorization", ""}, status: 401},
	}
}

func badPaths() []badInput {
	notFound := `{"detail":"Not Found"}`
	badUUID := `"type":"uuid_parsing","loc":["path","media_id"]`
	return []badInput{
		path("a bad uuid", http.MethodGet, mediaPath+marker, 422, badUUID),
		path("a uuid in braces", http.MethodGet, mediaPath+"%7B"+someID+"%7D", 422, badUUID),
		path("a uuid without hyphens", http.MethodGet, mediaPath+strings.ReplaceAll(someID, "-", ""), 422, badUUID),
		path("an encoded slash in the uuid", http.MethodGet, mediaPath+"..%2F"+someID, 422, badUUID),
		path("GET of the upload, whose path is concrete", http.MethodGet, linkPath, 405, `{"detail":"Method Not Allowed"}`),
		path("an unknown id", http.MethodGet, mediaPath+someID, 404, `{"detail":"Media not found"}`),
		path("an unknown path", http.MethodGet, "/api/library/v2/media", 404, notFound),
		path("the root", http.MethodGet, "/", 404, notFound),
		path("a double slash", http.MethodPost, "/api/library/v1/media//link", 404, notFound),
		path("a double slash in front", http.MethodPost, "//api/library/v1/media/link", 404, notFound),
		path("a trailing slash", http.MethodPost, linkPath+"/", 404, notFound),
		path("dot segments", http.MethodPost, "/api/library/v1/x/../media/link", 404, notFound),
		path("an encoded slash", http.MethodPost, "/api/library/v1%2Fmedia/link", 404, notFound),
		path("another case", http.MethodPost, "/API/library/v1/media/link", 404, notFound),
		path("PUT", http.MethodPut, mediaPath+someID, 405, `{"detail":"Method Not Allowed"}`),
		path("OPTIONS", http.MethodOptions, mediaPath+someID, 405, `{"detail":"Method Not Allowed"}`),
		path("DELETE of the upload", http.MethodDelete, linkPath, 405, `{"detail":"Method Not Allowed"}`),
		path("a method of one's own", "M4RK", linkPath, 405, `{"detail":"Method Not Allowed"}`),
	}
}

func TestBadInputIsRefusedWithAReason(t *testing.T) {
	s := serve(t, &shelf{})
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	rows := append(append(badBodies(), badHeaders()...), badPaths()...)
	if len(rows) < 40 {
		t.Errorf("%d rows", len(rows))
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			a := s.ask(row.method, row.path, row.body, row.headers...)
			a.detail(t)
			if a.status != row.status {
				t.Errorf("status %d, want %d", a.status, row.status)
			}
			for _, says := range row.says {
				if !strings.Contains(a.body, says) {
					t.Errorf("%q is not in %s", says, a.body)
				}
			}
			if strings.Contains(a.body+fmt.Sprint(a.header), marker) {
				t.Errorf("a value came back: %s", a.body)
			}
			conforms(t, library, row, a)
		})
	}
	if s.log.Len() > 0 {
		t.Errorf("the log should be empty: %s", s.log)
	}
}

// conforms checks an error by the contract, if the request is for an operation.
func conforms(t *testing.T, library *contract.Contract, row badInput, a reply) {
	t.Helper()
	if match, err := library.Match(row.method, row.path); err == nil {
		if err := match.Operation.CheckResponse(a.status, a.header, []byte(a.body)).Err(); err != nil {
			t.Error(err)
		}
	}
}

func TestUnusualRequestsThatConform(t *testing.T) {
	s := serve(t, &shelf{})
	for _, row := range []badInput{
		postWith("the scheme in lower case", good, []string{"Authorization", "bearer good"}, 200),
		postWith("two blanks before the token", good, []string{"Authorization", "Bearer  good"}, 200),
		postWith("a charset", good, []string{"Content-Type", "application/json; charset=utf-8"}, 200),
		postWith("a content type in capitals", good, []string{"Content-Type", "Application/JSON"}, 200),
		postWith("identity", good, []string{"Content-Encoding", "identity"}, 200),
		post("blanks around", " \n"+good+"\n", 200),
		post("a property that is not declared", `{"link":"https://h.example/a","x":{"y":[1]}}`, 200),
		post("explicit nulls", `{"link":"https://h.example/a","kind":null,"name":null}`, 200),
		post("another scheme", `{"link":"s3://bucket/key"}`, 200),
		{name: "a query that nobody asked for", method: http.MethodPost, path: linkPath + "?x=1", body: good, status: 200},
		{name: "an encoded letter in the path", method: http.MethodPost, path: "/api/library/v1/media/lin%6B", body: good, status: 200},
	} {
		t.Run(row.name, func(t *testing.T) {
			if a := s.ask(row.method, row.path, row.body, row.headers...); a.status != row.status {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
}
