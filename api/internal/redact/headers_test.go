package redact_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/internal/redact"
)

// Each header follows another one of as many fields, so that both look for the same copy.
func TestHeadersThatAreNotAlikeShareNothing(t *testing.T) {
	for _, row := range []struct {
		name          string
		before, after http.Header
	}{
		{"another value", http.Header{"Accept": {"a"}}, http.Header{"Accept": {"b"}}},
		{"another name", http.Header{"Accept": {"a"}}, http.Header{"Accepted": {"a"}}},
		{"one value more", http.Header{"Accept": {"a"}}, http.Header{"Accept": {"a", "b"}}},
		{"a scheme more", http.Header{"Authorization": {secret}}, http.Header{"Authorization": {"Bearer " + secret}}},
		{"a scheme less", http.Header{"Authorization": {"Bearer " + secret}}, http.Header{"Authorization": {secret}}},
		{"another scheme", http.Header{"Authorization": {"Bearer " + secret}}, http.Header{"Authorization": {"Basic " + secret}}},
		{"a credential where none was", http.Header{"Authorization": {""}}, http.Header{"Authorization": {secret}}},
		{"none where a credential was", http.Header{"Authorization": {secret}}, http.Header{"Authorization": {""}}},
		{"a scheme in another field", http.Header{"Accept": {"Bearer REDACTED"}}, http.Header{"Accept": {"Bearer any"}}},
		{"a link with userinfo", http.Header{"Referer": {"https://h/"}}, http.Header{"Referer": {"https://u:" + secret + "@h/"}}},
	} {
		var headers redact.Headers
		headers.Redact(row.before)
		if diff := cmp.Diff(redact.Header(row.after), headers.Redact(row.after)); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
	}
}

func TestHeadersThatAreAlikeShareOneCopy(t *testing.T) {
	var headers redact.Headers
	first := headers.Redact(http.Header{"Authorization": {"Bearer a"}, "Accept": {"*/*"}})
	again := headers.Redact(http.Header{"Authorization": {"Bearer b"}, "Accept": {"*/*"}})
	first.Set("Accept", "changed") // as only a test may
	if again.Get("Accept") != "changed" {
		t.Error("each has a copy of its own")
	}
}
