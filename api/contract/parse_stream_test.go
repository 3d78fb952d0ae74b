package contract_test

import (
	"strings"
	"testing"
)

func TestAStreamThatIsNotDeclaredInFullIsRefused(t *testing.T) {
	const declared = "            text/event-stream:\n              schema: {type: string, description: Lines.}\n"
	const at = "/paths/~1events/get/responses/200/content"
	for _, row := range []struct{ name, content, at, says string }{
		{"two media types", declared + "            text/plain:\n              schema: {type: string}\n", at, "must have one media type"},
		{"JSON beside it", declared + "            application/json:\n              schema: {}\n", at, "must have one media type"},
		{"a range", "            text/*:\n              schema: {type: string}\n", at + "/text~1*", "without wildcards"},
		{"a parameter", "            text/plain;charset=utf-8:\n              schema: {type: string}\n", at + "/text~1plain;charset=utf-8", "parameters"},
		{"upper case", "            Text/plain:\n              schema: {type: string}\n", at + "/Text~1plain", "lower case"},
		{"no media type", "            text:\n              schema: {type: string}\n", at + "/text", "must be a media type"},
		{"no schema", "            text/plain: {}\n", at + "/text~1plain", "must have a schema"},
		{"another type", "            text/plain:\n              schema: {type: object}\n", at + "/text~1plain/schema", "must have the type string"},
		{"a rule that nobody checks", "            text/plain:\n              schema: {type: string, maxLength: 9}\n", at + "/text~1plain/schema/maxLength", "not supported"},
		{"an example", "            text/plain:\n              schema: {type: string}\n              examples: {one: {value: x}}\n", at + "/text~1plain/examples", "not supported"},
	} {
		t.Run(row.name, func(t *testing.T) {
			found := problems(t, strings.Replace(streams, declared, row.content, 1))
			if len(found) != 1 || found[0].Pointer != row.at || !strings.Contains(found[0].Reason, row.says) {
				t.Errorf("%+v", found)
			}
		})
	}
}
