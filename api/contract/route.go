package contract

import (
	"cmp"
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

// Error distinguishes an unknown path from a method that the path does not have.
func (e *RouteError) Error() string {
	if len(e.Allow) == 0 {
		return "no operation has this path"
	}
	return fmt.Sprintf("no operation has this method on the path, which takes %s", strings.Join(e.Allow, ", "))
}

// Match finds the operation for a method and a path as it is on the wire (url.URL.EscapedPath). It fails with a *RouteError.
//
// Paths are taken as they are: nothing is cleaned, and an encoded slash stays within its segment. Where several templates fit,
// the first literal in place of a parameter decides, so a concrete path is matched before its templated counterparts (OpenAPI
// 3.1, Paths Object), whatever the method. HEAD is matched as GET (RFC 9110, section 9.3.2).
func (c *Contract) Match(method, escapedPath string) (Match, error) {
	segments, ok := splitPath(escapedPath)
	for _, route := range c.routes {
		if !ok || !route.fits(segments) {
			continue
		}
		for _, op := range route.operations {
			if op.method == method || op.method == http.MethodGet && method == http.MethodHead {
				return Match{Operation: op, Parameters: route.parametersIn(segments)}, nil
			}
		}
		return Match{}, &RouteError{Allow: route.allow()}
	}
	return Match{}, &RouteError{}
}

// route is a path of the document. A segment in braces is a parameter.
type route struct {
	segments   []string
	operations []*Operation
}

// newRoutes takes operations sorted by path. The most literal routes come first.
func newRoutes(operations []*Operation) (routes []route) {
	for i, op := range operations {
		if i == 0 || op.path != operations[i-1].path {
			routes = append(routes, route{segments: strings.Split(op.path[1:], "/")})
		}
		last := &routes[len(routes)-1]
		last.operations = append(last.operations, op)
	}
	slices.SortFunc(routes, func(a, b route) int {
		return slices.CompareFunc(a.segments, b.segments, func(a, b string) int {
			return cmp.Compare(strings.Index(a, "{"), strings.Index(b, "{")) // 0 for a parameter, -1 for a literal
		})
	})
	return routes
}

// splitPath decodes the segments of a path; ok is false for one that cannot be decoded.
func splitPath(escapedPath string) (segments []string, ok bool) {
	if !strings.HasPrefix(escapedPath, "/") {
		return nil, false
	}
	segments = strings.Split(escapedPath[1:], "/")
	for i, segment := range segments {
		var err error
		if segments[i], err = url.PathUnescape(segment); err != nil {
			return nil, false
		}
	}
	return segments, true
}

func (r route) fits(segments []string) bool {
	if len(segments) != len(r.segments) {
		return false
	}
	for i, template := range r.segments {
		isParameter := strings.HasPrefix(template, "{")
		if !isParameter && template != segments[i] || isParameter && segments[i] == "" {
			return false
		}
	}
	return true
}

func (r route) parametersIn(segments []string) (parameters []PathParameter) {
	for i, template := range r.segments {
		if name, ok := strings.CutPrefix(template, "{"); ok {
			parameters = append(parameters, PathParameter{Name: strings.TrimSuffix(name, "}"), Value: segments[i]})
		}
	}
	return parameters
}

// allow is the value of an Allow header (RFC 9110, section 10.2.1).
func (r route) allow() (methods []string) {
	for _, op := range r.operations {
		methods = append(methods, op.method)
		if op.method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
	}
	slices.Sort(methods)
	return methods
}
