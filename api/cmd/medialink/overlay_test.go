package main

import (
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
)

const overlayHead = "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n"

func TestSpecAppliesAnOverlay(t *testing.T) {
	file := fileWith(t, overlayHead+"  - target: $['components']['schemas']['Media']['properties']\n    update: {brand: {type: string}}\n")
	code, stdout, stderr := invoke(t, "spec", "--overlay", file)
	if code != 0 || stderr != "" || !strings.Contains(stdout, "brand: {type: string}") {
		t.Fatalf("code %d: %s", code, stderr)
	}
	if _, err := contract.Parse([]byte(stdout)); err != nil {
		t.Error(err)
	}
	_, before, _ := invoke(t, "spec")
	if lines := strings.Count(stdout, "\n") - strings.Count(before, "\n"); strings.Count(stdout, "#") != strings.Count(before, "#") || lines > 1 || lines < -60 {
		t.Errorf("comments are lost, or lines: %d", lines)
	}
}

func TestAnOverlayWithoutActionsChangesNothing(t *testing.T) {
	code, stdout, stderr := invoke(t, "spec", "--overlay", fileWith(t, strings.ReplaceAll(overlayHead, "actions:", "actions: []")))
	if code != 0 || !strings.HasPrefix(stdout, "openapi: 3.1.0\n") {
		t.Errorf("code %d: %s", code, stderr)
	}
}

func TestAnOverlayThatDoesNotFitIsUsage(t *testing.T) {
	for _, row := range []struct{ name, text, want string }{
		{"a target that does not match", overlayHead + "  - {target: \"$['paths']['/nowhere']\", update: {x-a: 1}}\n", `/nowhere`},
		{"a target that is no JSONPath", overlayHead + "  - {target: \"$[\", update: {x-a: 1}}\n", "--overlay: "},
		{"a result that is no contract", overlayHead + "  - {target: \"$['components']['schemas']['Media']\", update: {const: 1}}\n", "const: is not supported"},
		{"another document", "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n", "is no OpenAPI Overlay"},
		{"another version", strings.Replace(overlayHead, "1.0.0", "2.0.0", 1), "is no OpenAPI Overlay"},
		{"no YAML", "overlay: [", "is no OpenAPI Overlay"},
		{"nothing", "", "is no OpenAPI Overlay"},
	} {
		t.Run(row.name, func(t *testing.T) {
			code, stdout, stderr := invoke(t, "spec", "--overlay", fileWith(t, row.text))
			if code != exitUsage || stdout != "" || !strings.Contains(stderr, row.want) {
				t.Errorf("code %d: %s%s", code, stdout, stderr)
			}
		})
	}
}
