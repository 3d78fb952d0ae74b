package contract

import (
	"cmp"
	"slices"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/medialink-go/medialink"
)

const mediaTypeJSON = "application/json"

// Contract is a parsed document. It does not change, and any number of goroutines may use it.
type Contract struct {
	operations []*Operation
	terminal   map[string][]string // states, by schema
	tokenURLs  map[string]string   // by security scheme
}

// Library returns the contract of this module, openapi.yaml, parsed once in the life of the program.
func Library() (*Contract, error) { return library() }

var library = sync.OnceValues(func() (*Contract, error) { return Parse(medialink.OpenAPI) })

// Parse reads an OpenAPI 3.1 document, in YAML or JSON. It fails with a *SpecError for one that is broken, that has a keyword,
// format or construct which would be ignored, that has an operation without security, or one of whose examples does not fit its
// schema.
//
// What is supported: operations with parameters in path, query and header whose type is string, integer, number or boolean, and
// in a query arrays of these; bodies in application/json; bearer authentication; references to components; and of JSON Schema
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
	p := newParser(root)
	p.resolveAliases("", root)
	if len(p.problems) == 0 {
		p.version()
	}
	if len(p.problems) == 0 {
		p.visit("document", "", nil, root)
	}
	if len(p.problems) > 0 {
		return nil, &SpecError{Problems: p.problems}
	}
	model, err := loadModel(document)
	if err != nil {
		return nil, err
	}
	c := &Contract{operations: newBuilder(root, model).operations(), terminal: terminalStates(root), tokenURLs: tokenURLs(model)}
	if problems := c.unfitExamples(); len(problems) > 0 {
		return nil, &SpecError{Problems: problems}
	}
	return c, nil
}

func loadModel(document []byte) (*openapi3.T, error) {
	loader := openapi3.NewLoader()
	model, err := loader.LoadFromData(document)
	if err != nil {
		return nil, specError("cannot be read: %v", err)
	}
	// Examples are checked by unfitExamples, as any other body.
	if err := model.Validate(loader.Context, openapi3.DisableExamplesValidation()); err != nil {
		return nil, specError("is not valid: %v", err)
	}
	return model, nil
}

// Operations returns the operations, sorted by path and method.
func (c *Contract) Operations() []*Operation { return slices.Clone(c.operations) }

// Operation returns the operation with this operationId, such as "getMedia", or nil.
func (c *Contract) Operation(id string) *Operation {
	i := slices.IndexFunc(c.operations, func(op *Operation) bool { return op.id == id })
	if i < 0 {
		return nil
	}
	return c.operations[i]
}

func sortOperations(operations []*Operation) {
	slices.SortFunc(operations, func(a, b *Operation) int {
		return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.method, b.method))
	})
}
