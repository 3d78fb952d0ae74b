package contract

import (
	"maps"
	"slices"
)

// Operation is one operation of a contract, ready to check its messages.
type Operation struct {
	id, method, path string
	name             string // method and path
	parameters       []parameter
	secured          bool // without credentials there is no access
	request          message
	responses        map[int]*message // by status
	fallback         *message         // for any other 4xx and 5xx; nil without one
	streams          bool             // whether a response is not JSON
	validator        *validator
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

// Streams reports whether the document declares a response that is not JSON, whose body is sent unchecked while it is written.
func (op *Operation) Streams() bool { return op.streams }

// Statuses returns the statuses that the document lists by number, sorted.
func (op *Operation) Statuses() []int { return slices.Sorted(maps.Keys(op.responses)) }

// Lists reports whether the document lists a status by number.
func (op *Operation) Lists(status int) bool { return op.responses[status] != nil }

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

func (op *Operation) newCollector(direction Direction) *collector {
	return &collector{validator: op.validator, operation: op.name, direction: direction}
}
