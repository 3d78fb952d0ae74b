package conformance

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// maxDecoded is how long a body may become, in bytes: a small one can become gigabytes.
const maxDecoded = 16 << 20

// decoded undoes the Content-Encoding of a whole body. The header it returns says so: it has neither Content-Encoding nor Content-Length.
// If the body cannot be decoded, missing is why, and body is nil.
func decoded(header http.Header, body []byte) (_ []byte, _ http.Header, missing string) {
	coding := strings.ToLower(strings.TrimSpace(strings.Join(header["Content-Encoding"], ",")))
	if coding == "" || coding == "identity" || len(body) == 0 {
		return body, header, ""
	}
	var open func([]byte) (io.Reader, error)
	switch coding {
	case "gzip", "x-gzip":
		open = func(body []byte) (io.Reader, error) { return gzip.NewReader(bytes.NewReader(body)) }
	case "deflate":
		open = inflate
	case "br", "zstd", "compress":
		return nil, header, "compressed with " + coding
	default:
		return nil, header, "compressed with an unknown coding"
	}
	reader, err := open(body)
	if err != nil {
		return nil, header, "not valid " + coding
	}
	plain, err := io.ReadAll(io.LimitReader(reader, maxDecoded+1))
	if err != nil {
		return nil, header, "not valid " + coding
	}
	if len(plain) > maxDecoded {
		return nil, header, fmt.Sprintf("over %d bytes when decoded", maxDecoded)
	}
	return plain, undecorated(header), ""
}

// inflate reads zlib, which the name stands for (RFC 9110, section 8.4.1.2), and the bare format, which some servers send.
func inflate(body []byte) (io.Reader, error) {
	if reader, err := zlib.NewReader(bytes.NewReader(body)); err == nil {
		return reader, nil
	}
	return flate.NewReader(bytes.NewReader(body)), nil
}

// undecorated returns a header for the decoded body.
func undecorated(header http.Header) http.Header {
	header = header.Clone()
	header.Del("Content-Encoding")
	header.Del("Content-Length")
	return header
}
