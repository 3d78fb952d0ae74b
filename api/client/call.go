package client

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/internal/redact"
)

// call is a request that may be sent several times.
type call struct {
	*doer
	contract.Match
	request   *http.Request
	body      []byte
	name      string    // the operationId, once it is known
	media     uuid.UUID // that the path names, if any
	safe      bool      // a GET or HEAD, which has no effect
	mayRepeat bool      // whatever an attempt may have done
	attempts  int
	effect    Effect // of the attempts so far
	secrets   secrets
}

// open checks a request before anything is sent or a token is asked for.
func (d *doer) open(r *http.Request) (*call, error) {
	safe := r.Method == http.MethodGet || r.Method == http.MethodHead
	c := &call{doer: d, request: r, name: "request", safe: safe, mayRepeat: safe || r.Context().Value(mayDuplicate{}) != nil}
	if err := c.prepare(); err != nil {
		return nil, c.failed(ErrInvalid, err)
	}
	return c, nil
}

func (c *call) prepare() (err error) {
	r := c.request
	path, below := strings.CutPrefix(r.URL.EscapedPath(), strings.TrimSuffix(c.base.EscapedPath(), "/"))
	if r.URL.Scheme != c.base.Scheme || r.URL.Host != c.base.Host || !below {
		return errors.New("the request leaves the base URL")
	}
	if c.Match, err = c.library.Match(r.Method, path); err != nil {
		return err
	}
	c.name = c.Operation.ID()
	for _, p := range c.Parameters {
		if p.Name == "media_id" {
			c.media, _ = uuid.Parse(p.Value) // the contract's check reports an invalid one
		}
	}
	if r.Body != nil {
		defer r.Body.Close()
		if c.body, err = readUpTo(r.Body, contract.DefaultMaxBody, r.ContentLength); err != nil {
			return err
		}
	}
	if _, set := r.Header["User-Agent"]; !set { // an editor that sets "" sends none, as net/http has it
		r.Header.Set("User-Agent", c.userAgent)
	}
	return errors.Join(checkHeader(r.Header), c.checkRequest())
}

// checkRequest sets credentials for as long as it takes: the real ones come later.
func (c *call) checkRequest() error {
	if c.mode == Off {
		return nil
	}
	header := c.request.Header
	given, own := header["Authorization"]
	header["Authorization"] = placeholder
	err := c.Operation.UseRequest(c.request, c.Parameters, c.body, contract.Result.Err)
	if delete(header, "Authorization"); own {
		header["Authorization"] = given
	}
	return err
}

var placeholder = []string{"Bearer " + redact.Mark}

// failed is the error of a call, so far without a response.
func (c *call) failed(kind, cause error) *Error {
	return &Error{Operation: c.name, Attempts: c.attempts, Effect: c.effect, Kind: kind, Err: cause}
}

const tokenCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~"

// checkHeader refuses what net/http would not send (RFC 9110, sections 5.1 and 5.5). Its own error has the value, and comes too late
// to say that nothing was sent.
func checkHeader(header http.Header) error {
	var invalid []string
	for name, values := range header {
		if !isToken(name) || slices.ContainsFunc(values, hasControl) {
			invalid = append(invalid, name)
		}
	}
	if len(invalid) == 0 {
		return nil
	}
	name := slices.Min(invalid)
	if !isToken(name) {
		return errors.New("a header has a name that is not a token")
	}
	return fmt.Errorf("header %s: holds a line end or another control character", name)
}

func isToken(name string) bool {
	for i := range len(name) {
		if strings.IndexByte(tokenCharacters, name[i]) < 0 {
			return false
		}
	}
	return name != ""
}

func hasControl(value string) bool {
	for i := range len(value) {
		if c := value[i]; c < ' ' && c != '\t' || c == 0x7f {
			return true
		}
	}
	return false
}
