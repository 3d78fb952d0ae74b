// Package stub is a stand-in for the service, to test programs against: a server that conforms to the contract in every byte and
// whose media records go from processing to ready or failed, as those of the service do.
//
// Each principal, which is whoever a bearer token stands for, has records of its own. State is in memory and bounded: the oldest is
// removed first. The same seed, clock and requests give the same bytes.
//
// To read the package, start with pipeline.go: the stages that each request goes through, once.
//
//	stub.go        Stub, the http.Handler
//	option*.go     the options of New
//	pipeline.go    match, authenticate, faults before, respond, record, faults after, send
//	prefer.go      between the check of a request and the operation: warnings, and the header Prefer
//	media*.go      what is particular to this API: its operations, its records, the files of ready media
//	http_*.go      what is beside the contract: the files, the token endpoint
//	store.go       all state; world.go is that of one principal, clock.go its time
//	scope.go       what tests and the control API see of one world, or of all
//	usage.go       how much there is of what
//	write.go       error bodies and examples
//
// What can be asked for is in [github.com/medialink-go/medialink/api/stub/scenario], what can go wrong in
// [github.com/medialink-go/medialink/api/stub/fault], and what happened in [github.com/medialink-go/medialink/api/stub/journal].
package stub
