package contract

import (
	"fmt"
	"net/http"
	"strings"
)

// CheckResponse validates a response to the operation: its status, headers, content type and body, which is given apart and whole.
func (op *Operation) CheckResponse(status int, header http.Header, body []byte) Result {
	f := &collector{operation: op, direction: DirectionResponse}
	declared := f.declared(status, header)
	if declared == nil {
		return Result{Violations: f.violations}
	}
	if !f.hasBody(declared, header, body) {
		return Result{Violations: f.violations}
	}
	value := f.json(declared.schema, body)
	return Result{Violations: f.violations, Body: value}
}

// responseViolations are those of CheckResponse, for whom the body's value is of no use.
func (op *Operation) responseViolations(status int, header http.Header, body []byte) []Violation {
	f := &collector{operation: op, direction: DirectionResponse}
	if declared := f.declared(status, header); declared != nil && f.hasBody(declared, header, body) {
		f.jsonAlone(declared.schema, body)
	}
	return f.violations
}

// CheckHeadResponse validates a response to a HEAD request, which is that to GET without its body.
func (op *Operation) CheckHeadResponse(status int, header http.Header) Result {
	f := &collector{operation: op, direction: DirectionResponse}
	f.declared(status, header)
	return Result{Violations: f.violations}
}

// declared returns what the document says of a status, after checking the headers by it.
func (f *collector) declared(status int, header http.Header) *response {
	declared := f.operation.response(status)
	if declared == nil {
		f.add(PartStatus, finding{rule: RuleStatus, reason: fmt.Sprintf("%d is not declared", status)})
		return nil
	}
	for _, p := range declared.headers {
		p.check(f, fieldValue(header, p.name))
	}
	return declared
}

// hasBody reports whether there is a body to check, and it can be.
func (f *collector) hasBody(declared *response, header http.Header, data []byte) bool {
	if declared.schema == nil {
		if len(data) > 0 {
			f.add(PartBody, finding{rule: RuleNoBody, reason: "must be empty"})
		}
		return false
	}
	if len(data) == 0 {
		f.add(PartBody, finding{rule: RuleRequired, reason: "is required", expected: declared.schema.expected})
		return false
	}
	return f.readable(header)
}

// fieldValue joins the lines of a field (RFC 9110, section 5.3). In a request a parameter has one line: what reads it takes no more.
func fieldValue(header http.Header, name string) []string {
	lines := header.Values(name)
	if len(lines) == 0 {
		return nil
	}
	return []string{strings.Join(lines, ", ")}
}
