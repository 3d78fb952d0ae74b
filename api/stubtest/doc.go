// Package stubtest is the stub inside a Go test: no process, no port, no sleep.
//
//	s := stubtest.New(t)
//	answer, err := s.Generated().UploadMediaLinkWithResponse(ctx, gen.MediaLink{Link: "https://static.rask.ai/samples/sample_1.mp4"})
//	s.Advance(10 * time.Second) // now it is ready
//
// Each test has a stub of its own, and may run in parallel with others and inside a testing/synctest bubble. Whatever the
// code under test sends that breaks the contract fails the test, with its place in the log.
package stubtest
