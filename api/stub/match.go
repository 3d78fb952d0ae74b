package stub

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/go-openapi/jsonpointer"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/internal/encode"
	"github.com/medialink-go/medialink/api/internal/redact"
)

// matcher is an expectation that has been checked.
type matcher struct {
	Expectation
	body []bodyMatcher // by pointer
}

type bodyMatcher struct {
	text    string
	pointer jsonpointer.Pointer
	want    any // as encoding/json decodes it
}

func newMatchers(library *contract.Contract, expectations []Expectation) ([]matcher, error) {
	matchers := make([]matcher, len(expectations))
	for i, e := range expectations {
		var err *ExpectationError
		if matchers[i], err = newMatcher(library, e); err != nil {
			err.Index = i
			return nil, err
		}
	}
	return matchers, nil
}

func newMatcher(library *contract.Contract, e Expectation) (matcher, *ExpectationError) {
	m := matcher{Expectation: e}
	names := operationNames(library)
	switch {
	case e.Operation != "" && !slices.Contains(names, e.Operation):
		return m, &ExpectationError{Pointer: "/operation", Reason: "must be one of " + strings.Join(names, ", ")}
	case e.Operation == OperationToken && len(e.Body) > 0:
		return m, &ExpectationError{Pointer: "/body", Reason: "must be absent: the journal keeps no body of the token endpoint"}
	case e.Times.least < 0 || e.Times.capped && e.Times.most < e.Times.least:
		return m, &ExpectationError{Pointer: "/times", Reason: "must be at least 0, and most at least as many as least"}
	}
	for _, pointer := range slices.Sorted(maps.Keys(e.Body)) {
		b, err := newBodyMatcher(pointer, e.Body[pointer])
		if err != nil {
			return m, &ExpectationError{Pointer: "/body/" + jsonpointer.Escape(pointer), Reason: err.Error()}
		}
		m.body = append(m.body, b)
	}
	return m, nil
}

var pointerSyntax = regexp.MustCompile(`^(?:/(?:[^/~]|~[01])*)*$`)

func newBodyMatcher(pointer string, value any) (bodyMatcher, error) {
	if !pointerSyntax.MatchString(pointer) {
		return bodyMatcher{}, errors.New("must be a JSON pointer, such as /kind (RFC 6901)")
	}
	b := bodyMatcher{text: pointer}
	var err error
	if b.pointer, err = jsonpointer.New(pointer); err != nil {
		return b, err
	}
	b.want, err = asRedacted(path.Base(pointer), value)
	return b, err
}

// asRedacted is a value as the journal has it in a member with this name.
func asRedacted(name string, value any) (any, error) {
	text, err := encode.AppendJSON(nil, map[string]any{name: value})
	if err != nil {
		return nil, errors.New("must be a value that JSON has")
	}
	member, _ := decodeJSON(redact.Body(text, false))
	object, _ := member.(map[string]any)
	return object[name], nil
}

func decodeJSON(text []byte) (value any, ok bool) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	err := decoder.Decode(&value)
	return value, err == nil
}

// mismatch is one place where an exchange differs from an expectation. It costs little to find, since most are never told of.
type mismatch struct {
	part    string
	body    *bodyMatcher // nil if it is not about a place in the body
	problem string       // instead of a value
	got     any
}

// compare finds what in an exchange differs. For another operation that says it all.
func (m *matcher) compare(x *Exchange, body func() requestBody) (found []mismatch) {
	if m.Operation != "" && m.Operation != x.Operation {
		return []mismatch{{part: DifferenceOperation, got: x.Operation}}
	}
	if m.Status != nil && *m.Status != x.Status {
		found = append(found, mismatch{part: DifferenceStatus, got: x.Status})
	}
	for i := range m.body {
		b := &m.body[i]
		if problem := body().problem; problem != "" {
			return append(found, mismatch{part: DifferenceBody, problem: problem})
		}
		got, _, err := b.pointer.Get(body().value)
		switch {
		case err != nil:
			found = append(found, mismatch{part: DifferenceBody, body: b, problem: "is missing"})
		case !equalJSON(got, b.want):
			found = append(found, mismatch{part: DifferenceBody, body: b, got: got})
		}
	}
	return found
}

// requestBody is the body of a request, as far as it can be compared.
type requestBody struct {
	value   any
	problem string
}

func (x *Exchange) decodedBody() requestBody {
	switch {
	case x.RequestSize == 0:
		return requestBody{problem: "is empty"}
	case x.RequestSize > maxJournalBody:
		return requestBody{problem: "is longer than the 4 KiB that the journal keeps"}
	}
	value, ok := decodeJSON(x.RequestBody)
	if !ok {
		return requestBody{problem: "is not JSON"}
	}
	return requestBody{value: value}
}

// equalJSON compares numbers by their value, 2.0 and 2.
func equalJSON(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		return ok && maps.EqualFunc(a, b, equalJSON)
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, equalJSON)
	case json.Number:
		b, ok := b.(json.Number)
		return ok && (a == b || equalNumbers(a, b))
	}
	return a == b
}

// equalNumbers compares those that are not both written as integers by their 64-bit value.
func equalNumbers(a, b json.Number) bool {
	if !strings.ContainsAny(string(a+b), ".eE") {
		return false
	}
	first, err1 := a.Float64()
	second, err2 := b.Float64()
	return err1 == nil && err2 == nil && first == second
}
