package proxy_test

import (
	"bufio"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/proxy"
)

const (
	linkPath  = "/api/library/v1/media/link"
	mediaPath = "/api/library/v1/media/"
	noMedia   = mediaPath + "3c90c3cc-0d44-4b50-8888-8dd25736052a"
)

// observer keeps what was observed, in a form that is whole after the exchange.
type observer struct {
	mu   sync.Mutex
	seen []contract.Exchange
	ends chan contract.Exchange
}

func newObserver() *observer { return &observer{ends: make(chan contract.Exchange, 1000)} }

func (o *observer) observe(x *contract.Exchange) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.seen = append(o.seen, *x)
	o.ends <- *x
}

// next waits for the end of an exchange.
func (o *observer) next(t *testing.T) contract.Exchange {
	t.Helper()
	select {
	case x := <-o.ends:
		return x
	case <-time.After(10 * time.Second):
		t.Fatal("no exchange was observed")
		return contract.Exchange{}
	}
}

// only is for when the client has the end of its response: there must be one exchange.
func (o *observer) only(t *testing.T) contract.Exchange {
	t.Helper()
	x := o.next(t)
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.seen) != 1 {
		t.Errorf("%d exchanges were observed, want 1", len(o.seen))
	}
	return x
}

func (o *observer) count() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.seen)
}

// start serves the proxy, as its doc says.
func start(t testing.TB, upstream string, opts ...proxy.Option) (url string) {
	t.Helper()
	handler, err := proxy.New(upstream, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return startHandler(t, handler)
}

func startHandler(t testing.TB, h http.Handler) (url string) {
	t.Helper()
	server := httptest.NewUnstartedServer(h)
	server.Config.DisableGeneralOptionsHandler = true
	server.Config.ErrorLog = quiet()
	server.Start()
	t.Cleanup(server.Close)
	return server.URL
}

func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

// startRaw is an upstream of bytes: it reads a request with its body, and calls respond. The connection is closed afterwards.
func startRaw(t testing.TB, respond func(conn *net.TCPConn, r *http.Request)) (url string) {
	t.Helper()
	return startConnections(t, func(conn *net.TCPConn) {
		if r, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
			_, _ = io.Copy(io.Discard, r.Body)
			respond(conn, r)
		}
	})
}

// startConnections is an upstream without net/http. The end of the test waits for its connections.
func startConnections(t testing.TB, serve func(*net.TCPConn)) (url string) {
	t.Helper()
	listener := httptest.NewUnstartedServer(nil).Listener
	var handlers sync.WaitGroup
	handlers.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			handlers.Go(func() {
				defer conn.Close()
				serve(conn.(*net.TCPConn))
			})
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		handlers.Wait()
	})
	return "http://" + listener.Addr().String()
}

// sending responds with these bytes.
func sending(raw string) func(*net.TCPConn, *http.Request) {
	return func(conn *net.TCPConn, _ *http.Request) { _, _ = io.WriteString(conn, raw) }
}

// dial connects to the server at a URL.
func dial(t testing.TB, url string) *net.TCPConn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return conn.(*net.TCPConn)
}

// exchangeRaw sends bytes, and returns all that comes until the server closes the connection.
func exchangeRaw(t testing.TB, url, raw string) string {
	t.Helper()
	conn := dial(t, url)
	if _, err := io.WriteString(conn, raw); err != nil {
		t.Fatal(err)
	}
	received, _ := io.ReadAll(conn) // what came before a reset counts too
	return string(received)
}

// echo responds with the request as it came over the wire, up to the end of its header.
func echo(t testing.TB) (url string, requests chan string) {
	t.Helper()
	requests = make(chan string, 100)
	return startConnections(t, func(conn *net.TCPConn) {
		requests <- readRaw(bufio.NewReader(conn))
		_, _ = io.WriteString(conn, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
	}), requests
}

// readRaw reads a message whose body, if any, ends with "end" and what closes its chunks.
func readRaw(r *bufio.Reader) string {
	var message strings.Builder
	for {
		line, err := r.ReadString('\n')
		message.WriteString(line)
		if err != nil || line == "\r\n" {
			break
		}
	}
	switch head := message.String(); {
	case strings.Contains(head, "chunked"):
		for last := ""; last != "0\r\n"; {
			line, err := r.ReadString('\n')
			message.WriteString(line)
			if last = line; err != nil {
				break
			}
		}
		for {
			line, err := r.ReadString('\n')
			message.WriteString(line)
			if err != nil || line == "\r\n" {
				break
			}
		}
	case strings.Contains(head, "Content-Length: 3"):
		body := make([]byte, 3)
		_, _ = io.ReadFull(r, body)
		message.Write(body)
	}
	return message.String()
}
