// Package conformance says whether exchanges of requests and responses conform to a contract, and what they show of it.
//
// A [Watch] takes one exchange after the other, from a proxy, from [contract.WithObserver] or from a recording ([ReadHAR]), and keeps a
// bounded memory of them. Its [Report] has findings, in groups, and the coverage: what of the contract was seen. [Watch.Propose] writes the
// changes to the contract that they suggest, as an OpenAPI Overlay. A [Recorder] writes exchanges to a file.
//
// Where to start: [Watch.Observe] in watch.go. The files, from the bottom up:
//
//	model, shape        what the document declares, and what of it was seen
//	decode              bodies without their compression
//	check, history      what is wrong with an exchange, and with it beside those before it
//	findings, changes   what is kept of it: groups, and what the document does not say
//	watch               all of that, for one exchange after the other
//	inferred, propose   schemas of values, and the overlay
//	level, report*      the results, and their forms
//	har_read, record*   recordings
package conformance
