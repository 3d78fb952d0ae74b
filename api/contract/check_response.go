package contract

import (
	"fmt"
	"net/http"
	"strings"
)

// CheckResponse checks a response to the operation: its status, headers, content type and body, which is given apart and whole. A body
// that is not JSON is not checked.
func (op *Operation) CheckResponse(status int, header http.Header, body []byte) Result {
	return op.checkResponse(status, header, body, copied)
}

// UseResponse passes what CheckResponse returns to use, and returns its error. It takes less memory: the objects and arrays of the Result's
// Body are invalid afterwards, and its strings may be pieces of body.
func (op *Operation) UseResponse(status int, header http.Header, body []byte, use func(Result) error) error {
	d := newDecoder(lent)
	defer d.release()
	return use(op.checkResponseWith(d, status, header, body))
}

// CheckHeadResponse checks a response to a HEAD request, which is that to GET without its body.
func (op *Operation) CheckHeadResponse(status int, header http.Header) Result {
	c := op.newCollector(DirectionResponse)
	c.checkStatus(op.response(status), status, header)
	return Result{Violations: c.violations}
}

// checkAround checks a response whose body is known to conform under this status.
func (op *Operation) checkAround(status int, header http.Header) Result {
	c, declared := op.newCollector(DirectionResponse), op.response(status)
	c.checkStatus(declared, status, header)
	if declared != nil && declared.schema != nil {
		c.readable(header)
	}
	return Result{Violations: c.violations}
}

// checkResponse returns the body's value unless that is only lent.
func (op *Operation) checkResponse(status int, header http.Header, body []byte, use use) Result {
	d := newDecoder(use)
	defer d.release()
	result := op.checkResponseWith(d, status, header, body)
	if use == lent {
		result.Body = nil
	}
	return result
}

func (op *Operation) checkResponseWith(d *decoder, status int, header http.Header, body []byte) (result Result) {
	c, declared := op.newCollector(DirectionResponse), op.response(status)
	c.checkStatus(declared, status, header)
	switch {
	case declared == nil:
	case declared.stream != "":
		c.checkMediaType(declared.stream, header)
	case declared.schema != nil:
		result.Body = c.checkBody(d, declared, header, body)
	case len(body) > 0:
		c.add(PartBody, Violation{Rule: RuleNoBody, Reason: "must be empty"})
	}
	result.Violations = c.violations
	return result
}

// checkStatus checks the headers of a response by what the document declares for its status: nil if it does not.
func (c *collector) checkStatus(declared *message, status int, header http.Header) {
	if declared == nil {
		c.add(PartStatus, Violation{Rule: RuleStatus, Reason: fmt.Sprintf("%d is not declared", status)})
		return
	}
	for _, p := range declared.headers {
		// The lines of a field count as one (RFC 9110, section 5.3). Those of a request do not: what reads it takes the first alone.
		if lines := header.Values(p.name); len(lines) > 0 {
			c.checkParameter(p, strings.Join(lines, ", "))
		} else {
			c.checkParameter(p)
		}
	}
}
