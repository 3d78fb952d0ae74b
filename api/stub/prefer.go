package stub

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/server"
)

// Preferences lists what a Prefer header can ask of a single request (RFC 7240). What it is answered then is not stored.
func Preferences() []Form {
	return []Form{
		{"code=404", "the contract's example for the status, or the words for any other 4xx and 5xx"},
		{"example=ready-audio", "the example of this name in the contract"},
		{"wait=2", "the answer comes so many seconds later"},
	}
}

// preference is what a request asks for in its Prefer header (RFC 7240).
type preference struct {
	status  int
	example string
	wait    time.Duration
}

// preferenceOf reads code, example and wait. Others are ignored, as RFC 7240, section 2, says.
func preferenceOf(header http.Header) (preference, error) {
	var p preference
	for name, value := range preferences(header) {
		var err error
		switch name {
		case "code":
			if p.status, err = strconv.Atoi(value); err != nil {
				err = errors.New("must have a status for its code")
			}
		case "example":
			p.example = value
		case "wait":
			p.wait, err = seconds(value)
		}
		if err != nil {
			return p, err
		}
	}
	return p, nil
}

// preferences yields names and values. A semicolon divides like a comma, as people write it.
func preferences(header http.Header) func(yield func(name, value string) bool) {
	return func(yield func(name, value string) bool) {
		isDivider := func(r rune) bool { return r == ',' || r == ';' }
		for _, line := range header.Values("Prefer") {
			for text := range strings.FieldsFuncSeq(line, isDivider) {
				name, value, _ := strings.Cut(text, "=")
				if !yield(strings.ToLower(strings.TrimSpace(name)), strings.Trim(value, ` "`)) {
					return
				}
			}
		}
	}
}

// seconds reads a number of seconds (RFC 7240, section 4.3), fractions included.
func seconds(text string) (time.Duration, error) {
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || !(number >= 0 && number <= maxDelay.Seconds()) {
		return 0, fmt.Errorf("must have a number of seconds from 0 to %g to wait", maxDelay.Seconds())
	}
	return time.Duration(number * float64(time.Second)), nil
}

// answer is what the preference asks for, or nil if the operation is to answer by itself.
func (p preference) answer(op *contract.Operation) (*answer, error) {
	switch {
	case p.example != "":
		return p.exampleAnswer(op)
	case p.status == 0:
		return nil, nil
	case isListed(op, p.status) || p.status >= 400 && p.status <= 599:
		return statusAnswer(op, p.status)
	}
	return nil, fmt.Errorf("must have a code of %s, or another from 400 to 599", statuses(op))
}

func isListed(op *contract.Operation, status int) bool { return slices.Contains(op.Statuses(), status) }

func statuses(op *contract.Operation) string {
	var texts []string
	for _, status := range op.Statuses() {
		texts = append(texts, strconv.Itoa(status))
	}
	return strings.Join(texts, ", ")
}

// exampleAnswer looks where the code says, or else in all statuses that are listed.
func (p preference) exampleAnswer(op *contract.Operation) (*answer, error) {
	among := op.Statuses()
	if p.status != 0 {
		among = []int{p.status}
	}
	var names []string
	for _, status := range among {
		for _, example := range op.ResponseExamples(status) {
			if example.Name == p.example {
				return jsonAnswer(status, example.Body), nil
			}
			names = append(names, example.Name)
		}
	}
	return nil, fmt.Errorf("must have one of the examples %s", strings.Join(names, ", "))
}

// preferred answers as the request prefers. What it answers is not stored.
func (s *Stub) preferred(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.Header["Prefer"]) == 0 {
			next.ServeHTTP(w, r)
			return
		}
		op := s.byPattern[r.Pattern]
		p, err := preferenceOf(r.Header)
		var a *answer
		if err == nil {
			a, err = p.answer(op)
		}
		switch {
		case err != nil:
			server.WriteViolations(w, violation(op, contract.PartHeader, "/Prefer", err.Error()))
		case !wait(r.Context(), p.wait):
			panic(http.ErrAbortHandler)
		case a != nil:
			a.send(w)
		default:
			next.ServeHTTP(w, r)
		}
	})
}
