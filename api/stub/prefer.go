package stub

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/api/stub/fault"
	"github.com/medialink-go/medialink/api/stub/scenario"
)

// advised stands between the check of a request and the operation. It records what is legal and looks like a mistake, refuses it when
// strict, and does what the header Prefer asks for.
func (s *Stub) advised(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := callOf(r.Context())
		warnings := warningsOf(c.Operation, contract.Body(r))
		c.exchange.Checked, c.exchange.Warnings = true, warnings
		switch {
		case s.settings.strict && len(warnings) > 0:
			server.WriteViolations(w, warnings...)
		case len(r.Header["Prefer"]) == 0 || !prefer(w, r, c.Operation):
			next.ServeHTTP(w, r)
		}
	})
}

func warningsOf(op *contract.Operation, body any) []contract.Violation {
	warnings := op.Undeclared(body)
	if object, ok := body.(map[string]any); ok {
		if link, ok := object["link"].(string); ok && !hasCommonScheme(link) {
			warnings = append(warnings, violation(op, contract.PartBody, "/link", "must have a common scheme: http, https, s3 or ftp"))
		}
	}
	return warnings
}

func hasCommonScheme(link string) bool {
	scheme, _, _ := strings.Cut(link, ":")
	return slices.Contains([]string{"http", "https", "s3", "ftp"}, strings.ToLower(scheme))
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

// prefer writes the response that the request prefers, and reports whether it prefers one. What it writes is not stored.
func prefer(w http.ResponseWriter, r *http.Request, op *contract.Operation) bool {
	p, err := scenario.Prefer(r.Header)
	var write func()
	if err == nil {
		write, err = preferred(w, p, op)
	}
	switch {
	case err != nil:
		server.WriteViolations(w, violation(op, contract.PartHeader, "/Prefer", err.Error()))
		return true
	case !fault.Wait(r.Context(), p.Wait):
		panic(http.ErrAbortHandler) // the caller has gone away
	case write == nil:
		return false
	}
	write()
	return true
}

// preferred returns what writes the response, or nil if the operation responds.
func preferred(w http.ResponseWriter, p scenario.Preference, op *contract.Operation) (write func(), err error) {
	switch {
	case p.Example != "":
		return preferredExample(w, p, op)
	case p.Status == 0:
		return nil, nil
	case !isListed(op, p.Status) && (p.Status < 400 || p.Status > 599):
		return nil, fmt.Errorf("must have a code of %s, or another from 400 to 599", strings.Join(strings.Fields(strings.Trim(fmt.Sprint(op.Statuses()), "[]")), ", "))
	}
	return func() { writeStatus(w, op, p.Status) }, checkStatus(op, p.Status)
}

// preferredExample looks for the example where the code says, or else in all statuses that are listed.
func preferredExample(w http.ResponseWriter, p scenario.Preference, op *contract.Operation) (write func(), err error) {
	statuses := op.Statuses()
	if p.Status != 0 {
		statuses = []int{p.Status}
	}
	var names []string
	for _, status := range statuses {
		for _, example := range op.ResponseExamples(status) {
			if example.Name == p.Example {
				return func() { writeJSON(w, status, slices.Clone(example.Body)) }, nil
			}
			names = append(names, example.Name)
		}
	}
	return nil, fmt.Errorf("must have one of the examples %s", strings.Join(names, ", "))
}
