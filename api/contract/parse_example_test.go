package contract_test

import (
	"testing"

	"github.com/medialink-go/medialink/api/contract"
)

// YAML has more ways to write a scalar than JSON.
func TestExamplesAreTheJSONOfTheirYAML(t *testing.T) {
	for written, want := range map[string]string{
		"{b: 1, a: 1.5}":           `{"b":1,"a":1.5}`,
		"{a: '1.5', b: '1'}":       `{"a":"1.5","b":"1"}`,
		"{a: [1, 2.0, null, ~]}":   `{"a":[1,2.0,null,null]}`,
		"{a: True, b: 'true'}":     `{"a":true,"b":"true"}`,
		`{a: "é\"<\n", b: ''}`:     `{"a":"é\"<\n","b":""}`,
		"{a: {}, b: [], c: -1e-3}": `{"a":{},"b":[],"c":-1e-3}`,
	} {
		c, err := contract.Parse([]byte(with(t, "one: {value: {}}", "one: {value: "+written+"}")))
		if err != nil {
			t.Errorf("%s: %v", written, err)
			continue
		}
		if got := string(c.Operation("postThing").ResponseExamples(200)[0].Body); got != want {
			t.Errorf("%s is %s, want %s", written, got, want)
		}
	}
}
