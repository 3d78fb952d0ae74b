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
	Applied                  // the service accepted it, and its answer is lost
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
	switch status := o.status; {
	case safe, !o.sent:
		return NotApplied
	case status == 0, status == http.StatusRequestTimeout, status >= 500:
		return Unknown
	case status < 300:
		return Applied
	case status == http.StatusTemporaryRedirect, status == http.StatusPermanentRedirect, status >= 400:
		return NotApplied
	}
	return Unknown
}
