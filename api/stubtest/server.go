package stubtest

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/fault"
	"github.com/medialink-go/medialink/api/stub/journal"
)

// Server is a stub for one test. Its methods are safe for concurrent use. The package doc lists those of [stub.Stub], which it has too.
type Server struct {
	*stub.Stub

	t      testing.TB
	memory *memoryServer

	mu        sync.Mutex
	url       string // of the sockets; "" without
	stopped   bool
	violation func(format string, args ...any) // reports one
}

// New starts a stub for the test, which stops it at its end. In a synctest bubble, call New inside. Invalid options fail the test at once.
//
// stub.WithObserver is taken: use Exchanges.
func New(t testing.TB, opts ...stub.Option) *Server {
	t.Helper()
	s := &Server{t: t, violation: t.Errorf}
	var err error
	if s.Stub, err = stub.New(append(slices.Clip(opts), stub.WithObserver(s.report))...); err != nil {
		t.Fatal(err)
	}
	s.memory = newMemoryServer(s.Stub)
	t.Cleanup(s.stop)
	return s
}

// Transport reaches the stub without sockets, whatever http or https URL a request names; https needs no certificate here. It is
// net/http's own transport over pipes in memory: httptrace's hooks are called, and inside a synctest bubble time goes on while it waits.
func (s *Server) Transport() http.RoundTripper { return s.memory.transport }

// URL is the base of the stub's URLs, on a port of the loopback interface that the first call opens. Sockets don't go into a synctest
// bubble: use [Server.Transport] there, with any URL.
func (s *Server) URL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.url == "" {
		loopback := httptest.NewUnstartedServer(nil).Listener
		s.url = "http://" + loopback.Addr().String()
		s.memory.serve(loopback)
	}
	return s.url
}

// Faults replaces the faults of the stub, by the forms that fault.Forms lists, such as "503,first=2,on=getMedia". Without any, nothing
// goes wrong from then on.
func (s *Server) Faults(texts ...string) {
	s.t.Helper()
	faults := make([]fault.Fault, len(texts))
	for i, text := range texts {
		var err error
		if faults[i], err = fault.Parse(text); err != nil {
			s.t.Fatal(err)
		}
	}
	if err := s.SetFaults(faults...); err != nil {
		s.t.Fatal(err)
	}
}

// Advance puts the clocks of all worlds forward. It fails the test for a time that is not possible.
func (s *Server) Advance(d time.Duration) {
	s.t.Helper()
	if err := s.Stub.Advance(d); err != nil {
		s.t.Fatal(err)
	}
}

// AllowViolations lets the test pass although the code under test breaks the contract. The log still shows each violation. Call it
// first: a violation that came before the call has already failed the test.
func (s *Server) AllowViolations() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.violation = s.t.Logf
}

// Verify fails the test unless the requests meet each expectation, in any order: see journal.Verify. The log then has what comes nearest.
func (s *Server) Verify(expectations ...journal.Expectation) {
	s.t.Helper()
	if err := s.Stub.Verify(expectations...); err != nil {
		s.t.Errorf("%v", err)
	}
}

// VerifyInOrder is [Server.Verify] with expectations that are met one after the other.
func (s *Server) VerifyInOrder(expectations ...journal.Expectation) {
	s.t.Helper()
	if err := s.Stub.VerifyInOrder(expectations...); err != nil {
		s.t.Errorf("%v", err)
	}
}

// report logs what is wrong with a request, and fails the test for a violation, as long as the test runs.
func (s *Server) report(x journal.Exchange) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return
	}
	for _, v := range x.Violations {
		s.violation("stubtest: the code under test broke the contract: %v", v)
	}
	for _, warning := range x.Warnings {
		s.t.Logf("stubtest: legal, but likely a mistake: %v", warning)
	}
}

func (s *Server) stop() {
	s.memory.stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopped = true
}
