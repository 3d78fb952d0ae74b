package stubtest

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/fault"
	"github.com/medialink-go/medialink/api/stub/journal"
	"github.com/medialink-go/medialink/gen"
)

// Token is the bearer token that [Server.Generated] sends. Any other will do as well.
const Token = "stubtest"

// Server is a stub for one test. Its methods are safe for concurrent use.
//
// It has the methods of [stub.Stub] too, which go doc lists there: Advance, Freeze and Thaw for the clock, SetScenarios, Media and
// SetStatus for records, Exchanges for the journal, World for one token alone, and Reset.
type Server struct {
	*stub.Stub

	t      testing.TB
	memory *memoryServer

	mu               sync.Mutex
	sockets          *httptest.Server
	stopped          bool
	violationsPassed bool
}

// New starts a stub for the test, which stops it at its end. In a synctest bubble, call New inside. It fails the test at
// once for options that cannot be.
//
// stub.WithObserver is taken: use [Server.Exchanges].
func New(t testing.TB, opts ...stub.Option) *Server {
	t.Helper()
	s := &Server{t: t}
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
	if s.sockets == nil {
		s.sockets = httptest.NewUnstartedServer(s.Stub)
		s.sockets.Config.BaseContext = s.memory.server.BaseContext
		s.sockets.Start()
	}
	return s.sockets.URL
}

// Generated is the generated client on [Server.Transport], with [Token].
func (s *Server) Generated() *gen.ClientWithResponses {
	s.t.Helper()
	c, err := gen.NewClientWithResponses("http://stub.invalid",
		gen.WithHTTPClient(&http.Client{Transport: s.Transport()}),
		gen.WithRequestEditorFn(authorize))
	if err != nil {
		s.t.Fatal(err) // of options alone
	}
	return c
}

// Requests returns what the stub was asked, oldest first, with its answers.
func (s *Server) Requests() []journal.Exchange { return s.Exchanges() }

// Faults replaces what goes wrong, by the forms that fault.Forms lists, such as "503,first=2,on=getMedia". Without any,
// nothing does from then on.
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

// AllowViolations lets the test pass although the code under test breaks the contract. The log still shows each violation. Call it
// first: a violation that came before the call has already failed the test.
func (s *Server) AllowViolations() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.violationsPassed = true
}

// report tells the test of an exchange, as long as there is a test to tell.
func (s *Server) report(x journal.Exchange) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return
	}
	for _, v := range x.Violations {
		s.fail("stubtest: the code under test broke the contract: %v", v)
	}
	for _, warning := range x.Warnings {
		s.t.Logf("stubtest: legal, but likely a mistake: %v", warning)
	}
}

func (s *Server) fail(format string, v contract.Violation) {
	if s.violationsPassed {
		s.t.Logf(format, v)
		return
	}
	s.t.Errorf(format, v)
}

func (s *Server) stop() {
	s.memory.stop()
	s.mu.Lock()
	sockets := s.sockets
	s.stopped = true
	s.mu.Unlock()
	if sockets != nil {
		sockets.CloseClientConnections() // a stalled answer must not hold up the end
		sockets.Close()
	}
}
