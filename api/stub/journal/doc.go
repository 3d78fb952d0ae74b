// Package journal keeps the latest exchanges of a stub, and verifies that the expected requests have come.
//
//	exchange.go     a request with its response, and the verdict on the request
//	record.go       how an exchange is recorded: without credentials, bodies cut to 4 KiB
//	world.go        whose request it was
//	journal.go      the latest exchanges of each world, within bounds
//	follow.go       the journal as it grows
//	expectation.go  what is looked for, and how often
//	match.go        the comparison of an exchange with an expectation
//	verify.go       the verification of a journal, and what it reports
//	difference.go   one place where an exchange differs from an expectation
//
// Start with [Exchange] and [Verify].
package journal
