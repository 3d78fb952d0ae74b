package contract

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v4"
)

// builder makes operations of a document that the grammar has let pass.
type builder struct {
	root  *yaml.Node
	model *openapi3.T
	compiler
	validator
}

func newBuilder(root *yaml.Node, model *openapi3.T) *builder {
	return &builder{root: root, model: model, compiler: compiler{}, validator: newValidator()}
}

func (b *builder) operations() []*Operation {
	var operations []*Operation
	for path, item := range b.model.Paths.Map() {
		for method, operation := range item.Operations() {
			operations = append(operations, b.operation(method, path, item, operation))
		}
	}
	sortOperations(operations)
	return operations
}

func (b *builder) operation(method, path string, item *openapi3.PathItem, o *openapi3.Operation) *Operation {
	at := pointerTo(pointerTo("/paths", path), strings.ToLower(method))
	op := &Operation{
		id:         o.OperationID,
		method:     method,
		path:       path,
		name:       method + " " + path,
		segments:   splitTemplate(path),
		parameters: b.parameters(item.Parameters, o.Parameters),
		secured:    b.secured(o),
		responses:  map[int]*message{},
		validator:  b.validator,
	}
	if ref := o.RequestBody; ref != nil {
		op.request = *b.message(ref.Value.Content, at+"/requestBody")
		op.request.required = ref.Value.Required
	}
	for status, ref := range o.Responses.Map() {
		response := b.message(ref.Value.Content, at+"/responses/"+status)
		response.headers = b.headers(ref.Value.Headers)
		if code, err := strconv.Atoi(status); err == nil {
			op.responses[code] = response
		} else {
			op.fallback = response
		}
	}
	return op
}

// secured reports whether no security requirement is satisfied by a request without credentials. The operation's
// requirements replace the document's.
func (b *builder) secured(o *openapi3.Operation) bool {
	requirements := b.model.Security
	if o.Security != nil {
		requirements = *o.Security
	}
	for _, requirement := range requirements {
		if len(requirement) == 0 {
			return false
		}
	}
	return len(requirements) > 0
}

// parameters returns those of the path item and of the operation, of which the latter wins.
func (b *builder) parameters(shared, own openapi3.Parameters) []parameter {
	byPlace := map[string]parameter{}
	for _, ref := range slices.Concat(shared, own) {
		p := ref.Value
		byPlace[p.In+" "+p.Name] = parameter{
			name:     p.Name,
			part:     Part(p.In),
			required: p.Required,
			explode:  p.Explode == nil || *p.Explode, // the default of style form
			schema:   b.compile(p.Schema),
		}
	}
	sorted := make([]parameter, 0, len(byPlace))
	for _, place := range slices.Sorted(maps.Keys(byPlace)) {
		sorted = append(sorted, byPlace[place])
	}
	return sorted
}

func (b *builder) message(content openapi3.Content, at string) *message {
	if content.Get(mediaTypeJSON) == nil {
		return &message{}
	}
	return &message{schema: b.compile(content.Get(mediaTypeJSON).Schema), required: true, examples: b.examples(at)}
}

func (b *builder) headers(declared openapi3.Headers) []parameter {
	var headers []parameter
	for _, name := range slices.Sorted(maps.Keys(declared)) {
		header := declared[name].Value
		headers = append(headers, parameter{
			name:     http.CanonicalHeaderKey(name),
			part:     PartHeader,
			required: header.Required,
			schema:   b.compile(header.Schema),
		})
	}
	return headers
}
