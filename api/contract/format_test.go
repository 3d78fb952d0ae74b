package contract_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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

// formatGroup is a group of testdata/formats.json, which .ci/ajv/check.mjs reads too. AJV is what ajv-formats says where it differs.
type formatGroup struct {
	Name  string
	Valid bool
	AJV   *bool
	Texts []string
}

func formatGroups(t testing.TB) map[string][]formatGroup {
	t.Helper()
	text, err := os.ReadFile("testdata/formats.json")
	if err != nil {
		t.Fatal(err)
	}
	var groups map[string][]formatGroup
	if err := json.Unmarshal(text, &groups); err != nil {
		t.Fatal(err)
	}
	return groups
}

func TestFormats(t *testing.T) {
	for format, groups := range formatGroups(t) {
		fits := formatted(t, "{type: string, format: "+format+"}")
		for _, group := range groups {
			for _, text := range group.Texts {
				if fits(text) != group.Valid {
					t.Errorf("%s, %s: %q is valid: %v, want %v", format, group.Name, text, !group.Valid, group.Valid)
				}
			}
		}
	}
}

// Where ajv-formats differs from us is here, by name; make ajv checks that each difference is still there.
func TestTheDifferencesFromAJVAreNamed(t *testing.T) {
	var differences []string
	for format, groups := range formatGroups(t) {
		for _, group := range groups {
			if group.AJV != nil {
				differences = append(differences, format+": "+group.Name)
			}
		}
	}
	slices.Sort(differences)
	if diff := cmp.Diff([]string{
		"date-time: a blank for T, which the grammar does not have",
		"date-time: a leap second within a month",
		"date-time: an offset without its colon or its minutes",
		"date-time: hours and minutes out of range that the offset makes up for",
		"uri: an address in brackets after a single slash",
		"uri: an empty path without an authority",
		"uri: an invalid authority, which ajv reads as a path",
		"uri: leading zeros in an IPv4 address within an IPv6 one",
		"uri: no host where the scheme has one by definition (RFC 3986, section 3.2.2)",
		"uuid: a URN, of which a UUID is only a part (RFC 9562, section 4)",
	}, differences); diff != "" {
		t.Error(diff)
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
		{"{type: string, minLength: 2, pattern: '^b'}", "a", contract.RuleMinLength, "must have at least 2 characters"},
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
		result := parsed.Operation("postThing").CheckResponse(200, map[string][]string{"Content-Type": {"application/json"}}, body)
		if len(result.Violations) != 1 || result.Violations[0].Rule != row.rule || result.Violations[0].Reason != row.reason {
			t.Errorf("%s: %v (%v)", row.schema, result.Violations, result.Violations)
		}
	}
}

func TestFormatsOfATextAreThoseThatItHas(t *testing.T) {
	for text, want := range map[string]string{
		"https://h.example/a": "uri", "s3://b/a": "uri", "3c90c3cc-0d44-4b50-8888-8dd25736052a": "uuid", "2026-01-15": "date",
		"2026-01-15t09:30:00+01:00": "date-time", "2026-02-30": "", "a b": "", "7": "", "": "",
	} {
		if got := strings.Join(contract.FormatsOf(text), " "); got != want {
			t.Errorf("%q has the formats %q, want %q", text, got, want)
		}
	}
}
