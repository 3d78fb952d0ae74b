package stub

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/api/stub/fault"
)

// written is a response of the generated server that writes itself.
type written func(http.ResponseWriter)

// VisitUploadMediaLinkResponse is for the generated server.
func (f written) VisitUploadMediaLinkResponse(w http.ResponseWriter) error { f(w); return nil }

// VisitGetMediaResponse is for the generated server.
func (f written) VisitGetMediaResponse(w http.ResponseWriter) error { f(w); return nil }

// writeJSON writes a body with the header fields that a response of this status has by default.
func writeJSON(w http.ResponseWriter, status int, body []byte) {
	setDefaults(w.Header(), status)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(bytes.TrimRight(body, "\n"), '\n')) // as the generated server ends a body
}

func setDefaults(header http.Header, status int) {
	if status == http.StatusUnauthorized {
		header.Set("WWW-Authenticate", "Bearer")
	}
	setRetryAfter(header, fault.RetryAfter(status))
}

func setRetryAfter(header http.Header, d time.Duration) {
	header.Del("Retry-After")
	if d > 0 {
		header.Set("Retry-After", strconv.Itoa(int(d/time.Second)))
	}
}

// writeDetail writes an error body with a sentence, "" for the words of the status. It suits every error but 422.
func writeDetail(w http.ResponseWriter, status int, detail string) {
	setDefaults(w.Header(), status)
	server.WriteDetail(w, status, cmp.Or(detail, http.StatusText(status), fmt.Sprintf("Status %d", status)))
}

// writeStatus writes the contract's first example for a status, or a detail if there is none.
func writeStatus(w http.ResponseWriter, op *contract.Operation, status int) {
	if examples := op.ResponseExamples(status); len(examples) > 0 && isListed(op, status) {
		writeJSON(w, status, slices.Clone(examples[0].Body))
		return
	}
	writeDetail(w, status, "")
}

func isListed(op *contract.Operation, status int) bool { return slices.Contains(op.Statuses(), status) }

// checkStatus fails for a status that the contract does not let the operation send.
func checkStatus(op *contract.Operation, status int) error {
	res := contract.NewResponse()
	defer res.Release()
	writeStatus(res, op, status)
	return op.CheckResponse(status, res.Header(), res.Body()).Err()
}
