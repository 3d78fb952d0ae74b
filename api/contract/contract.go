package contract

import (
	"maps"
	"slices"
	"strings"
)

const mediaTypeJSON = "application/json"

// Contract is a parsed document. It does not change, and any number of goroutines may use it.
type Contract struct {
	operations []*Operation
	routes     []route
	terminal   map[string][]string // states, by schema
	tokenURLs  map[string][]string // by security scheme
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

// TerminalStates returns the values of an enum that are final, as the extension x-states of its schema says, such as "ready"
// and "failed" for "MediaStatus". It returns nil for a schema without the extension.
func (c *Contract) TerminalStates(schema string) []string { return c.terminal[schema] }

// TokenURL returns the token endpoint (RFC 6749, section 3.2) of a security scheme such as "HTTPBearer", which its extension
// x-token-url names, or "". A scheme of type http has no field for it.
func (c *Contract) TokenURL(scheme string) string { return strings.Join(c.tokenURLs[scheme], "") }

// Operation is one operation of a contract, ready to check its messages.
type Operation struct {
	id, method, path string
	name             string // method and path
	parameters       []parameter
	secured          bool // without credentials there is no access
	request          message
	responses        map[int]*message // by status
	fallback         *message         // for any other 4xx and 5xx; nil without one
	validator        *validator
}

// Example is a named body of the document. It fits its schema: [Parse] has checked it.
type Example struct {
	Name    string // such as "ready-video"
	Summary string
	Body    []byte // compact JSON, its members in the order of the document
}

// ID returns the operationId, such as "getMedia".
func (op *Operation) ID() string { return op.id }

// Method returns the HTTP method, in upper case.
func (op *Operation) Method() string { return op.method }

// Path returns the path template, such as "/media/{media_id}".
func (op *Operation) Path() string { return op.path }

// String returns method and path, as violations name the operation.
func (op *Operation) String() string { return op.name }

// Secured reports whether the operation asks for a bearer token.
func (op *Operation) Secured() bool { return op.secured }

// Statuses returns the statuses that the document lists by number, sorted.
func (op *Operation) Statuses() []int { return slices.Sorted(maps.Keys(op.responses)) }

// RequestExamples returns the examples of the request body, in the order of the document.
func (op *Operation) RequestExamples() []Example { return slices.Clone(op.request.examples) }

// ResponseExamples returns the examples for a status, in the order of the document: those of the default for an error
// that is not listed by number, none for another status that is not.
func (op *Operation) ResponseExamples(status int) []Example {
	if declared := op.response(status); declared != nil {
		return slices.Clone(declared.examples)
	}
	return nil
}

// response returns what is declared for a status: its own, or for an error the default.
func (op *Operation) response(status int) *message {
	if declared, ok := op.responses[status]; ok {
		return declared
	}
	if status >= 400 && status <= 599 {
		return op.fallback
	}
	return nil
}
