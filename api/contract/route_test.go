package contract_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
)

// routed is a contract with templates that overlap.
const routed = `
openapi: 3.1.0
info: {title: routes, version: '1'}
security: []
paths:
  /: {get: {operationId: root, responses: {'200': {description: a}}}}
  /a/{x}/c:
    get: {operationId: literalLast, parameters: [{name: x, in: path, required: true, schema: {type: string}}], responses: {'200': {description: a}}}
  /a/b/{y}:
    get: {operationId: literalFirst, parameters: [{name: y, in: path, required: true, schema: {type: string}}], responses: {'200': {description: a}}}
  /a/b/c:
    put: {operationId: literal, responses: {'200': {description: a}}}
`

func TestMatchFindsTheOperation(t *testing.T) {
	c, err := contract.Parse([]byte(routed))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ method, path, want string }{
		{"GET", "/", "root"},
		{"HEAD", "/", "root"},
		{"GET", "/a/1/c", "literalLast x=1"},
		{"GET", "/a/b/1", "literalFirst y=1"},
		{"GET", "/a/b/c", "allow PUT"},
		{"PUT", "/a/b/c", "literal"},
		{"GET", "/a/%62/%31", "literalFirst y=1"},
		{"GET", "/a/b/1%2F2", "literalFirst y=1/2"},
		{"GET", "/a/b/1%202", "literalFirst y=1 2"},
		{"PUT", "/a/b/1", "allow GET, HEAD"},
		{"POST", "/a/b/c", "allow PUT"},
		{"HEAD", "/a/b/c", "allow PUT"},
		{"get", "/", "allow GET, HEAD"},
		{"GET", "/a/b/", "not found"},
		{"GET", "/a//c", "not found"},
		{"GET", "//", "not found"},
		{"GET", "/a/b/c/", "not found"},
		{"GET", "/A/b/c", "not found"},
		{"GET", "/a/b/%zz", "not found"},
		{"GET", "", "not found"},
		{"GET", "a/b/c", "not found"},
	} {
		if got := matched(c, row.method, row.path); got != row.want {
			t.Errorf("%s %s: %s, want %s", row.method, row.path, got, row.want)
		}
	}
}

func TestMatchTakesAConcretePathFirst(t *testing.T) {
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ method, path, want string }{
		{"POST", "/api/library/v1/media/link", "uploadMediaLink"},
		{"GET", "/api/library/v1/media/link", "allow POST"},
		{"HEAD", "/api/library/v1/media/link", "allow POST"},
		{"POST", "/api/library/v1/media/links", "allow GET, HEAD"},
		{"PUT", "/api/library/v1/media/link", "allow POST"},
		{"GET", "/api/library/v1/media/a%2Fb", "getMedia media_id=a/b"},
		{"GET", "/api/library/v1//media/link", "not found"},
		{"POST", "/api/library/v1/media/link/", "not found"},
	} {
		if got := matched(library, row.method, row.path); got != row.want {
			t.Errorf("%s %s: %s, want %s", row.method, row.path, got, row.want)
		}
	}
}

func matched(c *contract.Contract, method, path string) string {
	match, err := c.Match(method, path)
	if route, ok := errors.AsType[*contract.RouteError](err); ok {
		if len(route.Allow) == 0 {
			return "not found"
		}
		return "allow " + strings.Join(route.Allow, ", ")
	}
	text := match.Operation.ID()
	for _, p := range match.Parameters {
		text += " " + p.Name + "=" + p.Value
	}
	return text
}

func TestBearerToken(t *testing.T) {
	for value, want := range map[string]string{
		"Bearer abc": "abc", "bearer abc": "abc", "BEARER  abc ": "abc", "Bearer": "", "Bearer ": "", "Basic abc": "", "abc": "", "": "",
		"Bearer a b": "", "Bearer a,b": "", "Bearerabc": "", "Bearer\tabc": "",
	} {
		if got := contract.BearerToken(http.Header{"Authorization": {value}}); got != want {
			t.Errorf("%q: %q, want %q", value, got, want)
		}
	}
	if got := contract.BearerToken(http.Header{"Authorization": {"Bearer a", "Bearer b"}}); got != "" {
		t.Errorf("two headers: %q", got)
	}
	if got := contract.BearerToken(nil); got != "" {
		t.Errorf("no header: %q", got)
	}
}
