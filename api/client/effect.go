package client

import "net/http"

// Effect says what a call that failed may have done, and with it whether it may be called again.
//
// After [Unknown] of an upload there is no way to find out: the API documents neither a list of media nor an idempotency key.
// Log it, and decide whether a second record of the same link would hurt.
type Effect int

// The effects, from the least to the most that may have happened.
const (
	NotApplied Effect = iota // nothing has happened: call again
	Unknown                  // it was sent, and nobody knows what became of it
	Applied                  // the service accepted it: its response is lost, or a wait for the media has failed
)

// String names the effect.
func (e Effect) String() string {
	switch e {
	case NotApplied:
		return "not applied"
	case Applied:
		return "applied"
	}
	return "unknown"
}

// effect is that of one attempt which did not succeed.
func (o *outcome) effect(safe bool) Effect {
	if safe || !o.sent {
		return NotApplied
	}
	switch o.status {
	case 0, http.StatusRequestTimeout:
		return Unknown
	case http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return NotApplied
	}
	if o.status < 300 {
		return Applied
	}
	if o.status >= 400 && o.status < 500 {
		return NotApplied
	}
	return Unknown
}
