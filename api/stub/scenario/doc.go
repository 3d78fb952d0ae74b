// Package scenario has what a caller can ask of a stub: by a flag, by the host of a link, or by the header Prefer.
//
// Start with scenario.go: a scenario is one row of its table.
//
//	scenario.go  the table of scenarios: how each is written, and how it changes a Behavior
//	link.go      the scenarios that a link names
//	prefer.go    the header Prefer, for one request
package scenario
