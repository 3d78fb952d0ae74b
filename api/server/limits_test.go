package server_test

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/medialink-go/medialink/api/server"
)

// pipes is a listener in memory, so that the limits of a connection pass in a bubble's time.
type pipes struct {
	connections chan net.Conn
	close       sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	if connection, ok := <-p.connections; ok {
		return connection, nil
	}
	return nil, net.ErrClosed
}

func (p *pipes) Close() error {
	p.close.Do(func() { close(p.connections) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Net: "pipe"} }

// connect serves handler, and returns a connection to it, how to end serving, and where the end is reported.
func connect(t *testing.T, drain time.Duration, handler http.HandlerFunc) (net.Conn, context.CancelFunc, <-chan error) {
	t.Helper()
	listener := &pipes{connections: make(chan net.Conn)}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, listener, handler, slog.New(slog.DiscardHandler), drain) }()
	near, far := net.Pipe()
	listener.connections <- far
	return near, stop, ended
}

func TestServeClosesAConnectionAtItsLimit(t *testing.T) {
	const head = "POST / HTTP/1.1\r\nHost: h\r\n"
	for _, row := range []struct {
		name, sent string
		after      time.Duration
	}{
		{"no request", "", 10 * time.Second},
		{"half of the headers", head, 10 * time.Second},
		{"half of the body", head + "Content-Length: 9\r\n\r\nhalf", 60 * time.Second},
		{"no second request", head + "Content-Length: 0\r\n\r\n", 120 * time.Second},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				conn, stop, ended := connect(t, time.Second, func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
				began := time.Now()
				go func() { _, _ = io.WriteString(conn, row.sent) }()
				_, _ = io.Copy(io.Discard, conn)
				if took := time.Since(began); took != row.after {
					t.Errorf("closed after %v, want %v", took, row.after)
				}
				stop()
				if err := <-ended; err != nil {
					t.Errorf("Serve: %v", err)
				}
			})
		})
	}
}

func TestServeEndsAResponseThatNobodyReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failed := make(chan time.Duration, 1)
		conn, stop, ended := connect(t, time.Second, func(w http.ResponseWriter, _ *http.Request) {
			began := time.Now()
			for err := error(nil); err == nil; {
				_, err = io.WriteString(w, strings.Repeat("x", 1<<20))
			}
			failed <- time.Since(began)
		})
		if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: h\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		if took := <-failed; took != 120*time.Second {
			t.Errorf("ended after %v, want 2m", took)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		conn.Close()
	})
}

func TestServeRefusesHeadersOfMoreThan64KiB(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn, stop, ended := connect(t, time.Second, func(http.ResponseWriter, *http.Request) {})
		go func() {
			_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: h\r\nX: "+strings.Repeat("x", 80<<10)+"\r\n\r\n")
		}()
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		if response.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("status %d, want 431", response.StatusCode)
		}
		conn.Close()
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func TestServeWaitsASecondForHandlersThatWereCutOff(t *testing.T) {
	for _, row := range []struct {
		name   string
		notice time.Duration
		after  time.Duration
	}{
		{"a handler that notices in time", 302 * time.Millisecond, 305 * time.Millisecond}, // Serve looks every 5 ms
		{"a handler that does not", time.Hour, time.Second},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				entered := make(chan struct{})
				conn, stop, ended := connect(t, time.Second, func(_ http.ResponseWriter, r *http.Request) {
					close(entered)
					<-r.Context().Done()
					<-time.After(row.notice)
				})
				go func() { _, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: h\r\n\r\n") }()
				<-entered
				began := time.Now()
				stop()
				if err := <-ended; err == nil {
					t.Error("Serve does not report that it cut off a request")
				}
				if took := time.Since(began) - time.Second; took != row.after {
					t.Errorf("Serve ended %v after the drain, want %v", took, row.after)
				}
				conn.Close()
				<-time.After(2 * row.notice) // until the handler has ended too
			})
		})
	}
}

func TestServeClosesAConnectionWithoutRequestAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn, stop, ended := connect(t, time.Minute, func(http.ResponseWriter, *http.Request) {})
		synctest.Wait()
		began := time.Now()
		stop()
		_, _ = io.Copy(io.Discard, conn)
		if took := time.Since(began); took != 0 {
			t.Errorf("closed after %v", took)
		}
		if err := <-ended; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
}

// late is a listener that accepts a connection while it is being closed.
type late struct {
	pipes
	connection net.Conn
}

func (l *late) Accept() (net.Conn, error) {
	_, _ = l.pipes.Accept()
	synctest.Wait() // for all that happens on shutdown
	connection := l.connection
	l.connection = nil
	if connection == nil {
		return nil, net.ErrClosed
	}
	return connection, nil
}

func TestServeClosesAConnectionThatWasAcceptedTooLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		listener := &late{pipes: pipes{connections: make(chan net.Conn)}, connection: far}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() {
			ended <- server.Serve(ctx, listener, http.NotFoundHandler(), slog.New(slog.DiscardHandler), time.Minute)
		}()
		synctest.Wait()
		began := time.Now()
		stop()
		_, _ = io.Copy(io.Discard, near)
		if took := time.Since(began); took >= time.Second {
			t.Errorf("closed after %v", took)
		}
		if err := <-ended; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
}
