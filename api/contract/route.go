package contract

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// PathParameter is a parameter of a path, percent-decoded.
type PathParameter struct {
	Name, Value string
}

// Match is the operation that a request is for.
type Match struct {
	Operation  *Operation
	Parameters []PathParameter
}

// RouteError is a request that no operation is for.
type RouteError struct {
	Allow []string // the methods that the path has; none if the path is not known
}

// Error tells an unknown path from a method that the path does not have.
func (e *RouteError) Error() string {
	if len(e.Allow) == 0 {
		return "no operation has this path"
	}
	return fmt.Sprintf("no operation has this method on the path, which takes %s", strings.Join(e.Allow, ", "))
}

// segment is a piece of a path template: a literal, or a parameter.
type segment struct {
	literal   string
	parameter string
}

func splitTemplate(path string) []segment {
	var segments []segment
	for piece := range strings.SplitSeq(path[1:], "/") {
		if name, ok := strings.CutPrefix(piece, "{"); ok {
			segments = append(segments, segment{parameter: strings.TrimSuffix(name, "}")})
		} else {
			segments = append(segments, segment{literal: piece})
		}
	}
	return segments
}

// Match finds the operation for a method and a path as it is on the wire (url.URL.EscapedPath). It fails with a *RouteError.
//
// Paths are taken as they are: nothing is cleaned, and an encoded slash stays within its segment. Where several templates fit,
// the first literal in place of a parameter decides, so a concrete path is matched before its templated counterparts (OpenAPI
// 3.1, Paths Object), whatever the method. HEAD is matched as GET (RFC 9110, section 9.3.2).
func (c *Contract) Match(method, escapedPath string) (Match, error) {
	pieces, ok := splitPath(escapedPath)
	if !ok {
		return Match{}, &RouteError{}
	}
	path := c.mostLiteral(pieces)
	if path == nil {
		return Match{}, &RouteError{}
	}
	op, allow := c.operationOn(path, method)
	if op == nil {
		return Match{}, &RouteError{Allow: allowed(allow)}
	}
	return Match{Operation: op, Parameters: op.parametersIn(pieces)}, nil
}

// mostLiteral returns an operation of the path that the pieces are matched to, or nil.
func (c *Contract) mostLiteral(pieces []string) (best *Operation) {
	for _, op := range c.operations {
		if op.fits(pieces) && (best == nil || op.moreLiteral(best)) {
			best = op
		}
	}
	return best
}

// operationOn returns the operation of the same path that takes the method, or else the methods of the path.
func (c *Contract) operationOn(path *Operation, method string) (found *Operation, methods []string) {
	for _, op := range c.operations {
		if op.path != path.path {
			continue
		}
		if op.takes(method) {
			return op, nil
		}
		methods = append(methods, op.method)
	}
	return nil, methods
}

// splitPath decodes the segments of a path; ok is false for one that cannot be decoded.
func splitPath(escapedPath string) (pieces []string, ok bool) {
	if !strings.HasPrefix(escapedPath, "/") {
		return nil, false
	}
	pieces = strings.Split(escapedPath[1:], "/")
	for i, piece := range pieces {
		decoded, err := url.PathUnescape(piece)
		if err != nil {
			return nil, false
		}
		pieces[i] = decoded
	}
	return pieces, true
}

func (op *Operation) fits(pieces []string) bool {
	if len(pieces) != len(op.segments) {
		return false
	}
	for i, s := range op.segments {
		if s.parameter == "" && s.literal != pieces[i] || s.parameter != "" && pieces[i] == "" {
			return false
		}
	}
	return true
}

func (op *Operation) parametersIn(pieces []string) (parameters []PathParameter) {
	for i, s := range op.segments {
		if s.parameter != "" {
			parameters = append(parameters, PathParameter{Name: s.parameter, Value: pieces[i]})
		}
	}
	return parameters
}

func (op *Operation) takes(method string) bool {
	return op.method == method || op.method == http.MethodGet && method == http.MethodHead
}

// moreLiteral reports whether op has a literal where other first has a parameter.
func (op *Operation) moreLiteral(other *Operation) bool {
	for i, s := range op.segments {
		if (s.parameter == "") != (other.segments[i].parameter == "") {
			return s.parameter == ""
		}
	}
	return false
}

// allowed is the value of an Allow header (RFC 9110, section 10.2.1).
func allowed(methods []string) []string {
	if slices.Contains(methods, http.MethodGet) {
		methods = append(methods, http.MethodHead)
	}
	slices.Sort(methods)
	return slices.Compact(methods)
}
