package conformance

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func compressed(t *testing.T, coding, text string) string {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser = gzip.NewWriter(&b)
	if coding == "deflate" {
		w = zlib.NewWriter(&b)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestBodiesAreDecoded(t *testing.T) {
	gzipped := compressed(t, "gzip", "hello")
	for _, row := range []struct{ name, coding, body, want, missing string }{
		{"no coding", "", "hello", "hello", ""},
		{"identity", "Identity", "hello", "hello", ""},
		{"gzip", "gzip", gzipped, "hello", ""},
		{"gzip in capitals", "GZIP", gzipped, "hello", ""},
		{"gzip in two members", "gzip", gzipped + gzipped, "hellohello", ""},
		{"gzip of nothing, for HEAD", "gzip", "", "", ""},
		{"deflate", "deflate", compressed(t, "deflate", "hello"), "hello", ""},
		{"gzip that is none", "gzip", "hello", "", "not valid gzip"},
		{"gzip that is cut", "gzip", gzipped[:len(gzipped)-9], "", "not valid gzip"},
		{"deflate that is none", "deflate", "\xffhello", "", "not valid deflate"},
		{"another coding", "s3cret", "hello", "", "compressed, but not with gzip or deflate"},
		{"two codings", "gzip, gzip", gzipped, "", "compressed, but not with gzip or deflate"},
		{"exactly the limit", "gzip", compressed(t, "gzip", strings.Repeat("a", maxDecoded)), strings.Repeat("a", maxDecoded), ""},
		{"a bomb", "gzip", compressed(t, "gzip", strings.Repeat("a", maxDecoded+1)), "", "over 16 MiB when decoded"},
	} {
		t.Run(row.name, func(t *testing.T) {
			header := http.Header{"Content-Length": {"7"}, "A": {"b"}}
			if row.coding != "" {
				header.Set("Content-Encoding", row.coding)
			}
			before := header.Clone()
			body, plain, missing := decoded(header, []byte(row.body))
			if string(body) != row.want || missing != row.missing {
				t.Errorf("%d bytes, %q, want %d, %q", len(body), missing, len(row.want), row.missing)
			}
			want := before
			if len(row.body) != 0 && missing == "" && row.coding != "" && row.coding != "Identity" {
				want = http.Header{"A": {"b"}}
			}
			if diff := cmp.Diff(want, plain); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(before, header); diff != "" {
				t.Errorf("the original has changed: %s", diff)
			}
		})
	}
}
