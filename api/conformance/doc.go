// Package conformance says whether exchanges of requests and responses conform to a contract, and what they show of it.
//
// A [Watch] takes one exchange after the other, from a proxy, from [contract.WithObserver] or from a recording ([ReadHAR]), and keeps a
// bounded memory of them. Its [Report] has findings, in groups, and the coverage: what of the contract was seen. [Watch.Propose] writes the
// changes to the contract that they suggest, as an OpenAPI Overlay, and [ApplyOverlay] applies them. A [Recorder] writes exchanges to a file.
package conformance
