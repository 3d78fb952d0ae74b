package client

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/contract"
)

// open finds the operation and checks the request, before anything is sent or a token is asked for.
func (d *doer) open(r *http.Request) (*call, error) {
	c := &call{request: r}
	fail := func(err error) (*call, error) {
		return nil, &Error{Operation: c.operation.name(), Kind: ErrInvalid, Err: err}
	}
	path, below := strings.CutPrefix(r.URL.EscapedPath(), strings.TrimSuffix(d.base.EscapedPath(), "/"))
	if r.URL.Scheme != d.base.Scheme || r.URL.Host != d.base.Host || !below {
		return fail(errors.New("the request leaves the base URL"))
	}
	match, err := d.library.Match(r.Method, path)
	if err != nil {
		return fail(err)
	}
	c.operation = operation{match.Operation, match.Parameters, r.Method == http.MethodGet || r.Method == http.MethodHead}
	c.media = mediaOf(match.Parameters)
	c.secrets.addHeader(r.Header)
	c.mayRepeat = c.operation.safe || mayDuplicate(r.Context())
	if r.Body != nil {
		defer r.Body.Close()
		if c.body, err = readUpTo(r.Body, contract.DefaultMaxBody); err != nil {
			return fail(err)
		}
	}
	if err := errors.Join(checkHeader(r.Header), d.checkRequest(c)); err != nil {
		return fail(err)
	}
	return c, nil
}

func (op operation) name() string {
	if op.Operation == nil {
		return "request"
	}
	return op.ID()
}

func mediaOf(parameters []contract.PathParameter) uuid.UUID {
	for _, p := range parameters {
		if p.Name == "media_id" {
			id, _ := uuid.Parse(p.Value) // the contract's check reports what is none
			return id
		}
	}
	return uuid.Nil
}

var errControlInToken = errors.New("the token holds a line end or another control character")

// checkHeader refuses what net/http would not send (RFC 9110, sections 5.1 and 5.5). Its own error comes too late to tell that nothing
// was sent, and has the value.
func checkHeader(header http.Header) error {
	for _, name := range slices.Sorted(maps.Keys(header)) {
		if name == "" || strings.ContainsFunc(name, isNotOfToken) {
			return errors.New("a header has a name that is not a token")
		}
		if slices.ContainsFunc(header[name], hasControl) {
			return fmt.Errorf("header %s: holds a line end or another control character", name)
		}
	}
	return nil
}

func isNotOfToken(r rune) bool {
	letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	return !letter && !strings.ContainsRune("0123456789!#$%&'*+-.^_`|~", r)
}

func hasControl(value string) bool {
	return strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
}
