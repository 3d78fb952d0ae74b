// Package trace reads the trace that a request belongs to, as W3C Trace Context has it.
package trace

import (
	"net/http"
	"strings"
)

// The places of the fields in version 00: version-trace-parent-flags.
const (
	traceAt  = len("00-")
	parentAt = traceAt + 32 + len("-")
	flagsAt  = parentAt + 16 + len("-")
	length   = flagsAt + 2
)

// ID returns the trace id of a request: 32 hexadecimal digits, in lower case. It is "" without a header traceparent, and for one that is
// malformed. Of a version that is not known yet it reads what version 00 has, if nothing or a dash follows (section 4.3 of Trace Context).
func ID(header http.Header) string {
	values := header["Traceparent"]
	if len(values) != 1 || len(values[0]) < length {
		return ""
	}
	value := values[0]
	version, id, parent, flags := value[:2], value[traceAt:parentAt-1], value[parentAt:flagsAt-1], value[flagsAt:length]
	dashes := value[traceAt-1] == '-' && value[parentAt-1] == '-' && value[flagsAt-1] == '-'
	if !dashes || !isHex(version) || !isHex(id) || !isHex(parent) || !isHex(flags) || isZero(id) || isZero(parent) || version == "ff" {
		return ""
	}
	if len(value) > length && (version == "00" || value[length] != '-') {
		return ""
	}
	return id
}

func isHex(text string) bool { return strings.Trim(text, "0123456789abcdef") == "" }

func isZero(text string) bool { return strings.Trim(text, "0") == "" }
