package contract

import (
	"maps"
	"slices"
)

// Operation is one operation of a contract, ready to check its messages.
type Operation struct {
	id, method, path string
	name             string // method and path
	segments         []segment
	parameters       []parameter
	secured          bool // without credentials there is no access
	body             *body
	responses        map[int]*response
	fallback         *response // for any other 4xx and 5xx; nil without one
	validator        validator

	requestExamples []Example
}

// body is a request body that the document declares.
type body struct {
	required bool
	schema   *schema
}

// response is one that the document declares; schema is nil for one without content.
type response struct {
	schema   *schema
	headers  []parameter
	examples []Example
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

// response returns what is declared for a status: its own, or for an error the default.
func (op *Operation) response(status int) *response {
	if declared, ok := op.responses[status]; ok {
		return declared
	}
	if status >= 400 && status <= 599 {
		return op.fallback
	}
	return nil
}

// collector gathers the violations of one message.
type collector struct {
	operation  *Operation
	direction  Direction
	violations []Violation
}

func (f *collector) add(part Part, finding finding) {
	if len(f.violations) == MaxViolations {
		return
	}
	f.violations = append(f.violations, Violation{
		Operation: f.operation.String(),
		Direction: f.direction,
		Part:      part,
		Pointer:   finding.pointer,
		Rule:      finding.rule,
		Reason:    finding.reason,
		Expected:  finding.expected,
		Offset:    finding.offset,
	})
}

// json validates a body and returns its value.
func (f *collector) json(s *schema, data []byte) any {
	value, finding := decode(data, s)
	f.decoded(s, value, finding)
	return value
}

// jsonAlone validates a body whose value nobody asks for.
func (f *collector) jsonAlone(s *schema, data []byte) {
	decodeFor(data, s, func(value any, finding *finding) { f.decoded(s, value, finding) })
}

func (f *collector) decoded(s *schema, value any, broken *finding) {
	if broken != nil {
		f.add(PartBody, *broken)
		return
	}
	for _, finding := range f.operation.validator.check(s, value) {
		f.add(PartBody, finding)
	}
}
