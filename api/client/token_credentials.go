package client

import (
	"cmp"
	"context"
	"encoding/json"
	"math"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// Credentials are an OAuth 2.0 client (RFC 6749, section 4.4).
type Credentials struct {
	ID     string
	Secret Secret
	// TokenURL is the token endpoint. The default is MEDIALINK_TOKEN_URL or, only with the base URL [DefaultBaseURL], the endpoint that the
	// service has published.
	TokenURL string
	// Scopes are by default api/source, api/input, api/output and api/limit. An empty slice requests none.
	Scopes []string
	// InForm sends id and secret in the form rather than by HTTP Basic. Both are in use.
	InForm bool
}

// withDefaults takes the token URL that is published for the default base URL.
func (c Credentials) withDefaults(baseURL, published string) *Credentials {
	if c.Scopes == nil {
		c.Scopes = []string{"api/source", "api/input", "api/output", "api/limit"}
	}
	c.TokenURL = cmp.Or(c.TokenURL, os.Getenv("MEDIALINK_TOKEN_URL"))
	if c.TokenURL == "" && strings.TrimRight(baseURL, "/") == DefaultBaseURL {
		c.TokenURL = published
	}
	return &c
}

// credentialsSource is the token source for credentials. The one of x/oauth2 quotes the response in its errors.
type credentialsSource struct {
	*doer
	Credentials
}

// Token requests a token. The request is repeated as a GET is.
func (s *credentialsSource) Token(ctx context.Context) (Token, error) {
	c := s.call(ctx)
	for {
		o := c.attempt("")
		token, err := o.token()
		s.observe(ctx, Event{Kind: EventToken, Attempt: c.attempts, Status: o.StatusCode, Err: err})
		if err == nil {
			return token, nil
		}
		if kind, _ := c.again(o); kind != nil {
			return Token{}, err
		}
	}
}

// call has the request of RFC 6749, section 4.4.2.
func (s *credentialsSource) call(ctx context.Context) *call {
	u, _ := url.Parse(s.TokenURL) // New has checked it
	form := url.Values{"grant_type": {"client_credentials"}}
	if len(s.Scopes) > 0 {
		form.Set("scope", strings.Join(s.Scopes, " "))
	}
	r := &http.Request{Method: http.MethodPost, URL: u, Body: http.NoBody, Header: http.Header{
		"Content-Type": {"application/x-www-form-urlencoded"}, "Accept": {"application/json"}, "User-Agent": {s.userAgent},
	}}
	if s.InForm {
		form.Set("client_id", s.ID)
		form.Set("client_secret", s.Secret.Reveal())
	} else {
		r.SetBasicAuth(url.QueryEscape(s.ID), url.QueryEscape(s.Secret.Reveal())) // RFC 6749, section 2.3.1
	}
	return &call{doer: s.doer, request: r.WithContext(ctx), body: []byte(form.Encode()), mayRepeat: true}
}

// token reads a response of a token endpoint (RFC 6749, sections 5.1 and 5.2).
func (o *outcome) token() (Token, error) {
	var granted struct {
		AccessToken string          `json:"access_token"`
		TokenType   string          `json:"token_type"`
		ExpiresIn   json.RawMessage `json:"expires_in"`
		Error       string          `json:"error"`
	}
	malformed := json.Unmarshal(o.body, &granted) != nil
	expiry, valid := expiryOf(granted.ExpiresIn)
	invalid := func(reason string) (Token, error) { return Token{}, &tokenError{kind: ErrContract, text: reason} }
	switch {
	case o.err != nil:
		return Token{}, &tokenError{kind: o.meaning().kind, text: o.err.Error(), cause: o.err}
	case !o.succeeded() || granted.Error != "":
		return Token{}, refusedToken(o.StatusCode, granted.Error, o.Header)
	case malformed || granted.AccessToken == "":
		return invalid("the response has no access token: check the token URL")
	case granted.TokenType != "" && !strings.EqualFold(granted.TokenType, "Bearer"):
		return invalid("token_type must be Bearer (RFC 6749, section 7.1)")
	case !valid:
		return invalid("expires_in must be a whole number of seconds (RFC 6749, appendix A.14)")
	}
	return Token{Value: NewSecret(granted.AccessToken), Expiry: expiry}, nil
}

// expiryOf also takes a number in quotes, which some servers send.
func expiryOf(expiresIn json.RawMessage) (at time.Time, valid bool) {
	text := strings.Trim(string(expiresIn), `"`)
	if text == "" || text == "null" {
		return time.Time{}, true
	}
	var seconds float64
	if json.Unmarshal([]byte(text), &seconds) != nil || seconds < 0 || seconds != math.Trunc(seconds) {
		return time.Time{}, false
	}
	return time.Now().Add(time.Duration(min(seconds, math.MaxInt32)) * time.Second), true
}
