package client

import (
	"cmp"
	"errors"
	"net/http"
)

// Effect says what a call that failed may have done, and with it whether it may be called again.
//
// After [Unknown] of an upload there is no way to find out: the API documents neither a list of media nor an idempotency key.
// Log it, and decide whether a second record of the same link would hurt.
type Effect int

// The effects, from the least to the most that may have happened.
const (
	NotApplied Effect = iota // nothing has happened: call again
	Unknown                  // it was sent, and nobody knows what happened
	Applied                  // the service accepted it: its response is lost, or a wait for the media has failed
)

// String names the effect.
func (e Effect) String() string {
	return cmp.Or(map[Effect]string{NotApplied: "not applied", Applied: "applied"}[e], "unknown")
}

// meaning is what an attempt that failed says.
type meaning struct {
	kind      error
	effect    Effect // of a request that is not safe
	transient bool   // another attempt can succeed
}

func (o *outcome) meaning() meaning {
	tooLarge := errors.Is(o.err, errTooLarge)
	switch {
	case o.StatusCode >= 300:
		m := meaningOf(o.StatusCode)
		m.transient = m.transient && !tooLarge
		return m
	case tooLarge:
		return meaning{ErrTooLarge, Applied, false}
	case o.StatusCode > 0:
		return meaning{ErrTransport, Applied, o.err != nil}
	case o.sent:
		return meaning{ErrTransport, Unknown, true}
	}
	return meaning{ErrTransport, NotApplied, true}
}

func meaningOf(status int) meaning {
	switch status {
	case http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return meaning{ErrServer, NotApplied, false}
	case http.StatusUnauthorized, http.StatusForbidden:
		return meaning{ErrUnauthorized, NotApplied, false}
	case http.StatusNotFound:
		return meaning{ErrNotFound, NotApplied, false}
	case http.StatusTooManyRequests:
		return meaning{ErrRateLimited, NotApplied, true}
	case http.StatusRequestTimeout, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable,
		http.StatusGatewayTimeout:
		return meaning{ErrServer, Unknown, true}
	}
	if status >= 400 && status < 500 {
		return meaning{ErrInvalid, NotApplied, false}
	}
	return meaning{ErrServer, Unknown, false}
}
