package contract

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v4"

	"github.com/medialink-go/medialink"
)

// Library returns the contract of this module, openapi.yaml, parsed once in the life of the program.
func Library() (*Contract, error) { return library() }

var library = sync.OnceValues(func() (*Contract, error) { return Parse(medialink.OpenAPI) })

// Parse reads an OpenAPI 3.1 document, in YAML or JSON. It fails with a *SpecError for one that is broken, that has a keyword,
// format or construct which would be ignored, that has an operation without security, or one of whose examples does not fit its
// schema.
//
// What is supported: operations with parameters in path, query and header whose type is string, integer, number or boolean, and
// in a query arrays of these; bodies in application/json; responses in one other media type, whose schema is {type: string} and whose
// body is not checked; bearer authentication; references to components; and of JSON Schema
// type, enum, the keywords of numbers, strings, arrays and objects apart from uniqueItems and patternProperties, allOf, anyOf
// and oneOf (without type and enum beside them), and the formats uri, uuid, date-time, date, int32 and int64.
//
// An array in a query has the style form: a=1&a=2, or with explode false a=1,2, where a comma always separates two items, also
// if it is percent-encoded.
func Parse(document []byte) (*Contract, error) {
	root, err := parseYAML(document)
	if err != nil {
		return nil, err
	}
	if problems := newParser(root).document(); len(problems) > 0 {
		return nil, &SpecError{Problems: problems}
	}
	model, err := loadModel(document, root)
	if err != nil {
		return nil, err
	}
	b := &builder{compiler: compiler{}, validator: newValidator(), root: root, model: model}
	operations := b.buildOperations()
	if len(b.problems) > 0 {
		slices.SortFunc(b.problems, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
		return nil, &SpecError{Problems: b.problems}
	}
	c := &Contract{
		operations: operations,
		routes:     newRoutes(operations),
		terminal:   extension(root, "schemas", "x-states", "terminal"),
		tokenURLs:  extension(root, "securitySchemes", "x-token-url"),
		version:    model.Info.Version,
		sha256:     fmt.Sprintf("%x", sha256.Sum256(document)),
	}
	if err := root.Decode(&c.document); err != nil {
		return nil, specError("cannot be read: %v", err)
	}
	return c, nil
}

// loadModel decodes what the grammar has read. Where that fails kin-openapi reads the text, since its error names the place, and where
// there is a U+0085, since that is a character in JSON and a line break in YAML.
func loadModel(document []byte, root *yaml.Node) (*openapi3.T, error) {
	loader, model := openapi3.NewLoader(), new(openapi3.T)
	err := root.Decode(model)
	if err != nil || bytes.Contains(document, []byte("\u0085")) {
		model, err = loader.LoadFromData(document)
	} else {
		err = loader.ResolveRefsIn(model, nil)
	}
	if err != nil {
		return nil, specError("cannot be read: %v", err)
	}
	// The builder checks examples, as any other body.
	if err := model.Validate(loader.Context, openapi3.DisableExamplesValidation()); err != nil {
		return nil, specError("is not valid: %v", err)
	}
	return model, nil
}

// extension returns the texts of an extension, by the name of the component that has it.
func extension(root *yaml.Node, section string, path ...string) map[string][]string {
	found := map[string][]string{}
	for name, component := range membersOf(member(root, "components", section)) {
		if n := member(component, path...); n != nil {
			found[name.Value] = textsOf(n)
		}
	}
	return found
}
