package stub

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/internal/encode"
	"github.com/medialink-go/medialink/api/stub/internal/token"
)

// tokenPath is where the service's token endpoint is too, on a host of its own.
const tokenPath = "/oauth2/token"

// DefaultTokenTTL is how long an issued token is good unless [WithTokenTTL] says otherwise.
const DefaultTokenTTL = time.Hour

func isTokenEndpoint(r *http.Request) bool { return r.URL.Path == tokenPath }

// The errors of RFC 6749, section 5.2.
var (
	errInvalidRequest       = errors.New("invalid_request")
	errInvalidClient        = errors.New("invalid_client")
	errInvalidScope         = errors.New("invalid_scope")
	errUnsupportedGrantType = errors.New("unsupported_grant_type")
)

// tokenRequest is a request for a token, as it was read.
type tokenRequest struct {
	form       url.Values
	id, secret string // of the client; "" if err is set
	err        error
}

func readTokenRequest(r *http.Request) (t tokenRequest) {
	if r.Method != http.MethodPost {
		return tokenRequest{err: errInvalidRequest}
	}
	if t.form, t.err = formOf(r); t.err == nil {
		t.id, t.secret, t.err = clientOf(r, t.form)
	}
	return t
}

// formOf reads the form. No parameter may come twice (RFC 6749, section 3.2).
func formOf(r *http.Request) (url.Values, error) {
	const maxForm = 64 << 10 // bytes: more than any request for a token needs
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != "application/x-www-form-urlencoded" || r.Body == nil || r.ContentLength > maxForm {
		return nil, errInvalidRequest
	}
	r.Body = http.MaxBytesReader(nil, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return nil, errInvalidRequest
	}
	for _, values := range r.PostForm {
		if len(values) > 1 {
			return nil, errInvalidRequest
		}
	}
	return r.PostForm, nil
}

// clientOf reads the credentials from HTTP Basic or from the form (RFC 6749, section 2.3.1), not from both.
func clientOf(r *http.Request, form url.Values) (id, secret string, err error) {
	id, secret, basic := r.BasicAuth()
	switch {
	case basic && form.Has("client_secret"):
		return "", "", errInvalidRequest
	case basic:
		id, secret = formDecoded(id), formDecoded(secret)
	default:
		id, secret = form.Get("client_id"), form.Get("client_secret")
	}
	const longestID = 256
	if id == "" || secret == "" || len(id) > longestID {
		return "", "", errInvalidClient
	}
	return id, secret, nil
}

// formDecoded returns a text as it is that was not form-encoded, as it should be in HTTP Basic and often is not.
func formDecoded(text string) string {
	if decoded, err := url.QueryUnescape(text); err == nil {
		return decoded
	}
	return text
}

// check returns why the request gets no token, or nil.
func (t tokenRequest) check(clients []OAuthClient) error {
	scopes := []string{"api/source", "api/input", "api/output", "api/limit"} // those of the service
	grantType := t.form.Get("grant_type")
	switch {
	case t.err != nil:
		return t.err
	case !token.Known(clients, t.id, t.secret):
		return errInvalidClient
	case grantType == "":
		return errInvalidRequest
	case grantType != "client_credentials":
		return errUnsupportedGrantType
	}
	for scope := range strings.FieldsSeq(t.form.Get("scope")) {
		if !slices.Contains(scopes, scope) {
			return errInvalidScope
		}
	}
	return nil
}

// serveToken is the token endpoint: client credentials (RFC 6749, section 4.4), refused with status 400 as Amazon Cognito does.
func (c *call) serveToken(r *http.Request) {
	if r.Method != http.MethodPost {
		c.response.Header().Set("Allow", http.MethodPost)
		writeTokenError(c.response, http.StatusMethodNotAllowed)
		return
	}
	s := &c.stub.settings
	if err := c.token.check(s.clients); err != nil {
		writeToken(c.response, http.StatusBadRequest, map[string]any{"error": err.Error()})
		return
	}
	writeToken(c.response, http.StatusOK, map[string]any{
		"access_token": s.tokens.Issue(c.token.id, c.stub.World(c.Principal).Now().Add(s.tokenTTL)),
		"expires_in":   int64(s.tokenTTL / time.Second),
		"token_type":   "Bearer",
	})
}

// writeToken writes a response that caches must not store (RFC 6749, section 5.1).
func writeToken(w *contract.Response, status int, body map[string]any) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Pragma", "no-cache")
	text, _ := encode.AppendJSON(nil, body) // strings and numbers: it cannot fail
	writeJSON(w, status, text)
}

// writeTokenError writes the error for a 4xx without a reason of its own. Clients take a body without "error" for a token.
func writeTokenError(w *contract.Response, status int) {
	if status != http.StatusUnauthorized {
		writeToken(w, status, map[string]any{"error": errInvalidRequest.Error()})
		return
	}
	writeToken(w, status, map[string]any{"error": errInvalidClient.Error()})
	w.Header().Set("WWW-Authenticate", `Basic realm="token"`) // section 5.2 asks for the scheme that the client used
}
