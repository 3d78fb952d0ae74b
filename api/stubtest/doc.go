// Package stubtest is the stub inside a Go test: no process, no port, no sleep.
//
//	s := stubtest.New(t)
//	response, err := s.Generated().UploadMediaLinkWithResponse(ctx, gen.MediaLink{Link: "https://static.rask.ai/samples/sample_1.mp4"})
//	s.Advance(10 * time.Second) // now it is ready
//
// Each test has a stub of its own, and may run in parallel with others and inside a testing/synctest bubble. A request of the code under
// test that breaks the contract fails the test, with its place in the log.
//
// A [Server] has the methods of [stub.Stub] too:
//
//	Now, Advance, Freeze, Thaw, Frozen     the clock
//	Scenarios, SetScenarios                what happens to media that are uploaded from then on
//	SetFaults                              what goes wrong, as values; Faults takes texts
//	Media, ListMedia, SetStatus            the records
//	Exchanges, Journal, ClearExchanges     the requests with their responses; Follow reads them as they come
//	World                                  all of this for one token alone
//	Usage                                  how much the stub has
//	Reset                                  as after New
//	ServeHTTP, PublicURL                   the handler, and where it says that files are
//	Authenticate, Operations               who a token stands for, and what operations are called
//
// server.go has the stub of a test, client.go the clients for it, and memory.go the server without sockets. Start with [New].
package stubtest
