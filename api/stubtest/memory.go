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

// memoryServer serves over pipes in memory, and on other listeners.
type memoryServer struct {
	server    *http.Server
	transport *http.Transport
	running   sync.WaitGroup // each listener, and each handler
	cancel    context.CancelFunc
}

func newMemoryServer(handler http.Handler) *memoryServer {
	ctx, cancel := context.WithCancel(context.Background())
	pipes := pipeListener{dialled: make(chan net.Conn), closed: ctx.Done()}
	m := &memoryServer{transport: &http.Transport{DialContext: pipes.dial, DialTLSContext: pipes.dialTLS}, cancel: cancel}
	m.server = &http.Server{
		Handler:     m.counted(handler),
		BaseContext: func(net.Listener) context.Context { return ctx },
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			return context.WithValue(ctx, connectionKey{}, c)
		},
		ErrorLog: log.New(io.Discard, "", 0), // faults panic to end a connection
	}
	m.serve(pipes)
	return m
}

func (m *memoryServer) serve(listener net.Listener) {
	m.running.Go(func() { _ = m.server.Serve(listener) }) // it fails when the server stops
}

type connectionKey struct{}

func (m *memoryServer) counted(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.running.Add(1)
		defer m.running.Done()
		if _, ok := r.Context().Value(connectionKey{}).(tlsPipe); ok {
			r.TLS = &tls.ConnectionState{HandshakeComplete: true}
		}
		handler.ServeHTTP(w, r)
	})
}

// stop returns when nothing runs any more. A handler that holds its response back ends with the context: it may not notice that its
// connection is gone.
func (m *memoryServer) stop() {
	m.cancel()
	m.transport.CloseIdleConnections()
	_ = m.server.Close() // the test has no use for an error
	m.running.Wait()
}

// pipeListener accepts the far end of each pipe that is dialled.
type pipeListener struct {
	dialled chan net.Conn
	closed  <-chan struct{}
}

// tlsPipe is the far end of a pipe that an https URL asked for. Nothing is encrypted in memory, and no certificate is needed; the handler
// sees a request over TLS, so that the URLs in its responses are https too.
type tlsPipe struct{ net.Conn }

func (l pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	return near, l.connect(ctx, far)
}

func (l pipeListener) dialTLS(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	return near, l.connect(ctx, tlsPipe{far})
}

func (l pipeListener) connect(ctx context.Context, far net.Conn) error {
	select {
	case l.dialled <- far:
		return nil
	case <-l.closed:
		return net.ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Accept waits for the next pipe.
func (l pipeListener) Accept() (net.Conn, error) {
	select {
	case far := <-l.dialled:
		return far, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close has nothing to do: the context ends Accept.
func (l pipeListener) Close() error { return nil }

// Addr is a name only.
func (l pipeListener) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "pipe"} }
