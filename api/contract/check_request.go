package contract

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// CheckRequest validates a request for the operation: its parameters, credentials, content type and body, which is given apart and
// whole. The request's own Body is not read. Whether credentials are good is not the contract's to say; it asks that there are any.
func (op *Operation) CheckRequest(r *http.Request, path []PathParameter, body []byte) Result {
	f := op.checkHead(r, path)
	value := op.checkRequestBody(f, r.Header, body)
	return Result{Violations: f.violations, Body: value}
}

// checkHead checks everything but the body.
func (op *Operation) checkHead(r *http.Request, path []PathParameter) *collector {
	f := &collector{operation: op, direction: DirectionRequest}
	if op.secured && BearerToken(r.Header) == "" {
		f.add(PartHeader, finding{pointer: "/Authorization", rule: RuleSecurity, reason: "must be Bearer and a token (RFC 6750)"})
	}
	op.checkParameters(f, r, path)
	return f
}

// BearerToken returns the token of an Authorization header, or "" if there is none, it is of another scheme, or there is more than one
// header (RFC 6750, section 2.1).
func BearerToken(header http.Header) string {
	fields := header["Authorization"]
	if len(fields) != 1 {
		return ""
	}
	scheme, token, _ := strings.Cut(fields[0], " ")
	token = strings.Trim(token, " ")
	if !strings.EqualFold(scheme, "Bearer") || strings.ContainsAny(token, " \t,") {
		return ""
	}
	return token
}

func (op *Operation) checkParameters(f *collector, r *http.Request, path []PathParameter) {
	var query url.Values
	for _, p := range op.parameters {
		switch p.part {
		case PartPath:
			p.check(f, valuesOf(path, p.name))
		case PartQuery:
			if query == nil {
				query = f.query(r)
			}
			p.check(f, query[p.name])
		case PartHeader:
			p.check(f, r.Header.Values(p.name))
		}
	}
}

// query is that of the request. What cannot be read of it would count for nothing, and is a violation for that.
func (f *collector) query(r *http.Request) url.Values {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		f.add(PartQuery, finding{rule: RuleSyntax, reason: "must be percent-encoded, with & between parameters"})
	}
	return query
}

func valuesOf(path []PathParameter, name string) []string {
	for _, p := range path {
		if p.Name == name {
			return []string{p.Value}
		}
	}
	return nil
}

func (op *Operation) checkRequestBody(f *collector, header http.Header, data []byte) any {
	if op.body == nil {
		return nil // A body where none is declared has no meaning (RFC 9110, section 9.3.1); it is ignored.
	}
	if len(data) == 0 {
		if op.body.required {
			f.add(PartBody, finding{rule: RuleRequired, reason: "is required", expected: op.body.schema.expected})
		}
		return nil
	}
	if !f.readable(header) {
		return nil
	}
	return f.json(op.body.schema, data)
}

// readable checks that a body is JSON that nothing is wrapped around.
func (f *collector) readable(header http.Header) bool {
	if encoding := header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		f.add(PartHeader, finding{pointer: "/Content-Encoding", rule: RuleEncoding, reason: "must be absent: send the body uncompressed"})
		return false
	}
	if !isJSON(header.Get("Content-Type")) {
		f.add(PartContentType, finding{rule: RuleContentType, reason: "must be " + mediaTypeJSON})
		return false
	}
	return true
}

// isJSON ignores parameters: JSON has none (RFC 8259, section 11), and charset=utf-8 is often sent all the same.
func isJSON(contentType string) bool {
	if contentType == mediaTypeJSON {
		return true
	}
	mediaType, _, err := mime.ParseMediaType(contentType)
	return (err == nil || errors.Is(err, mime.ErrInvalidMediaParameter)) && mediaType == mediaTypeJSON
}
