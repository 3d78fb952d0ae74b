package similar_test

import (
	"testing"

	"github.com/medialink-go/medialink/api/internal/similar"
)

func TestTheNameThatWasMeant(t *testing.T) {
	names := []string{"failed", "ready-after-5s", "kind", "id", "html"}
	for name, want := range map[string]string{
		"faild": "failed", "FAILED": "failed", "fialed": "failed", "failled": "failed", "fxilxd": "failed", "fxxlxd": "",
		"redy-after-5s": "ready-after-5s", "knid": "kind", "kin": "kind", "kn": "", "ix": "", "htlm": "html", "": "",
	} {
		if got := similar.Name(name, names); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
