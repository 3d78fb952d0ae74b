package stub

import (
	"errors"
	"io"
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

// maxForm is more than any request for a token needs, in bytes.
const maxForm = 64 << 10

func isTokenEndpoint(r *http.Request) bool { return r.URL.Path == tokenPath }

// scopes are those that the service knows.
func scopes() []string { return []string{"api/source", "api/input", "api/output", "api/limit"} }

// The errors of RFC 6749, section 5.2.
var (
	errInvalidRequest       = errors.New("invalid_request")
	errInvalidClient        = errors.New("invalid_client")
	errInvalidScope         = errors.New("invalid_scope")
	errUnsupportedGrantType = errors.New("unsupported_grant_type")
)

// serveToken is the token endpoint: client credentials (RFC 6749, section 4.4), refused with status 400 as Amazon Cognito does.
func (s *Stub) serveToken(w *contract.Response, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		writeTokenError(w, http.StatusMethodNotAllowed)
		return
	}
	clientID, err := s.grant(r)
	if err != nil {
		writeToken(w, http.StatusBadRequest, tokenErrorBody{err.Error()})
		return
	}
	writeToken(w, http.StatusOK, tokenBody{
		AccessToken: s.settings.tokens.Issue(clientID, s.World(s.settings.principalOf(clientID)).Now().Add(s.settings.tokenTTL)),
		ExpiresIn:   int64(s.settings.tokenTTL / time.Second),
		TokenType:   "Bearer",
	})
}

type tokenBody struct {
	AccessToken string `json:"access_token"`
	ExpiresIn   int64  `json:"expires_in"`
	TokenType   string `json:"token_type"`
}

type tokenErrorBody struct {
	Error string `json:"error"`
}

// writeToken writes a response that caches must not store (RFC 6749, section 5.1).
func writeToken(w *contract.Response, status int, body any) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Pragma", "no-cache")
	text, _ := encode.AppendJSON(nil, body) // strings and numbers: it cannot fail
	writeJSON(w, status, text)
}

// writeTokenError writes the error for a 4xx without a reason of its own. Clients take a body without "error" for a token.
func writeTokenError(w *contract.Response, status int) {
	if status != http.StatusUnauthorized {
		writeToken(w, status, tokenErrorBody{errInvalidRequest.Error()})
		return
	}
	writeToken(w, status, tokenErrorBody{errInvalidClient.Error()})
	w.Header().Set("WWW-Authenticate", `Basic realm="token"`) // section 5.2 asks for the scheme that the client used
}

// grant returns the client that may have a token.
func (s *Stub) grant(r *http.Request) (clientID string, err error) {
	form, err := formOf(r)
	if err != nil {
		return "", err
	}
	clientID, secret, err := clientOf(r)
	switch {
	case err != nil:
		return "", err
	case !token.Known(s.settings.clients, clientID, secret):
		return "", errInvalidClient
	case form.Get("grant_type") == "":
		return "", errInvalidRequest
	case form.Get("grant_type") != "client_credentials":
		return "", errUnsupportedGrantType
	}
	for scope := range strings.FieldsSeq(form.Get("scope")) {
		if !slices.Contains(scopes(), scope) {
			return "", errInvalidScope
		}
	}
	return clientID, nil
}

// formOf reads the form once; r.PostForm has it from then on. No parameter may come twice (RFC 6749, section 3.2).
func formOf(r *http.Request) (url.Values, error) {
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != "application/x-www-form-urlencoded" || r.Body == nil || r.ContentLength > maxForm {
		return nil, errInvalidRequest
	}
	r.Body = http.MaxBytesReader(nil, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		r.Form, r.PostForm, r.Body = nil, nil, unreadable{r.Body, err} // for whoever asks once more
		return nil, errInvalidRequest
	}
	for _, values := range r.PostForm {
		if len(values) > 1 {
			return nil, errInvalidRequest
		}
	}
	return r.PostForm, nil
}

// unreadable is a body whose reading has failed.
type unreadable struct {
	io.Closer
	err error
}

func (u unreadable) Read([]byte) (int, error) { return 0, u.err }

// clientOf reads the credentials from HTTP Basic or from the form (RFC 6749, section 2.3.1), not from both.
func clientOf(r *http.Request) (id, secret string, err error) {
	form, err := formOf(r)
	if err != nil {
		return "", "", err
	}
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

// formDecoded takes a text as it is that was not form-encoded, as it should be in HTTP Basic and often is not.
func formDecoded(text string) string {
	if decoded, err := url.QueryUnescape(text); err == nil {
		return decoded
	}
	return text
}
