package server

import (
	"slices"
	"strconv"
	"strings"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/gen"
)

// entries writes violations with the types and messages of pydantic v2, the validator that FastAPI uses, as far as this contract
// needs them. It never writes an input.
func entries(violations []contract.Violation, body any) []gen.ValidationErrorEntry {
	list := make([]gen.ValidationErrorEntry, len(violations))
	for i, v := range violations {
		list[i] = entry(v, body)
	}
	return list
}

func entry(v contract.Violation, body any) gen.ValidationErrorEntry {
	e := gen.ValidationErrorEntry{Loc: location(v)}
	switch v.Rule {
	case contract.RuleSyntax, contract.RuleUTF8, contract.RuleDuplicate, contract.RuleTrailingData, contract.RuleDepth, contract.RuleNumber:
		if v.Part == contract.PartBody {
			return brokenJSON(e, v)
		}
		e.Type, e.Msg = "value_error", inputShould(v.Reason)
	case contract.RuleContentType:
		e.Type, e.Msg = "model_attributes_type", notAnObject+": send Content-Type: application/json"
	case contract.RuleRequired:
		e.Type, e.Msg = "missing", "Field required"
	case contract.RuleType:
		e.Type, e.Msg = wrongType(v)
	case contract.RuleEnum:
		e.Type, e.Msg = "enum", "Input should be "+quotedList(v.Expected.Enum)
	case contract.RuleFormat:
		e.Type, e.Msg = wrongFormat(v, body)
	case contract.RuleAdditionalProperties:
		e.Type, e.Msg = "extra_forbidden", "Extra inputs are not permitted"
		if v.Expected.Name != "" {
			e.Msg += ": did you mean " + v.Expected.Name + "?"
		}
	default:
		e.Type, e.Msg = typeOfRule(v.Rule), inputShould(v.Reason)
	}
	return e
}

const notAnObject = "Input should be a valid dictionary or object to extract fields from"

func brokenJSON(e gen.ValidationErrorEntry, v contract.Violation) gen.ValidationErrorEntry {
	e.Type, e.Msg = "json_invalid", "JSON decode error"
	e.Loc = []any{"body", v.Offset}
	e.Ctx = &map[string]any{"error": "The body " + v.Reason}
	return e
}

// location is the way to the value: the part of the request, then names and, as numbers, places in lists.
func location(v contract.Violation) []any {
	part := string(v.Part)
	if v.Part == contract.PartContentType {
		part = string(contract.PartBody)
	}
	loc := []any{part}
	for _, token := range v.Path() {
		if n, err := strconv.ParseUint(token, 10, 31); err == nil {
			loc = append(loc, n)
		} else {
			loc = append(loc, token)
		}
	}
	return loc
}

// wrongType takes the first type that is not null for the one that was wanted.
func wrongType(v contract.Violation) (kind, msg string) {
	types := slices.DeleteFunc(slices.Clone(v.Expected.Types), func(name string) bool { return name == "null" })
	if len(types) == 0 {
		return "value_error", inputShould(v.Reason)
	}
	suffix, unparsable := "_type", ""
	if v.Part != contract.PartBody {
		suffix, unparsable = "_parsing", ", unable to interpret input"
	}
	switch types[0] {
	case "string":
		return wrongStringType(v.Expected.Format)
	case "integer":
		return "int" + suffix, "Input should be a valid integer" + unparsable
	case "number":
		return "float" + suffix, "Input should be a valid number" + unparsable
	case "boolean":
		return "bool" + suffix, "Input should be a valid boolean" + unparsable
	case "array":
		return "list_type", "Input should be a valid list"
	}
	return "model_attributes_type", notAnObject
}

func wrongStringType(format string) (kind, msg string) {
	switch format {
	case "uri":
		return "url_type", "URL input should be a string or URL"
	case "uuid":
		return "uuid_type", "UUID input should be a string, bytes or UUID object"
	case "date-time":
		return "datetime_type", "Input should be a valid datetime"
	case "date":
		return "date_type", "Input should be a valid date"
	}
	return "string_type", "Input should be a valid string"
}

func wrongFormat(v contract.Violation, body any) (kind, msg string) {
	switch v.Expected.Format {
	case "uri":
		if v.Part != contract.PartBody {
			body = nil
		}
		return "url_parsing", "Input should be a valid URL, " + urlAdvice(v.ValueIn(body))
	case "uuid":
		return "uuid_parsing", "Input should be a valid UUID, 32 hexadecimal digits in groups of 8-4-4-4-12"
	case "date-time":
		return "datetime_from_date_parsing", "Input should be a valid datetime"
	case "date":
		return "date_from_datetime_parsing", "Input should be a valid date"
	}
	return "value_error", inputShould(v.Reason)
}

// urlAdvice tells what is wrong with a link without repeating it.
func urlAdvice(value any) string {
	const general = "with a scheme and a host, and percent-encoded (RFC 3986)"
	link, known := value.(string)
	if !known {
		return general
	}
	if link == "" {
		return "input is empty"
	}
	if strings.HasPrefix(link, "<") && strings.HasSuffix(link, ">") {
		return "this is a placeholder of the documentation: send a real link instead, such as https://static.rask.ai/samples/sample_1.mp4"
	}
	if !strings.Contains(link, ":") {
		return "relative URL without a base: begin with a scheme, such as https://"
	}
	return general
}

// typeOfRule names the rules of lengths and limits.
func typeOfRule(rule contract.Rule) string {
	switch rule {
	case contract.RuleMinLength:
		return "string_too_short"
	case contract.RuleMaxLength:
		return "string_too_long"
	case contract.RulePattern:
		return "string_pattern_mismatch"
	case contract.RuleMinimum:
		return "greater_than_equal"
	case contract.RuleMaximum:
		return "less_than_equal"
	case contract.RuleExclusiveMinimum:
		return "greater_than"
	case contract.RuleExclusiveMaximum:
		return "less_than"
	case contract.RuleMultipleOf:
		return "multiple_of"
	case contract.RuleMinItems, contract.RuleMinProperties:
		return "too_short"
	case contract.RuleMaxItems, contract.RuleMaxProperties:
		return "too_long"
	}
	return "value_error"
}

// inputShould turns a reason, "must be ...", into pydantic's manner of speaking.
func inputShould(reason string) string {
	return "Input " + strings.Replace(reason, "must", "should", 1)
}

// quotedList writes 'video', 'audio' or 'image'.
func quotedList(values []string) string {
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = "'" + value + "'"
	}
	if len(quoted) < 2 {
		return strings.Join(quoted, "")
	}
	last := len(quoted) - 1
	return strings.Join(quoted[:last], ", ") + " or " + quoted[last]
}
