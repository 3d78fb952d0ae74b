package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/go-openapi/jsonpointer"

	"github.com/medialink-go/medialink/api/internal/encode"
	"github.com/medialink-go/medialink/api/internal/redact"
)

// matcher is a valid expectation, with what matched it.
type matcher struct {
	Expectation
	body []bodyMatcher // by pointer

	met      []int    // indexes of the exchanges that meet it
	nearest  NearMiss // without an exchange if there is none
	distance int      // of the nearest
}

type bodyMatcher struct {
	text      string
	pointer   jsonpointer.Pointer
	want      any // as encoding/json decodes it
	canonical string
}

func newMatcher(index int, e Expectation, operations []string) (matcher, error) {
	e.Times = e.Times.orDefault()
	m := matcher{Expectation: e}
	switch {
	case e.Operation != "" && !slices.Contains(operations, e.Operation):
		return m, &ExpectationError{index, "/operation", "must be one of " + strings.Join(operations, ", ")}
	case e.Operation == OperationToken && len(e.Body) > 0:
		return m, &ExpectationError{index, "/body", "must be absent: the journal keeps no body of the token endpoint"}
	case e.Times.least < 0 || e.Times.most < e.Times.least:
		return m, &ExpectationError{index, "/times", "must be at least 0, and most at least as many as least"}
	}
	for _, pointer := range slices.Sorted(maps.Keys(e.Body)) {
		b, err := newBodyMatcher(pointer, e.Body[pointer])
		if err != nil {
			return m, &ExpectationError{index, "/body/" + jsonpointer.Escape(pointer), err.Error()}
		}
		m.body = append(m.body, b)
	}
	return m, nil
}

func newBodyMatcher(text string, value any) (bodyMatcher, error) {
	pointer, err := jsonpointer.New(text)
	if err != nil || !jsontext.Pointer(text).IsValid() {
		return bodyMatcher{}, errors.New("must be a JSON pointer, such as /kind (RFC 6901)")
	}
	want, err := asRedacted(jsontext.Pointer(text).LastToken(), value)
	return bodyMatcher{text: text, pointer: pointer, want: want, canonical: canonical(want)}, err
}

// asRedacted returns a value as the journal has it in a member with this name.
func asRedacted(name string, value any) (any, error) {
	text, err := encode.AppendJSON(nil, map[string]any{name: value})
	if err != nil {
		return nil, errors.New("must be a value that JSON has")
	}
	member, _ := decode(redact.Body(text, false))
	object, _ := member.(map[string]any)
	return object[name], nil
}

func decode(text []byte) (value any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	err = decoder.Decode(&value)
	return value, err
}

// compare returns the differences. [Difference.explain] completes their reasons, since most are never reported.
func (m *matcher) compare(x *Exchange, body func() (value any, problem string)) (differences []Difference) {
	if m.Operation != "" && m.Operation != x.Operation {
		return []Difference{{Part: DifferenceOperation, Want: m.Operation, Got: x.Operation}} // the rest means nothing
	}
	if m.Status != nil && *m.Status != x.Status {
		differences = append(differences, Difference{Part: DifferenceStatus, Want: *m.Status, Got: x.Status})
	}
	for i := range m.body {
		b := &m.body[i]
		value, problem := body()
		if problem != "" {
			return append(differences, Difference{Part: DifferenceBody, Reason: problem})
		}
		d := Difference{Part: DifferenceBody, Pointer: b.text, Want: b.want}
		var err error
		if d.Got, _, err = b.pointer.Get(value); err != nil {
			d.Got, d.Reason = nil, missing
		} else if b.equals(d.Got) {
			continue
		}
		differences = append(differences, d)
	}
	return differences
}

// requestBody returns the body of the request, or why it cannot be compared.
func (x *Exchange) requestBody() (value any, problem string) {
	switch {
	case x.RequestSize == 0:
		return nil, "is empty"
	case x.RequestSize > MaxBody:
		return nil, "is longer than the 4 KiB that the journal keeps"
	}
	value, err := decode(x.RequestBody)
	if err != nil {
		return nil, "is not JSON"
	}
	return value, ""
}

func (b *bodyMatcher) equals(value any) bool {
	if text, ok := value.(string); ok {
		return text == b.want
	}
	return canonical(value) == b.canonical
}

// canonical writes a value so that equal ones are equal texts: 2.0 is 2, and integers keep all of their digits.
func canonical(value any) string {
	text, _ := encode.AppendJSON(nil, value) // it comes from JSON
	canonical := jsontext.Value(text)
	_ = canonical.Canonicalize(jsontext.CanonicalizeRawInts(false))
	return string(canonical)
}
