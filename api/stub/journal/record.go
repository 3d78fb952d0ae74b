package journal

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/internal/redact"
	"github.com/medialink-go/medialink/api/internal/trace"
)

// MaxBody is how many bytes of a body, or of a pointer into one, the journal keeps.
const MaxBody = 4 << 10

// NewExchange records a request, but its body: see [Exchange.Tap]. [Journal.Add] puts it into the journal.
func (j *Journal) NewExchange(operation string, r *http.Request) *Exchange {
	return &Exchange{
		Operation:     operation,
		Method:        r.Method,
		Path:          redact.Text(strings.Clone(r.URL.EscapedPath())),
		Trace:         trace.ID(r.Header),
		RequestHeader: j.requestHeaders.Redact(r.Header),
	}
}

// Tap is the body of a request. It records in an exchange what is read of it.
type Tap struct {
	io.ReadCloser
	exchange *Exchange
	ended    bool
}

// Tap returns a body to be read instead of the request's.
func (x *Exchange) Tap(body io.ReadCloser) *Tap { return &Tap{ReadCloser: body, exchange: x} }

// Read records what it reads.
func (t *Tap) Read(p []byte) (int, error) {
	n, err := t.ReadCloser.Read(p)
	t.ended = t.ended || errors.Is(err, io.EOF)
	x := t.exchange
	x.RequestSize += int64(n)
	if room := MaxBody - len(x.RequestBody); room > 0 && x.Operation != OperationToken {
		x.RequestBody = append(x.RequestBody, p[:min(n, room)]...)
	}
	return n, err
}

// Redact removes credentials from what was recorded. Call it once, when no more is read.
func (t *Tap) Redact() {
	whole := t.ended && t.exchange.RequestSize <= MaxBody
	t.exchange.RequestBody = redact.Body(t.exchange.RequestBody, !whole)
}

// RecordResponse records the response of an exchange.
func (j *Journal) RecordResponse(x *Exchange, status int, header http.Header, body []byte) {
	x.Status, x.ResponseHeader, x.ResponseSize = status, j.responseHeaders.Redact(header), int64(len(body))
	if x.Operation != OperationToken || status != http.StatusOK {
		x.ResponseBody = redact.Body(slices.Clone(body[:min(len(body), MaxBody)]), len(body) > MaxBody)
	}
}

// Recorded returns the response alone, for [Exchange.RecordAgain].
func (x *Exchange) Recorded() *Exchange {
	return &Exchange{Status: x.Status, ResponseHeader: x.ResponseHeader, ResponseBody: x.ResponseBody, ResponseSize: x.ResponseSize}
}

// RecordAgain records a response that was recorded before: what it refers to does not change, and is shared.
func (x *Exchange) RecordAgain(before *Exchange) {
	x.Status, x.ResponseHeader, x.ResponseBody, x.ResponseSize =
		before.Status, before.ResponseHeader, before.ResponseBody, before.ResponseSize
}

// cutPointers returns the violations as the journal keeps them: a pointer can be as long as the body that it points into.
func cutPointers(violations []contract.Violation) []contract.Violation {
	for i, v := range violations {
		if len(v.Pointer) > MaxBody {
			violations = slices.Clone(violations)
			violations[i].Pointer = strings.ToValidUTF8(strings.Clone(v.Pointer[:MaxBody]), "")
		}
	}
	return violations
}
