package control_test

import (
	"bufio"
	"context"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/api/stub"
)

// pipes is a net.Listener in memory, which works with the clock of synctest. Nothing is buffered: a write waits for its reader.
type pipes struct {
	dialled chan net.Conn
	closed  chan struct{}
	close   sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case far := <-p.dialled:
		return far, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.close.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "pipe"} }

// followed is a control API behind server.Serve, in a bubble of synctest.
type followed struct {
	*service
	pipes *pipes
	stop  context.CancelFunc
	ended chan error // of Serve
}

// following runs a test of the events.
func following(t *testing.T, test func(f *followed), options ...stub.Option) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		f := &followed{
			service: withStub(t, options),
			pipes:   &pipes{dialled: make(chan net.Conn), closed: make(chan struct{})},
			stop:    cancel,
			ended:   make(chan error, 1),
		}
		go func() { f.ended <- server.Serve(ctx, f.pipes, f.control, slog.New(slog.DiscardHandler), time.Minute) }()
		test(f)
		cancel()
		if err := <-f.ended; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
}

// reader is a caller that reads events.
type reader struct {
	t        *testing.T
	conn     net.Conn
	response *http.Response
	lines    *bufio.Reader
}

// open sends a request for events and reads the head of the response.
func (f *followed) open(method, query string, header ...string) *reader {
	f.t.Helper()
	near, far := net.Pipe()
	f.pipes.dialled <- far
	f.t.Cleanup(func() { near.Close() })
	request := newRequest(method, "/_stub/journal/events"+query, "", header...)
	if err := request.Write(near); err != nil {
		f.t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(near), request)
	if err != nil {
		f.t.Fatal(err)
	}
	return &reader{t: f.t, conn: near, response: response, lines: bufio.NewReader(response.Body)}
}

// follow opens a stream and reads its first comment.
func (f *followed) follow(query string, header ...string) *reader {
	f.t.Helper()
	r := f.open(http.MethodGet, query, header...)
	if r.response.StatusCode != http.StatusOK {
		f.t.Fatalf("status %d", r.response.StatusCode)
	}
	r.wants(":")
	return r
}

// next returns the lines of the next event, without the one that ends it.
func (r *reader) next() (string, error) {
	var text strings.Builder
	for {
		line, err := r.lines.ReadString('\n')
		if err != nil || line == "\n" {
			return strings.TrimSuffix(text.String(), "\n"), err
		}
		text.WriteString(line)
	}
}

// wants reads events, each of which begins with a text.
func (r *reader) wants(events ...string) {
	r.t.Helper()
	for _, want := range events {
		if got, err := r.next(); err != nil || !strings.HasPrefix(got, want) {
			r.t.Errorf("event %.60q, %v, want %q", got, err, want)
		}
	}
}

func (r *reader) leave() {
	r.conn.Close()
	synctest.Wait()
}

const (
	exchangeEvent = "event: exchange\ndata: {"
	clearedEvent  = "id: 0\nevent: cleared\ndata: {}"
)
