package contract

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// explanation finds the places of a value that do not fit, outermost first.
type explanation struct {
	validator validator
	findings  []finding
}

func (e *explanation) add(f finding) {
	if !e.full() {
		e.findings = append(e.findings, f)
	}
}

func (e *explanation) full() bool { return len(e.findings) == MaxViolations }

func (e *explanation) explain(s *schema, value any, at string) {
	if e.full() {
		return
	}
	if f := e.alone(s, value); f != nil {
		f.pointer = at
		e.add(*f)
		if f.rule == RuleType {
			return
		}
	}
	switch value := value.(type) {
	case map[string]any:
		e.explainObject(s, value, at)
	case []any:
		e.explainArray(s, value, at)
	}
}

// alone returns the most telling finding of the value itself, or nil. Missing properties are explainObject's.
func (e *explanation) alone(s *schema, value any) *finding {
	var found *finding
	for _, err := range schemaErrors(s.alone.VisitJSON(value, e.validator.all...)) {
		f := finding{rule: Rule(err.SchemaField), expected: s.expected}
		if f.rule == RuleRequired {
			continue
		}
		if f.rule == "nullable" {
			f.rule = RuleType
		}
		if found == nil || precedence(f.rule) < precedence(found.rule) {
			found = &f
		}
	}
	if found == nil {
		return nil
	}
	found.reason = reason(s.whole, found.rule)
	if found.rule == RuleType && outOfRange(s.whole, value) {
		found.reason = "must be a number in the range of 64-bit floats (RFC 8259, section 6)"
	}
	return found
}

// outOfRange reports a number where one is welcome, but which kin-openapi cannot check.
func outOfRange(s *openapi3.Schema, value any) bool {
	number, ok := value.(json.Number)
	if !ok || !s.Type.Permits(openapi3.TypeNumber) && !s.Type.Permits(openapi3.TypeInteger) {
		return false
	}
	_, err := number.Float64()
	return err != nil
}

// precedence orders the findings of one value: an empty link is both too short and no URI, and the latter tells more.
func precedence(rule Rule) int {
	switch rule {
	case RuleType:
		return 0
	case RuleEnum:
		return 1
	case RuleFormat:
		return 2
	}
	return 3
}

func schemaErrors(err error) []*openapi3.SchemaError {
	switch err := err.(type) { //nolint:errorlint // VisitJSON returns them bare
	case *openapi3.SchemaError:
		return []*openapi3.SchemaError{err}
	case openapi3.MultiError:
		var all []*openapi3.SchemaError
		for _, one := range err {
			all = append(all, schemaErrors(one)...)
		}
		return all
	}
	return nil
}

// explainObject goes through the names in order, so that the same body always gets the same answer.
func (e *explanation) explainObject(s *schema, object map[string]any, at string) {
	for _, name := range e.namesToVisit(s, object) {
		property, declared := s.properties[name]
		value, present := object[name]
		switch {
		case !present:
			if slices.Contains(s.whole.Required, name) {
				e.add(missing(property, pointerTo(at, name)))
			}
		case declared:
			e.explainUnfit(property, value, pointerTo(at, name))
		case s.closed:
			e.add(undeclaredName(pointerTo(at, name), name, slices.Values(s.names)))
		default:
			e.explainAdditional(s, value, pointerTo(at, name))
		}
	}
}

func (e *explanation) explainAdditional(s *schema, value any, at string) {
	if s.additional != nil {
		e.explainUnfit(s.additional, value, at)
	}
}

func (e *explanation) namesToVisit(s *schema, object map[string]any) []string {
	if !s.closed && s.additional == nil {
		return s.names
	}
	names := slices.AppendSeq(slices.Clone(s.names), maps.Keys(object))
	slices.Sort(names)
	return slices.Compact(names)
}

// explainUnfit asks first whether there is anything to explain, where that is soon answered. Whatever is larger is looked
// through at once, or it would be walked once for each list and object around it.
func (e *explanation) explainUnfit(s *schema, value any, at string) {
	if !small(value) || !e.full() && !e.validator.fits(s.whole, value) {
		e.explain(s, value, at)
	}
}

// explainArray validates items in runs, each a single walk, and looks closer only at a run that fails.
func (e *explanation) explainArray(s *schema, array []any, at string) {
	if s.items == nil {
		return
	}
	const runLength = 64
	next := 0
	for run := range slices.Chunk(array, runLength) {
		if e.full() {
			return
		}
		fits := allSmall(run) && e.validator.fits(s.run, run)
		for _, item := range run {
			if !fits {
				e.explainUnfit(s.items, item, pointerTo(at, strconv.Itoa(next)))
			}
			next++
		}
	}
}

func missing(property *schema, at string) finding {
	f := finding{pointer: at, rule: RuleRequired, reason: "is required"}
	if property != nil {
		f.expected = property.expected
	}
	return f
}

// reason says what the schema wants, in our words: kin-openapi's may hold the value.
func reason(s *openapi3.Schema, rule Rule) string {
	switch rule {
	case RuleType:
		return "must be " + typeNames(s.Type.Slice())
	case RuleEnum:
		return "must be one of " + enumNames(s.Enum)
	case RuleFormat:
		return formatReason(s.Format)
	case RulePattern:
		return "must match the pattern " + s.Pattern
	case RuleMinLength:
		return fmt.Sprintf("must have at least %s", count(s.MinLength, "character"))
	case RuleMaxLength:
		return fmt.Sprintf("must have at most %s", count(*s.MaxLength, "character"))
	case RuleMinItems:
		return fmt.Sprintf("must have at least %s", count(s.MinItems, "item"))
	case RuleMaxItems:
		return fmt.Sprintf("must have at most %s", count(*s.MaxItems, "item"))
	case RuleMinProperties:
		return fmt.Sprintf("must have at least %d of its properties", s.MinProps)
	case RuleMaxProperties:
		return fmt.Sprintf("must have at most %d properties", *s.MaxProps)
	case RuleMinimum:
		return "must be at least " + decimal(*s.Min)
	case RuleMaximum:
		return "must be at most " + decimal(*s.Max)
	case RuleExclusiveMinimum:
		return "must be more than " + decimal(*s.ExclusiveMin.Value)
	case RuleExclusiveMaximum:
		return "must be less than " + decimal(*s.ExclusiveMax.Value)
	case RuleMultipleOf:
		return "must be a multiple of " + decimal(*s.MultipleOf)
	case RuleAllOf:
		return "must fit all schemas of allOf"
	case RuleAnyOf:
		return "must fit a schema of anyOf"
	case RuleOneOf:
		return "must fit exactly one schema of oneOf"
	}
	return "must fit the schema"
}

// decimal writes a number without an exponent, as documents have it.
func decimal(number float64) string { return strconv.FormatFloat(number, 'f', -1, 64) }

func formatReason(format string) string {
	if known, ok := formats[format]; ok {
		return known.reason
	}
	return numberFormats[format]
}

func count(n uint64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func typeNames(types []string) string {
	names := make([]string, len(types))
	for i, name := range types {
		names[i] = withArticle(name)
	}
	return strings.Join(names, " or ")
}

func withArticle(name string) string {
	switch name {
	case openapi3.TypeNull:
		return name
	case openapi3.TypeArray, openapi3.TypeObject, openapi3.TypeInteger:
		return "an " + name
	}
	return "a " + name
}

func enumNames(values []any) string {
	names := make([]string, len(values))
	for i, value := range values {
		names[i] = fmt.Sprint(value)
		if value == nil {
			names[i] = openapi3.TypeNull
		}
	}
	return strings.Join(names, ", ")
}
