package contract

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// CheckRequest checks a request for the operation: its parameters, credentials, content type and body, which is given apart and
// whole. The request's own Body is not read. The contract asks for credentials; it does not know which are good.
func (op *Operation) CheckRequest(r *http.Request, path []PathParameter, body []byte) Result {
	d := newDecoder(copied)
	defer d.release()
	return op.checkRequestWith(d, r, path, body)
}

// UseRequest passes what CheckRequest returns to use, and returns its error. It takes less memory: see [Operation.UseResponse].
func (op *Operation) UseRequest(r *http.Request, path []PathParameter, body []byte, use func(Result) error) error {
	d := newDecoder(lent)
	defer d.release()
	return use(op.checkRequestWith(d, r, path, body))
}

// checkRequestWith ignores a body where none is declared: it has no meaning (RFC 9110, section 9.3.1).
func (op *Operation) checkRequestWith(d *decoder, r *http.Request, path []PathParameter, body []byte) (result Result) {
	c := op.newCollector(DirectionRequest)
	op.checkHead(c, r, path)
	if op.request.schema != nil {
		result.Body = c.checkBody(d, &op.request, r.Header, body)
	}
	result.Violations = c.violations
	return result
}

// checkHead checks everything but the body.
func (op *Operation) checkHead(c *collector, r *http.Request, path []PathParameter) {
	if op.secured && BearerToken(r.Header) == "" {
		c.add(PartHeader, Violation{Pointer: "/Authorization", Rule: RuleSecurity, Reason: "must be Bearer and a token (RFC 6750)"})
	}
	var query url.Values
	for _, p := range op.parameters {
		switch p.part {
		case PartPath:
			if i := slices.IndexFunc(path, func(given PathParameter) bool { return given.Name == p.name }); i >= 0 {
				c.checkParameter(p, path[i].Value)
			} else {
				c.checkParameter(p)
			}
		case PartQuery:
			if query == nil {
				query = c.parseQuery(r.URL.RawQuery)
			}
			c.checkParameter(p, query[p.name]...)
		case PartHeader:
			c.checkParameter(p, r.Header.Values(p.name)...)
		}
	}
}

// parseQuery reads a query. What cannot be read of it would be ignored: it is a violation.
func (c *collector) parseQuery(raw string) url.Values {
	query, err := url.ParseQuery(raw)
	if err != nil {
		c.add(PartQuery, Violation{Rule: RuleSyntax, Reason: "must be percent-encoded, with & between parameters"})
	}
	return query
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
