package contract

import (
	"cmp"
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
	compiler
	*validator
	root     *yaml.Node
	model    *openapi3.T
	problems []Problem // of examples
}

// buildOperations sorts by path and method.
func (b *builder) buildOperations() []*Operation {
	var operations []*Operation
	for path, item := range b.model.Paths.Map() {
		for method, operation := range item.Operations() {
			operations = append(operations, b.operation(method, path, item, operation))
		}
	}
	slices.SortFunc(operations, func(a, b *Operation) int {
		return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.method, b.method))
	})
	return operations
}

func (b *builder) operation(method, path string, item *openapi3.PathItem, o *openapi3.Operation) *Operation {
	at := pointerTo("/paths", path, strings.ToLower(method))
	op := &Operation{
		id:        o.OperationID,
		method:    method,
		path:      path,
		name:      method + " " + path,
		secured:   b.isSecured(o),
		responses: map[int]*message{},
		validator: b.validator,
	}
	for _, ref := range slices.Concat(o.Parameters, item.Parameters) { // the operation's own win
		p := b.parameter(ref.Value)
		if !slices.ContainsFunc(op.parameters, func(own parameter) bool { return own.part == p.part && own.name == p.name }) {
			op.parameters = append(op.parameters, p)
		}
	}
	slices.SortFunc(op.parameters, func(a, b parameter) int {
		return cmp.Or(cmp.Compare(a.part, b.part), cmp.Compare(a.name, b.name))
	})
	if ref := o.RequestBody; ref != nil {
		op.request = *b.message(ref.Value.Content, at+"/requestBody")
		op.request.required = ref.Value.Required
	}
	for status, ref := range o.Responses.Map() {
		response := b.message(ref.Value.Content, at+"/responses/"+status)
		for _, name := range slices.Sorted(maps.Keys(ref.Value.Headers)) {
			header := ref.Value.Headers[name].Value.Parameter
			header.In, header.Name = openapi3.ParameterInHeader, http.CanonicalHeaderKey(name)
			response.headers = append(response.headers, b.parameter(&header))
		}
		if code, err := strconv.Atoi(status); err == nil {
			op.responses[code] = response
		} else {
			op.fallback = response
		}
		op.streams = op.streams || response.stream != ""
	}
	return op
}

// isSecured reports whether no security requirement is satisfied by a request without credentials. The operation's
// requirements replace the document's.
func (b *builder) isSecured(o *openapi3.Operation) bool {
	requirements := b.model.Security
	if o.Security != nil {
		requirements = *o.Security
	}
	return len(requirements) > 0 && !slices.ContainsFunc(requirements, func(r openapi3.SecurityRequirement) bool { return len(r) == 0 })
}

func (b *builder) parameter(p *openapi3.Parameter) parameter {
	explode := p.Explode == nil || *p.Explode // the default of style form
	return parameter{name: p.Name, pointer: pointerTo("", p.Name), part: Part(p.In), required: p.Required, explode: explode, schema: b.compile(p.Schema)}
}

func (b *builder) message(content openapi3.Content, at string) *message {
	if content.Get(mediaTypeJSON) == nil {
		mediaTypes := append(slices.Collect(maps.Keys(content)), "") // the grammar allows one
		return &message{stream: mediaTypes[0]}
	}
	s := b.compile(content.Get(mediaTypeJSON).Schema)
	return &message{schema: s, required: true, examples: b.readExamples(at, s)}
}
