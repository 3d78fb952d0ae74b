// Package control is the control API of a running stub: over HTTP, a program in any language sets scenarios, faults and the clock, and
// reads media and the journal. Its contract is an OpenAPI document of its own, which it serves too.
//
//	control.go     the handler: who may call, and how a call is served
//	option.go      the options of New
//	host.go        the hosts of loopback
//	scope.go       the world that a call is about, or all worlds
//	choices.go     what scenarios, faults and statuses there are
//	operations.go  scenarios, faults, the clock, media and reset
//	journal*.go    the journal: as a list, a number, an HTTP archive, and verified
//	journal_events.go  the journal as it grows
//	browser.go     the page for browsers, browser.html
//	page.go        a list as one response of bounded length
//	refusal.go     errors that are the caller's
//
// Start with [New], and with openapi.yaml.
package control

//go:generate go run ../../contract/parse_main.go openapi.yaml
//go:generate go tool oapi-codegen -config oapi-codegen.yaml openapi.yaml
