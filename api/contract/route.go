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
// Paths are taken as they are: nothing is cleaned, and an encoded slash stays within its segment. HEAD is matched as GET
// where there is no HEAD (RFC 9110, section 9.3.2). Where two templates fit, one that has the method wins over one that
// has not, and a literal over a parameter.
func (c *Contract) Match(method, escapedPath string) (Match, error) {
	pieces, ok := splitPath(escapedPath)
	if !ok {
		return Match{}, &RouteError{}
	}
	var best Match
	var allow []string
	for _, op := range c.operations {
		parameters, ok := op.matchPath(pieces)
		if !ok {
			continue
		}
		allow = append(allow, op.method)
		if op.takes(method) && (best.Operation == nil || op.moreLiteral(best.Operation)) {
			best = Match{Operation: op, Parameters: parameters}
		}
	}
	if best.Operation == nil {
		return Match{}, &RouteError{Allow: allowed(allow)}
	}
	return best, nil
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

func (op *Operation) matchPath(pieces []string) ([]PathParameter, bool) {
	if len(pieces) != len(op.segments) {
		return nil, false
	}
	var parameters []PathParameter
	for i, s := range op.segments {
		switch {
		case s.parameter == "" && s.literal != pieces[i], s.parameter != "" && pieces[i] == "":
			return nil, false
		case s.parameter != "":
			parameters = append(parameters, PathParameter{Name: s.parameter, Value: pieces[i]})
		}
	}
	return parameters, true
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
