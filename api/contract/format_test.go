package contract_test

import (
	"encoding/json"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
)

// formatted is a contract with one string of a format.
func formatted(t *testing.T, schema string) func(value any) bool {
	t.Helper()
	parsed, err := contract.Parse([]byte(withSchema(schema)))
	if err != nil {
		t.Fatal(err)
	}
	op := parsed.Operation("postThing")
	return func(value any) bool {
		body, err := json.Marshal(map[string]any{"a": value})
		if err != nil {
			t.Fatal(err)
		}
		return op.CheckResponse(200, map[string][]string{"Content-Type": {"application/json"}}, body).OK()
	}
}

func TestFormats(t *testing.T) {
	for format, row := range map[string]struct{ good, bad []string }{
		"uri": {
			good: []string{"https://h.example", "http://h.example:80/a?b=c#d", "s3://bucket/key", "ftp://h/a", "mailto:a@h.example", "urn:a:b", "HTTPS://H/",
				"https://[::1]/a", "https://h/%20%C3%A9", "https://user:pass@h/a", "a:", "data:,x", "https://youtu.be/watch?v=a&b=(c)"},
			bad: []string{"", "a", "/a", "//h/a", "h.example/a", "<string>", "https://", "https:///a", "https:a", "https://h/a b", "https://h/é", "https://h/%zz",
				"https://h/%2", "https://h/?%", "https://h/<a>", "https://h:port/", "https://[::1/", "1a:b", ":a", " https://h/", "https://h/\n", "s3:///key", "https://h/{a}", `https://h\a`},
		},
		"uuid": {
			good: []string{"3c90c3cc-0d44-4b50-8888-8dd25736052a", "3C90C3CC-0D44-4B50-8888-8DD25736052A", "00000000-0000-0000-0000-000000000000",
				"ffffffff-ffff-ffff-ffff-ffffffffffff", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"},
			bad: []string{"", "7", "3c90c3cc0d444b5088888dd25736052a", "{3c90c3cc-0d44-4b50-8888-8dd25736052a}", "urn:uuid:3c90c3cc-0d44-4b50-8888-8dd25736052a",
				"3c90c3cc-0d44-4b50-8888-8dd25736052g", "3c90c3cc-0d444-b50-8888-8dd25736052a", " c90c3cc-0d44-4b50-8888-8dd25736052a"},
		},
		"date-time": {
			good: []string{"2023-11-07T05:31:56Z", "2023-11-07T05:31:56.123456789Z", "2023-11-07T05:31:56+05:30", "2024-02-29T00:00:00Z", "2023-11-07T05:31:56-00:00"},
			bad: []string{"", "2023-11-07", "2023-11-07T05:31:56", "2023-02-31T00:00:00Z", "2023-02-29T00:00:00Z", "2023-11-07T24:00:00Z", "2023-11-07T05:31:56,5Z",
				"2023-11-07 05:31:56Z", "2016-12-31T23:59:60Z", "2023-11-07T05:31:56+25:00", "2023-11-7T05:31:56Z", "2023-11-07T05:31Z"},
		},
		"date": {
			good: []string{"2023-11-07", "2024-02-29"},
			bad:  []string{"", "2023-02-29", "2023-11-7", "20231107", "2023-11-07T00:00:00Z"},
		},
	} {
		fits := formatted(t, "{type: string, format: "+format+"}")
		for _, text := range row.good {
			if !fits(text) {
				t.Errorf("%s: %q is refused", format, text)
			}
		}
		for _, text := range row.bad {
			if fits(text) {
				t.Errorf("%s: %q is accepted", format, text)
			}
		}
	}
}

func TestFormatsOfNumbers(t *testing.T) {
	for format, row := range map[string]struct{ good, bad []string }{
		"int32": {[]string{"2147483647", "-2147483648", "0"}, []string{"2147483648", "-2147483649", "1.5", "1e10"}},
		"int64": {[]string{"9007199254740991", "-9007199254740991"}, []string{"1e30", "0.1"}},
	} {
		fits := formatted(t, "{type: integer, format: "+format+"}")
		for _, text := range row.good {
			if !fits(json.Number(text)) {
				t.Errorf("%s: %s is refused", format, text)
			}
		}
		for _, text := range row.bad {
			if fits(json.Number(text)) {
				t.Errorf("%s: %s is accepted", format, text)
			}
		}
	}
}

func TestEachRuleHasItsReason(t *testing.T) {
	for _, row := range []struct {
		schema string
		value  any
		rule   contract.Rule
		reason string
	}{
		{"{type: string, minLength: 2}", "a", contract.RuleMinLength, "must have at least 2 characters"},
		{"{type: string, maxLength: 1}", "ab", contract.RuleMaxLength, "must have at most 1 character"},
		{"{type: string, pattern: '^a+$'}", "b", contract.RulePattern, "must match the pattern ^a+$"},
		{"{type: integer, minimum: 3}", 2, contract.RuleMinimum, "must be at least 3"},
		{"{type: integer, maximum: 3}", 4, contract.RuleMaximum, "must be at most 3"},
		{"{type: number, exclusiveMinimum: 0}", 0, contract.RuleExclusiveMinimum, "must be more than 0"},
		{"{type: number, exclusiveMaximum: 1.5}", 1.5, contract.RuleExclusiveMaximum, "must be less than 1.5"},
		{"{type: integer, multipleOf: 5}", 7, contract.RuleMultipleOf, "must be a multiple of 5"},
		{"{type: array, minItems: 1, items: {}}", []any{}, contract.RuleMinItems, "must have at least 1 item"},
		{"{type: array, maxItems: 1, items: {}}", []any{1, 2}, contract.RuleMaxItems, "must have at most 1 item"},
		{"{type: object, minProperties: 1}", map[string]any{}, contract.RuleMinProperties, "must have at least 1 of its properties"},
		{"{type: object, maxProperties: 1}", map[string]any{"b": 1, "c": 2}, contract.RuleMaxProperties, "must have at most 1 properties"},
		{"{type: object, properties: {}, additionalProperties: false}", map[string]any{"b": 1}, contract.RuleAdditionalProperties, "is not declared"},
		{"{type: object, additionalProperties: {type: string}}", map[string]any{"b": 1}, contract.RuleType, "must be a string"},
		{"{allOf: [{type: string}]}", 1, contract.RuleAllOf, "must fit all schemas of allOf"},
		{"{anyOf: [{type: string}]}", 1, contract.RuleAnyOf, "must fit a schema of anyOf"},
		{"{oneOf: [{type: string}, {type: string}]}", "a", contract.RuleOneOf, "must fit exactly one schema of oneOf"},
		{"{type: [string, 'null'], format: uuid}", "a", contract.RuleFormat, "must be a UUID (RFC 9562)"},
		{"{type: integer, format: int32}", 1 << 40, contract.RuleFormat, "must fit into 32 bits"},
		{"{type: [integer, object]}", "a", contract.RuleType, "must be an integer or an object"},
	} {
		parsed, err := contract.Parse([]byte(withSchema(row.schema)))
		if err != nil {
			t.Fatal(err)
		}
		body, err := json.Marshal(map[string]any{"a": row.value})
		if err != nil {
			t.Fatal(err)
		}
		verdict := parsed.Operation("postThing").CheckResponse(200, map[string][]string{"Content-Type": {"application/json"}}, body)
		if len(verdict.Violations) != 1 || verdict.Violations[0].Rule != row.rule || verdict.Violations[0].Reason != row.reason {
			t.Errorf("%s: %v (%v)", row.schema, verdict.Violations, verdict.Violations)
		}
	}
}
