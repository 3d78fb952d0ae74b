// Package fault has what a stub can do wrong on purpose: errors, delays and broken connections. A fault may break the contract.
//
// Start with kind.go: a kind of fault is one row of its table.
//
//	kind.go   the table of kinds: how each is written, and what it does
//	fault.go  Fault and its conditions, and how it is read, written and checked
//	delay.go  fixed and random delays
//	set.go    the faults in force, their counts, and the selection for a request
//	send.go   how a response goes wrong on the wire
package fault
