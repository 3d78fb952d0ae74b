package client

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// exchange is the token source for credentials. x/oauth2 has one too, but its errors are texts that quote the response.
type exchange struct {
	doer   *doer
	client Credentials
}

// Token asks for a token, and again as a GET would be.
func (e *exchange) Token(ctx context.Context) (Token, error) {
	c := &call{}
	for {
		c.attempts++
		o := e.attempt(ctx)
		token, err := o.token()
		e.doer.observe(ctx, Event{Kind: EventToken, Attempt: c.attempts, Status: o.status, Err: err})
		if err == nil {
			return token, nil
		}
		pause, worthwhile := e.doer.pause(ctx, c, o)
		if c.attempts >= e.doer.retry.Attempts || ctx.Err() != nil || !o.mayRepeat(true) || !worthwhile {
			return Token{}, err
		}
		if err := sleep(ctx, pause); err != nil {
			return Token{}, err
		}
	}
}

// attempt sends the request of RFC 6749, section 4.4.2.
func (e *exchange) attempt(ctx context.Context) *outcome {
	form := url.Values{"grant_type": {"client_credentials"}}
	if len(e.client.Scopes) > 0 {
		form.Set("scope", strings.Join(e.client.Scopes, " "))
	}
	if e.client.InForm {
		form.Set("client_id", e.client.ID)
		form.Set("client_secret", e.client.Secret.Reveal())
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, e.client.TokenURL, strings.NewReader(form.Encode()))
	if err != nil {
		return &outcome{err: causeOf(ctx, err)}
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", e.doer.userAgent)
	if !e.client.InForm {
		r.SetBasicAuth(url.QueryEscape(e.client.ID), url.QueryEscape(e.client.Secret.Reveal())) // RFC 6749, section 2.3.1
	}
	return e.doer.send(r)
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
	if o.err != nil {
		return Token{}, &tokenError{kind: o.kind(), text: o.err.Error(), cause: o.err}
	}
	if !o.succeeded() || granted.Error != "" {
		return Token{}, refusedToken(o.status, granted.Error, o.header)
	}
	if malformed || granted.AccessToken == "" {
		return Token{}, invalidToken("the response has no access token: check the token URL")
	}
	if granted.TokenType != "" && !strings.EqualFold(granted.TokenType, "Bearer") {
		return Token{}, invalidToken("token_type must be Bearer (RFC 6749, section 7.1)")
	}
	expiry, err := expiryOf(granted.ExpiresIn)
	if err != nil {
		return Token{}, invalidToken(err.Error())
	}
	return Token{Value: NewSecret(granted.AccessToken), Expiry: expiry}, nil
}

var errExpiresIn = errors.New("expires_in must be a whole number of seconds (RFC 6749, appendix A.14)")

// expiryOf also takes a number in quotes, which some servers send.
func expiryOf(expiresIn json.RawMessage) (time.Time, error) {
	text := strings.Trim(string(expiresIn), `"`)
	if text == "" || text == "null" {
		return time.Time{}, nil
	}
	var seconds float64
	if json.Unmarshal([]byte(text), &seconds) != nil || seconds < 0 || seconds != math.Trunc(seconds) {
		return time.Time{}, errExpiresIn
	}
	return time.Now().Add(time.Duration(min(seconds, math.MaxInt32)) * time.Second), nil
}
