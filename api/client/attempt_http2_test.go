package client_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/client"
)

// The frames and error codes of RFC 9113, sections 6 and 7.
const (
	frameData, frameHeaders, frameReset, frameSettings, frameGoAway = 0, 1, 3, 4, 7

	codeNone, codeProtocol, codeInternal, codeRefused, codeCancel, codeCalm = 0, 1, 2, 7, 8, 11
)

func frame(kind byte, stream uint32, payload ...uint32) []byte {
	b := []byte{0, 0, byte(4 * len(payload)), kind, 0}
	b = binary.BigEndian.AppendUint32(b, stream)
	for _, word := range payload {
		b = binary.BigEndian.AppendUint32(b, word)
	}
	return b
}

// firstConnection is a listener that handles the first connection itself, by HTTP/2, and leaves the others to a server.
type firstConnection struct {
	net.Listener
	once   sync.Once
	handle func(net.Conn)
}

func (l *firstConnection) Accept() (net.Conn, error) {
	var err error
	l.once.Do(func() {
		var conn net.Conn
		if conn, err = l.Listener.Accept(); err == nil {
			go l.handle(conn)
		}
	})
	if err != nil {
		return nil, err
	}
	return l.Listener.Accept()
}

// readRequest reads the client's preface and frames up to the end of the first stream.
func readRequest(conn net.Conn) error {
	const preface, header, endStream = 24, 9, 1
	if _, err := io.CopyN(io.Discard, conn, preface); err != nil {
		return err
	}
	for {
		var h [header]byte
		if _, err := io.ReadFull(conn, h[:]); err != nil {
			return err
		}
		if _, err := io.CopyN(io.Discard, conn, int64(h[0])<<16|int64(h[1])<<8|int64(h[2])); err != nil {
			return err
		}
		if kind := h[3]; (kind == frameData || kind == frameHeaders) && h[4]&endStream != 0 {
			return nil
		}
	}
}

func overHTTP2() *http.Protocols {
	var p http.Protocols
	p.SetUnencryptedHTTP2(true)
	return &p
}

func TestAnUploadIsResentOnlyWhenHTTP2SaysItWasNotProcessed(t *testing.T) {
	for _, row := range []struct {
		name   string
		frame  []byte
		resent bool
	}{
		{"GOAWAY with a lower stream", frame(frameGoAway, 0, 0, codeNone), true},
		{"GOAWAY with a lower stream and an error", frame(frameGoAway, 0, 0, codeCalm), true},
		{"REFUSED_STREAM", frame(frameReset, 1, codeRefused), true},
		{"GOAWAY with this stream", frame(frameGoAway, 0, 1, codeNone), false},
		{"PROTOCOL_ERROR", frame(frameReset, 1, codeProtocol), false},
		{"INTERNAL_ERROR", frame(frameReset, 1, codeInternal), false},
		{"CANCEL", frame(frameReset, 1, codeCancel), false},
	} {
		t.Run(row.name, func(t *testing.T) {
			l := newLedger(t)
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			server := &http.Server{Handler: l, Protocols: overHTTP2()}
			defer server.Close()
			first := &firstConnection{Listener: listener, handle: func(conn net.Conn) {
				defer conn.Close()
				_, _ = conn.Write(frame(frameSettings, 0))
				if readRequest(conn) == nil && !row.resent {
					l.record(sample)
				}
				_, _ = conn.Write(row.frame)
				if row.frame[3] == frameReset {
					_, _ = conn.Write(frame(frameGoAway, 0, 1, codeNone)) // no further attempt comes here
					_, _ = io.Copy(io.Discard, conn)
				}
			}}
			go func() { _ = server.Serve(first) }()
			transport := &http.Transport{Protocols: overHTTP2()}
			defer transport.CloseIdleConnections()
			c, err := client.New(client.WithBaseURL("http://"+listener.Addr().String()), client.WithToken(client.NewSecret("demo")),
				client.WithRetry(client.RetryPolicy{Base: 1}), client.WithHTTPClient(&http.Client{Transport: transport}))
			if err != nil {
				t.Fatal(err)
			}
			_, err = c.UploadLink(t.Context(), sample)
			if n := l.of(sample); n != 1 {
				t.Errorf("%d records", n)
			}
			if failed, ok := errors.AsType[*client.Error](err); row.resent && err != nil || !row.resent && (!ok || failed.Effect != client.Unknown) {
				t.Error(err)
			}
		})
	}
}

func TestUploadsSurviveServersThatCloseHTTP2Connections(t *testing.T) {
	l := newLedger(t)
	l.every = 10
	server := httptest.NewUnstartedServer(l)
	server.EnableHTTP2 = true
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // of handshakes that a client gave up
	server.StartTLS()
	defer server.Close()
	c, err := client.New(client.WithBaseURL(server.URL), client.WithToken(client.NewSecret("demo")),
		client.WithRetry(client.RetryPolicy{Base: time.Millisecond}), client.WithHTTPClient(server.Client()))
	if err != nil {
		t.Fatal(err)
	}
	const callers, uploads = 8, 25
	var wg sync.WaitGroup
	for caller := range callers {
		wg.Go(func() {
			for i := range uploads {
				link := fmt.Sprintf("https://h.example/%d/%d", caller, i)
				if _, err := c.UploadLink(t.Context(), link); err != nil {
					t.Errorf("upload %d of caller %d: %v", i, caller, err)
				}
				if n := l.of(link); n != 1 {
					t.Errorf("upload %d of caller %d has %d records", i, caller, n)
				}
			}
		})
	}
	wg.Wait()
}
