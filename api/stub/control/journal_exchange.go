package control

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/har"
	"github.com/medialink-go/medialink/api/stub/control/internal/gen"
	"github.com/medialink-go/medialink/api/stub/journal"
)

// exchange is an exchange as the document has it.
func exchange(x *journal.Exchange) gen.Exchange {
	all := gen.Exchange{
		Number:             int(x.Number),
		Time:               x.Time,
		DurationMs:         float64(x.Duration) / float64(time.Millisecond),
		Operation:          x.Operation,
		Method:             x.Method,
		Path:               x.Path,
		Status:             x.Status,
		Verdict:            gen.Verdict(x.Verdict()),
		Request:            message(x.RequestHeader, x.RequestBody, x.RequestSize),
		Response:           message(x.ResponseHeader, x.ResponseBody, x.ResponseSize),
		Violations:         violations(x.Violations),
		Warnings:           violations(x.Warnings),
		Faults:             append([]string{}, x.Faults...),
		ResponseViolations: violations(x.ResponseViolations),
	}
	if x.Trace != "" {
		all.Trace = &x.Trace
	}
	return all
}

// message writes a body as text, or as base64 if it is not UTF-8.
func message(header http.Header, body []byte, size int64) gen.Message {
	m := gen.Message{Headers: map[string][]string{}, Size: int(size)}
	for name, values := range header {
		for _, value := range values {
			m.Headers[name] = append(m.Headers[name], har.Text(value))
		}
	}
	valid := bytes.ToValidUTF8(body, nil)
	endsWithin := int64(len(body)) < size && len(body)-len(valid) < utf8.UTFMax && bytes.HasPrefix(body, valid) // a character
	if m.Body = string(valid); len(valid) < len(body) && !endsWithin {
		m.Body, m.Encoding = base64.StdEncoding.EncodeToString(body), new(gen.MessageEncodingBase64)
	}
	return m
}

func violations(list []contract.Violation) []gen.Violation {
	all := make([]gen.Violation, len(list))
	for i, v := range list {
		all[i] = gen.Violation{Part: gen.ViolationPart(v.Part), Pointer: v.Pointer, Rule: string(v.Rule), Reason: v.Reason}
	}
	return all
}
