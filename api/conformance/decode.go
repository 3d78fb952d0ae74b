package conformance

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"io"
	"net/http"
	"strings"
)

// maxDecoded is how long a body may become, in bytes: a small one can become gigabytes.
const maxDecoded = 16 << 20

// decoded undoes the Content-Encoding of a whole body. The header it returns says so: it has neither Content-Encoding nor Content-Length.
// If the body cannot be decoded, missing is why, and body is nil.
func decoded(header http.Header, body []byte) (_ []byte, _ http.Header, missing string) {
	coding := strings.ToLower(strings.Join(header["Content-Encoding"], ","))
	if coding == "" || coding == "identity" || len(body) == 0 {
		return body, header, ""
	}
	var reader io.Reader
	var err error
	switch coding {
	case "gzip":
		reader, err = gzip.NewReader(bytes.NewReader(body))
	case "deflate":
		reader, err = zlib.NewReader(bytes.NewReader(body))
	default:
		return nil, header, "compressed, but not with gzip or deflate"
	}
	if err == nil {
		body, err = io.ReadAll(io.LimitReader(reader, maxDecoded+1))
	}
	switch {
	case err != nil:
		return nil, header, "not valid " + coding
	case len(body) > maxDecoded:
		return nil, header, "over 16 MiB when decoded"
	}
	header = header.Clone()
	header.Del("Content-Encoding")
	header.Del("Content-Length")
	return body, header, ""
}
