package contract_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
)

func TestJSONIsReadStrictly(t *testing.T) {
	nested := func(levels int) string {
		return `{"link":"a:b","x":` + strings.Repeat("[", levels-1) + strings.Repeat("]", levels-1) + `}`
	}
	for _, row := range []struct {
		name, body string
		rule       contract.Rule // "" is accepted
		offset     int64
	}{
		{"an object", `{"link":"a:b"}`, "", 0},
		{"blanks around", " \t\r\n{\"link\":\"a:b\"} ", "", 0},
		{"64 levels", nested(64), "", 0},
		{"65 levels", nested(65), contract.RuleDepth, 82},
		{"a name twice", `{"link":"a:b","link":"a:b"}`, contract.RuleDuplicate, 20},
		{"a name twice by escapes", `{"link":"a:b","l\u0069nk":"a:b"}`, contract.RuleDuplicate, 25},
		{"a name twice far inside", `{"link":"a:b","x":[{"y":{"z":1,"z":2}}]}`, contract.RuleDuplicate, 34},
		{"the same name in two objects", `{"link":"a:b","x":{"link":1}}`, "", 0},
		{"a second value", `{"link":"a:b"}{}`, contract.RuleTrailingData, 14},
		{"a stray brace", `{"link":"a:b"}}`, contract.RuleTrailingData, 14},
		{"a byte that is no UTF-8", "{\"link\":\"a:\xff\"}", contract.RuleUTF8, 11},
		{"UTF-8 that is cut off", "{\"link\":\"a:\xc3\"}", contract.RuleUTF8, 11},
		{"half a surrogate pair", `{"link":"a:b","x":"\ud800"}`, contract.RuleSyntax, 19},
		{"a byte order mark", "\ufeff{}", contract.RuleSyntax, 0},
		{"a comma too many", `{"link":"a:b",}`, contract.RuleSyntax, 13},
		{"a comment", `{"link":"a:b"/**/}`, contract.RuleSyntax, 13},
		{"a number that is none", `{"link":"a:b","x":01}`, contract.RuleSyntax, 19},
		{"infinity", `{"link":"a:b","x":1e999999}`, "", 0},
		{"a number of 4300 digits", `{"link":"a:b","x":` + strings.Repeat("9", 4300) + `}`, "", 0},
		{"a number of 4301 digits", `{"link":"a:b","x":` + strings.Repeat("9", 4301) + `}`, contract.RuleNumber, 4319},
		{"a control character", "{\"link\":\"a:b\",\"x\":\"\n\"}", contract.RuleSyntax, 19},
		{"blanks alone", "  ", contract.RuleSyntax, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			result := upload(t, row.body)
			if row.rule == "" {
				if !result.OK() {
					t.Error(result.Err())
				}
				return
			}
			if len(result.Violations) != 1 || result.Body != nil {
				t.Fatalf("%v, body %v", result.Violations, result.Body)
			}
			if v := result.Violations[0]; v.Rule != row.rule || v.Offset != row.offset || v.Pointer != "" {
				t.Errorf("%s at %d, want %s at %d", v.Rule, v.Offset, row.rule, row.offset)
			}
		})
	}
}

func TestHugeDepthIsRefusedAtOnce(t *testing.T) {
	for _, opening := range []string{"[", `{"a":`} {
		result := upload(t, strings.Repeat(opening, 100_000))
		if len(result.Violations) != 1 || result.Violations[0].Rule != contract.RuleDepth {
			t.Errorf("%v", result.Violations)
		}
	}
}

func TestNumbersAreKeptToTheDigit(t *testing.T) {
	body := upload(t, `{"link":"a:b","x":12345678901234567890.0100}`).Body.(map[string]any)
	if body["x"] != json.Number("12345678901234567890.0100") {
		t.Errorf("%v", body["x"])
	}
}

func TestTextIsUnquoted(t *testing.T) {
	body := upload(t, `{"link":"a:b","x":"\u00e9\n\"\\\/\ud83d\ude00"}`).Body.(map[string]any)
	if body["x"] != "é\n\"\\/😀" {
		t.Errorf("%q", body["x"])
	}
}
