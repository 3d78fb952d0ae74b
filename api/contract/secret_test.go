package contract_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
)

// secret is a text that no contract knows.
const secret = "M4RK3R"

// marked has the secret in every string of a value, and in a member more of every object.
func marked(value any) any {
	switch value := value.(type) {
	case string:
		return secret + value
	case []any:
		list := make([]any, len(value))
		for i, item := range value {
			list[i] = marked(item)
		}
		return list
	case map[string]any:
		object := map[string]any{secret: secret}
		for name, inner := range value {
			object[name] = marked(inner)
		}
		return object
	}
	return value
}

func keepsSecret(t testing.TB, what string, result contract.Result) {
	t.Helper()
	if text := fmt.Sprintf("%+v %v", result.Violations, result.Err()); strings.Contains(text, secret) {
		t.Errorf("%s: %s", what, text)
	}
}

func TestNoValueOfAResponseIsEverSaid(t *testing.T) {
	o := newOracle(t)
	refused := 0
	for _, status := range []int{200, 404, 422, 500} {
		for _, example := range o.ours.Operation("getMedia").ResponseExamples(status) {
			mutations(marked(decoded(t, example.Body)), func(what string, body []byte) {
				result := o.ourResponse(status, body)
				keepsSecret(t, example.Name+" "+what, result)
				refused += len(result.Violations)
			})
		}
	}
	if refused == 0 {
		t.Error("nothing is refused, so nothing is said")
	}
}

// Names are said where the document asks for each: by additionalProperties. Values are not.
func TestAnUndeclaredNameIsReportedWhereItIsChecked(t *testing.T) {
	for schema, says := range map[string]string{
		"{type: object, properties: {b: {}}}":                                       "",
		"{type: object, properties: {b: {}}, additionalProperties: false}":          "response /a/" + secret + ": is not declared",
		"{type: object, properties: {b: {}}, additionalProperties: {type: object}}": "response /a/" + secret + ": must be an object",
	} {
		c, err := contract.Parse([]byte(withSchema(schema)))
		if err != nil {
			t.Fatal(err)
		}
		o := &oracle{ours: c}
		if got := strings.Join(said(o.checked("postThing", 200, []byte(`{"a":{"`+secret+`":"x"}}`))), "; "); got != says {
			t.Errorf("%s: %q", schema, got)
		}
	}
}

// tryMarked validates a body with the secret in it, if the body is JSON.
func tryMarked(t *testing.T, body []byte, check func(body []byte) contract.Result) {
	t.Helper()
	var value any
	if json.Unmarshal(body, &value) == nil {
		keepsSecret(t, "the body", check(encode(marked(value))))
	}
}
