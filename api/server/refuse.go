package server

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/internal/encode"
	"github.com/medialink-go/medialink/gen"
)

// refuse writes the error body for a request that is not passed on, or whose response is not sent.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, refusal *contract.Refusal) {
	s.observe(r, refusal)
	detail := http.StatusText(refusal.Status)
	switch refusal.Status {
	case http.StatusMethodNotAllowed:
		w.Header().Set("Allow", strings.Join(refusal.Allow, ", "))
	case http.StatusRequestEntityTooLarge:
		detail = fmt.Sprintf("The request body is larger than %d bytes", s.maxBody)
	case http.StatusUnsupportedMediaType:
		w.Header().Set("Accept-Encoding", "identity") // RFC 9110, section 12.5.3
		detail = "Content-Encoding is not supported: send the body uncompressed"
	case http.StatusUnprocessableEntity:
		writeJSON(w, refusal.Status, validationError(refusal.Violations, refusal.Body))
		return
	case http.StatusBadRequest:
		detail = "There was an error reading the body"
	case http.StatusInternalServerError:
		s.log(r, refusal.Err)
	}
	WriteDetail(w, refusal.Status, detail)
}

func (s *Server) log(r *http.Request, err error) {
	attributes := []any{slog.String("operation", r.Pattern), slog.Any("error", err)}
	if panicked, ok := errors.AsType[*contract.PanicError](err); ok {
		attributes = append(attributes, slog.String("stack", string(panicked.Stack)))
	}
	s.logger.ErrorContext(r.Context(), "the request has no response", attributes...)
}

// WriteViolations responds with status 422 and an entry for each violation, as New does for those of the contract. It is for
// implementations and middleware that know more rules than the contract has.
func WriteViolations(w http.ResponseWriter, violations ...contract.Violation) {
	writeJSON(w, http.StatusUnprocessableEntity, validationError(violations, nil))
}

// WriteDetail responds with a status and a sentence, as New does for refusals that have no place in the request.
func WriteDetail(w http.ResponseWriter, status int, detail string) {
	writeJSON(w, status, gen.Error{Detail: detail})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	text, _ := encode.AppendJSON(nil, body) // strings and numbers: it cannot fail
	text = append(text, '\n')
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(status)
	_, _ = w.Write(text) // an error is the client's going away
}
