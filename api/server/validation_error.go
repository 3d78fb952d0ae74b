package server

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/gen"
)

// message is the type and the msg of an entry, as pydantic v2 writes them, the validator that FastAPI uses.
type message struct{ kind, text string }

const notAnObject = "Input should be a valid dictionary or object to extract fields from"

// typeMessages are for values of another type than the one of their name, which for strings the format follows.
var typeMessages = map[string]message{
	"string":           {"string_type", "Input should be a valid string"},
	"string uri":       {"url_type", "URL input should be a string or URL"},
	"string uuid":      {"uuid_type", "UUID input should be a string, bytes or UUID object"},
	"string date-time": {"datetime_type", "Input should be a valid datetime"},
	"string date":      {"date_type", "Input should be a valid date"},
	"integer":          {"int_type", "Input should be a valid integer"},
	"number":           {"float_type", "Input should be a valid number"},
	"boolean":          {"bool_type", "Input should be a valid boolean"},
	"array":            {"list_type", "Input should be a valid list"},
	"object":           {"model_attributes_type", notAnObject},
}

// formatMessages are for strings that do not have the format of their name.
var formatMessages = map[string]message{
	"uuid":      {"uuid_parsing", "Input should be a valid UUID, 32 hexadecimal digits in groups of 8-4-4-4-12"},
	"date-time": {"datetime_from_date_parsing", "Input should be a valid datetime"},
	"date":      {"date_from_datetime_parsing", "Input should be a valid date"},
}

// textRules are those that a body breaks which is not valid JSON.
var textRules = []contract.Rule{contract.RuleSyntax, contract.RuleUTF8, contract.RuleDuplicate, contract.RuleTrailingData, contract.RuleDepth,
	contract.RuleNumber}

// limitTypes are for rules whose reason is a message.
var limitTypes = map[contract.Rule]string{
	contract.RuleMinLength:        "string_too_short",
	contract.RuleMaxLength:        "string_too_long",
	contract.RulePattern:          "string_pattern_mismatch",
	contract.RuleMinimum:          "greater_than_equal",
	contract.RuleMaximum:          "less_than_equal",
	contract.RuleExclusiveMinimum: "greater_than",
	contract.RuleExclusiveMaximum: "less_than",
	contract.RuleMultipleOf:       "multiple_of",
	contract.RuleMinItems:         "too_short",
	contract.RuleMinProperties:    "too_short",
	contract.RuleMaxItems:         "too_long",
	contract.RuleMaxProperties:    "too_long",
}

// validationError has an entry for each violation, without the value. Body is the decoded one, or nil.
func validationError(violations []contract.Violation, body any) gen.ValidationError {
	entries := make([]gen.ValidationErrorEntry, len(violations))
	for i, v := range violations {
		entries[i] = entryOf(v, body)
	}
	return gen.ValidationError{Detail: entries}
}

func entryOf(v contract.Violation, body any) gen.ValidationErrorEntry {
	if v.Part == contract.PartBody && slices.Contains(textRules, v.Rule) {
		return gen.ValidationErrorEntry{
			Type: "json_invalid", Msg: "JSON decode error", Loc: []any{"body", v.Offset}, Ctx: &map[string]any{"error": "The body " + v.Reason},
		}
	}
	m := messageOf(v, body)
	return gen.ValidationErrorEntry{Type: m.kind, Msg: m.text, Loc: location(v)}
}

func messageOf(v contract.Violation, body any) message {
	switch v.Rule {
	case contract.RuleContentType:
		return message{"model_attributes_type", notAnObject + ": send Content-Type: application/json"}
	case contract.RuleRequired:
		return message{"missing", "Field required"}
	case contract.RuleType:
		return wrongType(v)
	case contract.RuleEnum:
		return message{"enum", "Input should be " + quotedList(v.Expected.Enum)}
	case contract.RuleFormat:
		return wrongFormat(v, body)
	case contract.RuleAdditionalProperties:
		text := "Extra inputs are not permitted"
		if v.Expected.Name != "" {
			text += ": did you mean " + v.Expected.Name + "?"
		}
		return message{"extra_forbidden", text}
	}
	return byReason(v)
}

// byReason makes "Input should be ..." of a reason, "must be ...".
func byReason(v contract.Violation) message {
	return message{cmp.Or(limitTypes[v.Rule], "value_error"), "Input " + strings.Replace(v.Reason, "must", "should", 1)}
}

// location is the path to the value: the part of the request, then names and, as numbers, indexes of lists.
func location(v contract.Violation) []any {
	part := v.Part
	if part == contract.PartContentType {
		part = contract.PartBody
	}
	path := v.Path()
	loc := append(make([]any, 0, 1+len(path)), string(part))
	for _, token := range path {
		loc = append(loc, nameOrIndex(token))
	}
	return loc
}

func nameOrIndex(token string) any {
	if first := token[:min(len(token), 1)]; first < "0" || first > "9" {
		return token
	}
	if n, err := strconv.ParseUint(token, 10, 31); err == nil {
		return n
	}
	return token
}

// wrongType takes the first type that is not null for the one that was expected. What is not in the body is a text that was to be read.
func wrongType(v contract.Violation) message {
	i := slices.IndexFunc(v.Expected.Types, func(name string) bool { return name != "null" })
	if i < 0 {
		return byReason(v)
	}
	name := v.Expected.Types[i]
	m, ok := typeMessages[strings.TrimSpace(name+" "+v.Expected.Format)]
	if !ok {
		m = typeMessages[name]
	}
	if v.Part != contract.PartBody && slices.Contains([]string{"integer", "number", "boolean"}, name) {
		m.kind, m.text = strings.Replace(m.kind, "_type", "_parsing", 1), m.text+", unable to interpret input"
	}
	return m
}

func wrongFormat(v contract.Violation, body any) message {
	if v.Expected.Format == "uri" {
		if v.Part != contract.PartBody {
			body = nil
		}
		return message{"url_parsing", "Input should be a valid URL, " + urlAdvice(v.ValueIn(body))}
	}
	if m, ok := formatMessages[v.Expected.Format]; ok {
		return m
	}
	return byReason(v)
}

// urlAdvice says what is wrong with a link without repeating it.
func urlAdvice(value any) string {
	link, known := value.(string)
	switch {
	case known && link == "":
		return "input is empty"
	case strings.HasPrefix(link, "<") && strings.HasSuffix(link, ">"):
		return "this is a placeholder of the documentation: send a real link instead, such as https://static.rask.ai/samples/sample_1.mp4"
	case known && !strings.Contains(link, ":"):
		return "relative URL without a base: begin with a scheme, such as https://"
	}
	return "with a scheme and a host, and percent-encoded (RFC 3986)"
}

// quotedList writes 'video', 'audio' or 'image'.
func quotedList(values []string) string {
	last := len(values) - 1
	if last < 1 {
		return "'" + strings.Join(values, "") + "'"
	}
	return "'" + strings.Join(values[:last], "', '") + "' or '" + values[last] + "'"
}
