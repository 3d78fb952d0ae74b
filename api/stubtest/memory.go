package stubtest

import (
	"context"
	"crypto/tls"
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
	running   sync.WaitGroup // the server, and each handler
	hangUp    context.CancelFunc
}

func newMemoryServer(handler http.Handler) *memoryServer {
	listener := &pipeListener{connections: make(chan net.Conn), closed: make(chan struct{})}
	m := &memoryServer{transport: &http.Transport{DialContext: listener.dial, DialTLSContext: listener.dialSecure}}
	ctx, cancel := context.WithCancel(context.Background())
	m.hangUp = cancel
	m.server = &http.Server{
		Handler:     m.counted(handler),
		BaseContext: func(net.Listener) context.Context { return ctx },
		ConnContext: markSecure,
		// Faults panic to end a connection, which is nothing to tell of.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	m.running.Go(func() { _ = m.server.Serve(listener) }) // always http.ErrServerClosed
	return m
}

func (m *memoryServer) counted(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.running.Add(1)
		defer m.running.Done()
		if isSecure(r.Context()) {
			r.TLS = &tls.ConnectionState{HandshakeComplete: true}
		}
		handler.ServeHTTP(w, r)
	})
}

// stop returns when nothing runs any more. A handler that still holds an answer back is told, since it may not notice that
// its connection is gone.
func (m *memoryServer) stop() {
	m.hangUp()
	m.transport.CloseIdleConnections()
	_ = m.server.Close() // pipes close without error
	m.running.Wait()
}

// pipeListener hands the far end of each pipe that is dialled to the server.
type pipeListener struct {
	connections chan net.Conn
	closed      chan struct{}
	once        sync.Once
}

func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	return l.connect(ctx, near, far)
}

// connect returns near once the server has accepted far.
func (l *pipeListener) connect(ctx context.Context, near, far net.Conn) (net.Conn, error) {
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
