package stubtest

import "github.com/medialink-go/medialink/api/stub/journal"

// Verify fails the test unless what came meets each expectation, in any order: see stub.Scope.Verify. The log then has what comes nearest.
func (s *Server) Verify(expectations ...journal.Expectation) {
	s.t.Helper()
	s.require(s.Stub.Verify(expectations...))
}

// VerifyInOrder does as [Server.Verify], and asks besides that expectations be met one after the other: see stub.Scope.VerifyInOrder.
func (s *Server) VerifyInOrder(expectations ...journal.Expectation) {
	s.t.Helper()
	s.require(s.Stub.VerifyInOrder(expectations...))
}

func (s *Server) require(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Errorf("%v", err)
	}
}
