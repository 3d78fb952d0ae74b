package contract_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/contract"
)

func TestTheValueOfAViolationIsFoundAndReplaced(t *testing.T) {
	for _, row := range []struct {
		pointer  string
		value    any
		replaced bool
	}{
		{"/list/1/a~1b", "slash", true},
		{"/list/1/~0", "tilde", true},
		{"/list/0", "first", true},
		{"/list/2", nil, false},
		{"/list/-1", nil, false},
		{"/list/x", nil, false},
		{"/list/0/x", nil, false},
		{"/list/9/x", nil, false},
		{"/", "empty", true},
	} {
		body := map[string]any{"": "empty", "list": []any{"first", map[string]any{"a/b": "slash", "~": "tilde"}}}
		v := contract.Violation{Pointer: row.pointer}
		if got := v.ValueIn(body); got != row.value {
			t.Errorf("%q leads to %v, want %v", row.pointer, got, row.value)
		}
		if got := v.ReplaceIn(body, "new"); got != row.replaced {
			t.Errorf("%q could be replaced: %v", row.pointer, got)
		}
		if got := v.ValueIn(body); row.replaced && got != "new" {
			t.Errorf("%q is %v afterwards", row.pointer, got)
		}
	}
	if diff := cmp.Diff(any("body"), contract.Violation{}.ValueIn("body")); diff != "" {
		t.Error(diff)
	}
	if (contract.Violation{}).ReplaceIn("body", "new") {
		t.Error("the body itself was replaced")
	}
}

func TestThePathOfAViolationIsUnescaped(t *testing.T) {
	for pointer, want := range map[string][]string{"": {}, "/": {""}, "/list/1/a~1b/~0/~01": {"list", "1", "a/b", "~", "~1"}} {
		if diff := cmp.Diff(want, contract.Violation{Pointer: pointer}.Path()); diff != "" {
			t.Errorf("%q: %s", pointer, diff)
		}
	}
}
