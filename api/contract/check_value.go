package contract

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/medialink-go/medialink/api/internal/similar"
)

// validator holds the options of kin-openapi's visitor, built once.
type validator struct {
	failFast, all []openapi3.SchemaValidationOption
}

func newValidator() *validator {
	withFormats := openapi3.WithStringFormatValidators(formatValidators())
	return &validator{
		failFast: []openapi3.SchemaValidationOption{openapi3.FailFast(), withFormats},
		all:      []openapi3.SchemaValidationOption{openapi3.MultiErrors(), withFormats},
	}
}

func (v *validator) fits(s *openapi3.Schema, value any) bool {
	return s.VisitJSON(value, v.failFast...) == nil
}

// checkValue adds the places where a value at a pointer does not fit. It is one fail-fast walk of kin-openapi. Only a value that fails is
// explained, from the outside in, so that the cost of an explanation is bounded by the number of violations that are reported
// rather than by the number that there are.
func (c *collector) checkValue(part Part, at string, s *schema, value any) {
	if c.fits(s.whole, value) {
		return
	}
	before := len(c.violations)
	c.part = part
	c.explain(s, value, at)
	if len(c.violations) == before {
		// The value does not fit even where the reason is not found.
		c.report(Violation{Pointer: at, Rule: RuleType, Reason: "must fit the schema", Expected: s.expected})
	}
}

// report adds a violation of the value that is explained.
func (c *collector) report(v Violation) { c.add(c.part, v) }

func (c *collector) explain(s *schema, value any, at string) {
	if c.full() {
		return
	}
	if v := c.ownViolation(s, value); v.Rule != "" {
		v.Pointer = at
		c.report(v)
		if v.Rule == RuleType {
			return
		}
	}
	switch value := value.(type) {
	case map[string]any:
		c.explainObject(s, value, at)
	case []any:
		c.explainArray(s, value, at)
	}
}

// ownViolation returns the most telling violation of the value itself, if there is one. Missing properties are for explainObject to find.
func (c *collector) ownViolation(s *schema, value any) Violation {
	var found Violation
	telling := []Rule{RuleFormat, RuleEnum, RuleType} // an empty link is too short and not a URI: the latter tells more
	for _, err := range schemaErrors(s.alone.VisitJSON(value, c.all...)) {
		rule := Rule(err.SchemaField)
		if rule == "nullable" {
			rule = RuleType
		}
		if rule != RuleRequired && (found.Rule == "" || slices.Index(telling, rule) > slices.Index(telling, found.Rule)) {
			found.Rule = rule
		}
	}
	if found.Rule != "" {
		found.Expected, found.Reason = s.expected, s.reasonFor(found.Rule)
	}
	if found.Rule == RuleType && outOfRange(s.whole, value) {
		found.Reason = "must be a number in the range of 64-bit floats (RFC 8259, section 6)"
	}
	return found
}

// outOfRange reports a number where one is allowed, but beyond what kin-openapi can check.
func outOfRange(s *openapi3.Schema, value any) bool {
	number, ok := value.(json.Number)
	if !ok || !s.Type.Permits(openapi3.TypeNumber) && !s.Type.Permits(openapi3.TypeInteger) {
		return false
	}
	_, err := number.Float64()
	return err != nil
}

func schemaErrors(err error) (all []*openapi3.SchemaError) {
	switch err := err.(type) { //nolint:errorlint // VisitJSON returns them bare
	case *openapi3.SchemaError:
		all = append(all, err)
	case openapi3.MultiError:
		for _, one := range err {
			all = append(all, schemaErrors(one)...)
		}
	}
	return all
}

// explainObject goes through the names in order, so that the same body always has the same violations.
func (c *collector) explainObject(s *schema, object map[string]any, at string) {
	names := s.names
	if s.closed || s.additional != unknown {
		names = sortedNames(names, object)
	}
	for _, name := range names {
		to := pointerTo(at, name)
		property, declared := s.properties[name]
		value, present := object[name]
		switch {
		case !present:
			if slices.Contains(s.whole.Required, name) {
				c.report(missing(cmp.Or(property, unknown), to))
			}
		case declared:
			c.unfit(property, value, to)
		case s.closed:
			c.report(undeclaredName(to, name, s.names))
		case s.additional != unknown:
			c.unfit(s.additional, value, to)
		}
	}
}

// unfit first asks whether a small list or object fits. A larger one is explained at once, or it would be walked once for each list and
// object around it.
func (c *collector) unfit(s *schema, value any, at string) {
	if isScalar(value) || !small(value) || !c.full() && !c.fits(s.whole, value) {
		c.explain(s, value, at)
	}
}

// isScalar reports a value with no other in it: its own violation tells all.
func isScalar(value any) bool {
	switch value.(type) {
	case map[string]any, []any:
		return false
	}
	return true
}

// explainArray checks items in runs, each a single walk, and looks closer only at a run that fails.
func (c *collector) explainArray(s *schema, array []any, at string) {
	const runLength = 64
	next := 0
	for run := range slices.Chunk(array, runLength) {
		if s.items == unknown || c.full() {
			return
		}
		fits := !slices.ContainsFunc(run, func(item any) bool { return !small(item) }) && c.fits(s.run, run)
		for _, item := range run {
			if !fits {
				c.unfit(s.items, item, pointerTo(at, strconv.Itoa(next)))
			}
			next++
		}
	}
}

// small reports whether a value has few others in it. It looks at no more than that.
func small(value any) bool {
	const few = 64
	return spend(few, value) >= 0
}

// spend takes one off left for each value in value, itself included, until it is negative.
func spend(left int, value any) int {
	left--
	switch value := value.(type) {
	case map[string]any:
		for _, inner := range value {
			if left = spend(left, inner); left < 0 {
				break
			}
		}
	case []any:
		for _, inner := range value {
			if left = spend(left, inner); left < 0 {
				break
			}
		}
	}
	return left
}

func missing(s *schema, at string) Violation {
	return Violation{Pointer: at, Rule: RuleRequired, Reason: "is required", Expected: s.expected}
}

// undeclaredName is a name that is none of those that are declared.
func undeclaredName(at, name string, declared []string) Violation {
	v := Violation{Pointer: at, Rule: RuleAdditionalProperties, Reason: "is not declared"}
	if v.Expected.Name = similar.Name(name, declared); v.Expected.Name != "" {
		v.Reason += ": did you mean " + v.Expected.Name + "?"
	}
	return v
}
