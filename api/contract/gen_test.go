package contract_test

import (
	"bytes"
	"encoding/json"
	"fmt"
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
	return rootOf(t, medialink.OpenAPI)
}

func rootOf(t *testing.T, document []byte) node {
	t.Helper()
	var n yaml.Node
	if err := yaml.Unmarshal(document, &n); err != nil {
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
	for _, document := range []struct {
		name    string
		root    node
		origins []string
	}{
		{"openapi.yaml", root(t), []string{"seed", "docs", "inferred", "assumed", "observed"}},
		{"the control API's openapi.yaml", rootOf(t, controlAPI(t)), []string{"medialink"}},
	} {
		known := func(n node) bool {
			origin := n.at("x-origin")
			return origin.Node != nil && slices.Contains(document.origins, origin.Value)
		}
		if known(document.root) {
			continue // it speaks for all of the document
		}
		for place, statement := range statements(document.root) {
			if !known(statement) {
				t.Errorf("%s: %s has no x-origin of %v", document.name, place, document.origins)
			}
		}
	}
}

func controlAPI(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile("../stub/control/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// statements returns operations, responses, parameters and properties, by place.
func statements(document node) map[string]node {
	all := map[string]node{}
	for _, path := range document.at("paths").names() {
		item := document.at("paths", path)
		for i, parameter := range item.at("parameters").items() {
			all[fmt.Sprintf("%s parameter %d", path, i)] = document.followed(parameter)
		}
		for _, method := range []string{"get", "put", "post", "delete", "patch"} {
			if item.at(method).Node == nil {
				continue
			}
			operation, place := item.at(method), method+" "+path
			all[place] = operation
			for _, status := range operation.at("responses").names() {
				all[place+" "+status] = document.followed(operation.at("responses", status))
			}
			for i, parameter := range operation.at("parameters").items() {
				all[fmt.Sprintf("%s parameter %d", place, i)] = document.followed(parameter)
			}
		}
	}
	for _, name := range document.at("components", "schemas").names() {
		properties := document.at("components", "schemas", name, "properties")
		for _, property := range properties.names() {
			all[name+"."+property] = properties.at(property)
		}
	}
	return all
}

// followed is what a reference points to, or n if it is none.
func (n node) followed(ref node) node {
	if target := ref.at("$ref"); target.Node != nil {
		return n.at(strings.Split(target.Value, "/")[1:]...)
	}
	return ref
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
	result := response(t, "getMedia", http.StatusOK, string(documented(t)))
	var pointers []string
	for _, v := range result.Violations {
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

// response validates one by the contract of this module.
func response(t *testing.T, operation string, status int, body string) contract.Result {
	t.Helper()
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	header := http.Header{"Content-Type": {"application/json"}}
	return library.Operation(operation).CheckResponse(status, header, []byte(body))
}
