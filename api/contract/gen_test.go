package contract_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/medialink-go/medialink"
	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/gen"
)

// node is a place in openapi.yaml.
type node struct{ *yaml.Node }

func root(t *testing.T) node {
	t.Helper()
	var n yaml.Node
	if err := yaml.Unmarshal(medialink.OpenAPI, &n); err != nil {
		t.Fatal(err)
	}
	return node{n.Content[0]}
}

// at follows names; the place is nil where there is none.
func (n node) at(names ...string) node {
	for _, name := range names {
		i := slices.Index(n.names(), name)
		if i < 0 {
			return node{}
		}
		n = node{n.Content[2*i+1]}
	}
	return n
}

// names are those of an object's members, in order.
func (n node) names() []string {
	var names []string
	if n.Node == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i < len(n.Content); i += 2 {
		names = append(names, n.Content[i].Value)
	}
	return names
}

func (n node) texts() []string {
	var texts []string
	for _, item := range n.Content {
		texts = append(texts, item.Value)
	}
	return texts
}

func TestPropertiesKeepTheOrderOfTheContract(t *testing.T) {
	schemas := root(t).at("components", "schemas")
	members := membersOfStructs(t, "../../gen/medialink.gen.go")
	for _, name := range schemas.names() {
		if diff := cmp.Diff(schemas.at(name, "properties").names(), members[name]); diff != "" {
			t.Errorf("%s: openapi.yaml and gen differ; give it its x-order in gen/overlay.yaml:\n%s", name, diff)
		}
	}
}

// membersOfStructs reads the JSON names of each struct's fields, in order, from a file of Go code.
func membersOfStructs(t *testing.T, path string) map[string][]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	members := map[string][]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		ast.Inspect(spec.Type, func(n ast.Node) bool {
			if field, ok := n.(*ast.Field); ok && field.Tag != nil {
				name, _, _ := strings.Cut(reflect.StructTag(strings.Trim(field.Tag.Value, "`")).Get("json"), ",")
				members[spec.Name.Name] = append(members[spec.Name.Name], name)
			}
			return true
		})
		return false
	})
	return members
}

func TestStatesPartitionTheStatuses(t *testing.T) {
	status := root(t).at("components", "schemas", "MediaStatus")
	states := append(status.at("x-states", "transient").texts(), status.at("x-states", "terminal").texts()...)
	if diff := cmp.Diff(slices.Sorted(slices.Values(status.at("enum").texts())), slices.Sorted(slices.Values(states))); diff != "" {
		t.Error(diff)
	}
	if len(status.at("x-states").names()) != 2 || len(status.at("x-states", "terminal").texts()) == 0 {
		t.Errorf("states %v", status.at("x-states").names())
	}
}

func TestTerminalStatesAreTheContracts(t *testing.T) {
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"ready", "failed"}, library.TerminalStates("MediaStatus")); diff != "" {
		t.Error(diff)
	}
	if states := library.TerminalStates("MediaKind"); states != nil {
		t.Errorf("kinds have no states: %v", states)
	}
}

func TestEveryStatementSaysWhereItComesFrom(t *testing.T) {
	document := root(t)
	told := func(place string, n node) {
		if origin := n.at("x-origin"); origin.Node == nil || !slices.Contains([]string{"seed", "docs", "inferred", "assumed"}, origin.Value) {
			t.Errorf("%s has no x-origin", place)
		}
	}
	for _, path := range document.at("paths").names() {
		for _, method := range document.at("paths", path).names() {
			operation := document.at("paths", path, method)
			told(method+" "+path, operation)
			for _, status := range operation.at("responses").names() {
				response := operation.at("responses", status)
				if ref := response.at("$ref"); ref.Node != nil {
					response = document.at(strings.Split(ref.Value, "/")[1:]...)
				}
				told(method+" "+path+" "+status, response)
			}
			for _, parameter := range operation.at("parameters").items() {
				told(method+" "+path+" parameter", parameter)
			}
		}
	}
	for _, name := range document.at("components", "schemas").names() {
		for _, property := range document.at("components", "schemas", name, "properties").names() {
			told(name+"."+property, document.at("components", "schemas", name, "properties", property))
		}
	}
}

// items are the items of a list.
func (n node) items() []node {
	if n.Node == nil {
		return nil
	}
	items := make([]node, len(n.Content))
	for i, item := range n.Content {
		items[i] = node{item}
	}
	return items
}

func TestTheDocumentedSampleHasTwoViolations(t *testing.T) {
	verdict := response(t, "getMedia", http.StatusOK, string(documented(t)))
	var pointers []string
	for _, v := range verdict.Violations {
		pointers = append(pointers, v.Pointer+" "+string(v.Rule))
	}
	if diff := cmp.Diff([]string{"/preview/url format", "/url format"}, pointers); diff != "" {
		t.Error(diff)
	}
}

func documented(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/documented.json")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestEveryLeafOfTheDocumentedSampleIsDeclared(t *testing.T) {
	var sample map[string]any
	if err := json.Unmarshal(documented(t), &sample); err != nil {
		t.Fatal(err)
	}
	expectDeclared(t, root(t), "Media", sample)
}

func expectDeclared(t *testing.T, document node, schema string, object map[string]any) {
	t.Helper()
	for name, value := range object {
		property := document.at("components", "schemas", schema, "properties", name)
		if property.Node == nil {
			t.Errorf("%s.%s is not declared", schema, name)
			continue
		}
		if inner, ok := value.(map[string]any); ok && property.at("$ref").Node != nil {
			expectDeclared(t, document, strings.TrimPrefix(property.at("$ref").Value, "#/components/schemas/"), inner)
		}
	}
}

func TestTheDocumentedSampleComesBackFromItsGoType(t *testing.T) {
	var sent bytes.Buffer
	if err := json.Compact(&sent, documented(t)); err != nil {
		t.Fatal(err)
	}
	var media gen.Media
	if err := json.Unmarshal(sent.Bytes(), &media); err != nil {
		t.Fatal(err)
	}
	var back bytes.Buffer
	encoder := json.NewEncoder(&back)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(media); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sent.String(), strings.TrimSpace(back.String())); diff != "" {
		t.Error(diff)
	}
}

func TestTheGeneratedStatusesAreTheContracts(t *testing.T) {
	for _, name := range root(t).at("components", "schemas", "MediaStatus", "enum").texts() {
		if !gen.MediaStatus(name).Valid() {
			t.Errorf("%s is not generated", name)
		}
	}
}

// response judges one by the contract of this module.
func response(t *testing.T, operation string, status int, body string) contract.Verdict {
	t.Helper()
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	header := http.Header{"Content-Type": {"application/json"}}
	return library.Operation(operation).CheckResponse(status, header, []byte(body))
}
