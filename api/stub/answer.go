package stub

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"time"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/internal/encode"
	"github.com/medialink-go/medialink/gen"
)

// answer is a whole answer, held back. As an http.ResponseWriter it takes one down.
type answer struct {
	status int
	header http.Header
	body   bytes.Buffer
}

func newAnswer() *answer { return &answer{header: http.Header{}} }

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answer) Write(data []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(data)
}

// writeHeader promises the whole body, whatever of it will come.
func (a *answer) writeHeader(w http.ResponseWriter) {
	maps.Copy(w.Header(), a.header)
	w.Header().Set("Content-Length", strconv.Itoa(a.body.Len()))
	w.WriteHeader(a.status)
}

func (a *answer) send(w http.ResponseWriter) {
	a.writeHeader(w)
	_, _ = w.Write(a.body.Bytes()) // an error is the client's going away
}

// VisitUploadMediaLinkResponse makes it an answer of the generated server.
func (a *answer) VisitUploadMediaLinkResponse(w http.ResponseWriter) error { a.send(w); return nil }

// VisitGetMediaResponse makes it an answer of the generated server.
func (a *answer) VisitGetMediaResponse(w http.ResponseWriter) error { a.send(w); return nil }

func jsonAnswer(status int, body []byte) *answer {
	a := newAnswer()
	a.status = status
	a.header.Set("Content-Type", "application/json")
	if status == http.StatusUnauthorized {
		a.header.Set("WWW-Authenticate", "Bearer")
	}
	a.setRetryAfter(retryAfter(status))
	a.body.Write(bytes.TrimRight(body, "\n"))
	a.body.WriteByte('\n') // as the generated server ends a body
	return a
}

// retryAfter is what a response of this status asks for by default: a second where servers send Retry-After, else none.
func retryAfter(status int) time.Duration {
	if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		return time.Second
	}
	return 0
}

// setRetryAfter takes whole seconds; 0 removes the header.
func (a *answer) setRetryAfter(d time.Duration) {
	a.header.Del("Retry-After")
	if d > 0 {
		a.header.Set("Retry-After", strconv.Itoa(int(d/time.Second)))
	}
}

// detailAnswer has a sentence for its detail, which suits every error status but 422.
func detailAnswer(status int, detail string) *answer {
	return jsonAnswer(status, encoded(gen.Error{Detail: detail}))
}

func encoded(value any) []byte {
	text, _ := encode.AppendJSON(nil, value) // strings and numbers: it cannot fail
	return append(text, '\n')
}

// statusAnswer is what the contract's first example for a status says, or the words for the status where there is no
// example. It fails for one that the contract does not know.
func statusAnswer(op *contract.Operation, status int) (*answer, error) {
	if examples := op.ResponseExamples(status); len(examples) > 0 && isListed(op, status) {
		return jsonAnswer(status, examples[0].Body), nil
	}
	return conforming(op, detailAnswer(status, statusText(status)))
}

func conforming(op *contract.Operation, a *answer) (*answer, error) {
	if err := op.CheckResponse(a.status, a.header, a.body.Bytes()).Err(); err != nil {
		return nil, err
	}
	return a, nil
}

func statusText(status int) string {
	if text := http.StatusText(status); text != "" {
		return text
	}
	return fmt.Sprintf("Status %d", status)
}
