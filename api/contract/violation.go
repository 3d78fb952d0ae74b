package contract

import (
	"fmt"
)

// MaxViolations is how many violations a [Result] holds at most.
const MaxViolations = 20

// Direction is the way a message goes.
type Direction string

// The directions.
const (
	DirectionRequest  Direction = "request"
	DirectionResponse Direction = "response"
)

// Part is the part of a message that a violation is in.
type Part string

// The parts.
const (
	PartPath        Part = "path"
	PartQuery       Part = "query"
	PartHeader      Part = "header"
	PartBody        Part = "body"
	PartStatus      Part = "status"
	PartContentType Part = "content type"
)

// Rule is what a violation breaks. The set is closed: a switch over it can be complete.
type Rule string

// The rules of JSON text, all of PartBody.
const (
	RuleSyntax       Rule = "syntax"         // RFC 8259
	RuleUTF8         Rule = "utf-8"          // RFC 8259, section 8.1
	RuleDuplicate    Rule = "duplicate name" // RFC 7493, section 2.3; also a parameter given twice
	RuleTrailingData Rule = "trailing data"
	RuleDepth        Rule = "depth"  // more than 64 levels
	RuleNumber       Rule = "number" // longer than 4,300 characters
)

// The rules of a message.
const (
	RuleStatus      Rule = "status"           // a status that the operation does not declare
	RuleContentType Rule = "content type"     // missing, or not declared
	RuleEncoding    Rule = "content encoding" // compressed, so that it cannot be checked
	RuleSecurity    Rule = "security"         // no credentials of a declared scheme
	RuleNoBody      Rule = "no body"          // a body where none is declared
)

// The rules of a schema, named after their keywords (JSON Schema 2020-12, validation).
const (
	RuleRequired             Rule = "required" // also a body or parameter that is not there
	RuleType                 Rule = "type"
	RuleEnum                 Rule = "enum"
	RuleFormat               Rule = "format"
	RulePattern              Rule = "pattern"
	RuleMinLength            Rule = "minLength"
	RuleMaxLength            Rule = "maxLength"
	RuleMinimum              Rule = "minimum"
	RuleMaximum              Rule = "maximum"
	RuleExclusiveMinimum     Rule = "exclusiveMinimum"
	RuleExclusiveMaximum     Rule = "exclusiveMaximum"
	RuleMultipleOf           Rule = "multipleOf"
	RuleMinItems             Rule = "minItems"
	RuleMaxItems             Rule = "maxItems"
	RuleMinProperties        Rule = "minProperties"
	RuleMaxProperties        Rule = "maxProperties"
	RuleAdditionalProperties Rule = "additionalProperties"
	RuleAllOf                Rule = "allOf"
	RuleAnyOf                Rule = "anyOf"
	RuleOneOf                Rule = "oneOf"
)

// Expected is what the contract declares at the place of a violation. Fields that it says nothing of are empty.
type Expected struct {
	Types  []string // JSON types, "null" among them
	Format string   // such as "uri"
	Enum   []string // the strings that are allowed
	Name   string   // a declared name that is similar to one that is not declared
}

// Violation is one place where a message does not conform. It never holds a value of the message.
type Violation struct {
	Operation string // method and path template, such as "GET /media/{media_id}"
	Direction Direction
	Part      Part
	Pointer   string // RFC 6901 within the part; parameters and headers count as members; "" is all of it
	Rule      Rule
	Reason    string // what would conform, in our words
	Expected  Expected
	Offset    int64 // in bytes from the start of the body; of the rules of JSON text only
}

// String says who, where and what: "POST /media/link: request /link: must be an absolute URI (RFC 3986)".
func (v Violation) String() string {
	return v.Operation + ": " + string(v.Direction) + " " + v.place() + ": " + v.Reason
}

func (v Violation) place() string {
	if v.Pointer == "" {
		return string(v.Part)
	}
	if v.Part == PartBody {
		return v.Pointer
	}
	return string(v.Part) + " " + v.Pointer
}

// ViolationError is a message that does not conform, as an error. It holds at least one violation.
type ViolationError struct {
	Violations []Violation
}

// Error names the first violation and counts the others.
func (e *ViolationError) Error() string {
	first := e.Violations[0].String()
	if more := len(e.Violations) - 1; more > 0 {
		return fmt.Sprintf("%s (and %d more)", first, more)
	}
	return first
}

// Result is what an [Operation] says of a message.
type Result struct {
	// Violations are in the order of the message's parts, those of a body in the order of their pointers; at most
	// MaxViolations, one for each place. Empty means that the message conforms.
	Violations []Violation
	// Body is the decoded body: nil, bool, string, json.Number, []any or map[string]any. It is nil for a message without one
	// and for one that is no JSON text.
	Body any
}

// OK reports whether the message conforms.
func (v Result) OK() bool { return len(v.Violations) == 0 }

// Err is nil for a message that conforms, else a *ViolationError.
func (v Result) Err() error {
	if v.OK() {
		return nil
	}
	return &ViolationError{Violations: v.Violations}
}
