package early_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// pipes is a net.Listener in memory, whose connections tell the time of the synctest bubble.
type pipes struct {
	accepted chan net.Conn
	closed   chan struct{}
}

func (p pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.accepted:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p pipes) Close() error   { close(p.closed); return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

// connection is a client's, without any help of an HTTP client.
type connection struct {
	t      *testing.T
	conn   net.Conn
	reader *bufio.Reader
	opened time.Time
}

// connect serves the handler for as long as the test runs.
func connect(t *testing.T, handler http.Handler) *connection {
	t.Helper()
	listener := pipes{make(chan net.Conn), make(chan struct{})}
	server := &http.Server{Handler: handler}
	go func() { _ = server.Serve(listener) }()
	near, far := net.Pipe()
	listener.accepted <- far
	t.Cleanup(func() {
		near.Close()
		server.Close()
	})
	return &connection{t: t, conn: near, reader: bufio.NewReader(near), opened: time.Now()}
}

func (c *connection) send(text string) {
	c.t.Helper()
	if _, err := io.WriteString(c.conn, text); err != nil {
		c.t.Error(err)
	}
}

// response returns one that has been read whole, and how long after the connection was opened that was.
func (c *connection) response() (*http.Response, time.Duration) {
	c.t.Helper()
	response, err := http.ReadResponse(c.reader, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		c.t.Fatal(err)
	}
	return response, time.Since(c.opened)
}

// end returns how long after it was opened the connection ends.
func (c *connection) end() time.Duration {
	_, _ = io.Copy(io.Discard, c.reader)
	return time.Since(c.opened)
}

func post(header string) string { return "POST / HTTP/1.1\r\nHost: h\r\n" + header + "\r\n\r\n" }
