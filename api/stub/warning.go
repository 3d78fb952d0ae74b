package stub

import (
	"net/http"
	"net/url"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/server"
)

// warn takes down what is legal in a request and looks like a mistake, and when strict refuses it.
func (s *Stub) warn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		warnings := warningsOf(s.byPattern[r.Pattern], contract.Body(r))
		x := callOf(r.Context()).exchange
		x.Checked, x.Warnings = true, warnings
		if s.settings.strict && len(warnings) > 0 {
			server.WriteViolations(w, warnings...)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func warningsOf(op *contract.Operation, body any) []contract.Violation {
	warnings := op.Undeclared(body)
	if object, ok := body.(map[string]any); ok {
		if link, ok := object["link"].(string); ok && !hasUsualScheme(link) {
			warnings = append(warnings, violation(op, contract.PartBody, "/link", "must have a usual scheme: http, https, s3 or ftp"))
		}
	}
	return warnings
}

func hasUsualScheme(link string) bool {
	u, err := url.Parse(link)
	if err != nil {
		return false
	}
	switch u.Scheme {
	case "http", "https", "s3", "ftp":
		return true
	}
	return false
}

// violation is one of the stub's own rules, which are about how a text is written.
func violation(op *contract.Operation, part contract.Part, pointer, reason string) contract.Violation {
	return contract.Violation{
		Operation: op.String(),
		Direction: contract.DirectionRequest,
		Part:      part,
		Pointer:   pointer,
		Rule:      contract.RulePattern,
		Reason:    reason,
	}
}
