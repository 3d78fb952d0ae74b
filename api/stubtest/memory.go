package stubtest

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
)

// memoryServer serves over pipes in memory.
type memoryServer struct {
	server    *http.Server
	transport *http.Transport
	served    chan struct{}
}

func newMemoryServer(handler http.Handler) *memoryServer {
	listener := &pipeListener{connections: make(chan net.Conn), closed: make(chan struct{})}
	m := &memoryServer{
		// Faults panic to end a connection, which is nothing to tell of.
		server:    &http.Server{Handler: handler, ErrorLog: log.New(io.Discard, "", 0)}, //nolint:gosec // only the test itself connects
		transport: &http.Transport{DialContext: listener.dial},
		served:    make(chan struct{}),
	}
	go func() {
		defer close(m.served)
		_ = m.server.Serve(listener) // always http.ErrServerClosed
	}()
	return m
}

func (m *memoryServer) stop() {
	m.transport.CloseIdleConnections()
	_ = m.server.Close() // pipes close without error
	<-m.served
}

// pipeListener hands the far end of each pipe that is dialled to the server.
type pipeListener struct {
	connections chan net.Conn
	closed      chan struct{}
	once        sync.Once
}

func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case l.connections <- far:
		return near, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case connection := <-l.connections:
		return connection, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }
