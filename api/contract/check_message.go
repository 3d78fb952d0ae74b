package contract

import (
	"errors"
	"mime"
	"net/http"
	"strings"
)

// message is a request or response that the document declares.
type message struct {
	headers  []parameter // of a response
	schema   *schema     // of the body; nil without one that is JSON
	stream   string      // the media type of a body that is not JSON, which is not checked; "" for others
	required bool        // the body
	examples []Example
}

// Example is a named body of the document. It fits its schema: [Parse] has checked it.
type Example struct {
	Name    string // such as "ready-video"
	Summary string
	Body    []byte // compact JSON, its members in the order of the document
}

// collector gathers the violations of one message.
type collector struct {
	*validator
	operation  string
	direction  Direction
	part       Part // of the value that is explained
	violations []Violation
}

func (c *collector) full() bool { return len(c.violations) == MaxViolations }

func (c *collector) add(part Part, v Violation) {
	if !c.full() {
		v.Operation, v.Direction, v.Part = c.operation, c.direction, part
		c.violations = append(c.violations, v)
	}
}

// checkBody checks a body and returns its value.
func (c *collector) checkBody(d *decoder, m *message, header http.Header, data []byte) any {
	if len(data) == 0 {
		if m.required {
			c.add(PartBody, missing(m.schema, ""))
		}
		return nil
	}
	if !c.readable(header) {
		return nil
	}
	return c.checkJSON(d, m.schema, data)
}

func (c *collector) checkJSON(d *decoder, s *schema, data []byte) any {
	value, broken := d.decode(data, s)
	if broken != nil {
		c.add(PartBody, *broken)
		return nil
	}
	c.checkValue(PartBody, "", s, value)
	return value
}

// readable checks that a body is JSON that nothing is wrapped around.
func (c *collector) readable(header http.Header) bool {
	if encoding := header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		c.add(PartHeader, Violation{Pointer: "/Content-Encoding", Rule: RuleEncoding, Reason: "must be absent: send the body uncompressed"})
		return false
	}
	return c.checkMediaType(mediaTypeJSON, header)
}

func (c *collector) checkMediaType(want string, header http.Header) bool {
	if !isMediaType(want, header.Get("Content-Type")) {
		c.add(PartContentType, Violation{Rule: RuleContentType, Reason: "must be " + want})
		return false
	}
	return true
}

// isMediaType ignores parameters: JSON has none (RFC 8259, section 11), but many programs send charset=utf-8.
func isMediaType(want, contentType string) bool {
	if contentType == want {
		return true
	}
	mediaType, _, err := mime.ParseMediaType(contentType)
	return (err == nil || errors.Is(err, mime.ErrInvalidMediaParameter)) && mediaType == want
}
