package contract

import (
	"fmt"
	"strings"
)

// SpecError is a document that cannot be checked by. It holds every problem that was found.
type SpecError struct {
	Problems []Problem
}

// Problem is one place of a document.
type Problem struct {
	Pointer string // RFC 6901; "" is the document
	Line    int    // from 1; 0 if it is not known
	Reason  string
}

// String says where and what: "line 12: /paths/~1media/get/callbacks: is not checked here, so it may not be in the document".
func (p Problem) String() string {
	text := p.Reason
	if p.Pointer != "" {
		text = p.Pointer + ": " + text
	}
	if p.Line > 0 {
		text = fmt.Sprintf("line %d: %s", p.Line, text)
	}
	return text
}

// Error lists the problems.
func (e *SpecError) Error() string {
	texts := make([]string, len(e.Problems))
	for i, problem := range e.Problems {
		texts[i] = problem.String()
	}
	return "openapi document: " + strings.Join(texts, "; ")
}

// specError is one about the whole document.
func specError(format string, args ...any) *SpecError {
	return &SpecError{Problems: []Problem{{Reason: fmt.Sprintf(format, args...)}}}
}
