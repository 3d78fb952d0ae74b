package client_test

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/medialink-go/medialink/api/client"
)

// cutter passes bytes on to a server and back. When armed, it closes the connection after as many bytes of one direction.
type cutter struct {
	net.Listener
	upstream          string
	request, response atomic.Int64 // bytes until the cut; negative is never
}

const never = -1

func startCutter(t *testing.T, upstream string) *cutter {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cutter{Listener: listener, upstream: upstream}
	c.disarm()
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			caller, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", upstream)
			if err != nil {
				caller.Close()
				continue
			}
			go pass(server, caller, &c.request)
			go pass(caller, server, &c.response)
		}
	}()
	return c
}

func (c *cutter) disarm() {
	c.request.Store(never)
	c.response.Store(never)
}

// pass copies until the cut or the end, and closes both.
func pass(to, from net.Conn, left *atomic.Int64) {
	defer to.Close()
	defer from.Close()
	buffer := make([]byte, 4<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		limit := left.Load()
		if limit >= 0 && int64(n) > limit {
			_, _ = to.Write(buffer[:limit])
			left.Store(never) // later connections live
			return
		}
		if limit >= 0 {
			left.Add(int64(-n))
		}
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func TestNoCutOfAConnectionMakesADuplicate(t *testing.T) {
	for _, row := range []struct {
		name      string
		protocols *http.Protocols // nil is HTTP/1.1
		reused    bool
		header    string
	}{
		{"of a fresh connection", nil, false, "X-Mine"},
		{"of a reused connection", nil, true, "X-Mine"},
		{"of a reused connection, with what net/http takes for a permission to resend", nil, true, "Idempotency-Key"},
		{"of a fresh HTTP/2 connection", overHTTP2(), false, "X-Mine"},
		{"of a reused HTTP/2 connection", overHTTP2(), true, "Idempotency-Key"},
	} {
		t.Run(row.name, func(t *testing.T) {
			l := newLedger(t)
			server := httptest.NewUnstartedServer(l)
			server.Config.Protocols = row.protocols
			server.Start()
			cut := startCutter(t, server.Listener.Addr().String())
			ends := map[string]error{}
			for direction, armed := range map[string]*atomic.Int64{"request": &cut.request, "response": &cut.response} {
				cutEverywhere(t, cut, armed, &http.Transport{Protocols: row.protocols}, direction, row.reused, row.header, ends)
			}
			cut.Close()
			server.Close() // no upload is under way any more
			for link, err := range ends {
				expectRecords(t, l, link, err)
			}
			t.Logf("%d cuts", len(ends))
		})
	}
}

// cutEverywhere uploads once for each byte of a direction, until the connection outlives the upload.
func cutEverywhere(t *testing.T, cut *cutter, armed *atomic.Int64, transport *http.Transport, direction string, reused bool, header string, ends map[string]error) {
	t.Helper()
	defer transport.CloseIdleConnections()
	c, err := client.New(client.WithBaseURL("http://"+cut.Addr().String()), client.WithToken(client.NewSecret("demo")),
		client.WithRetry(client.RetryPolicy{Base: 1}), client.WithHTTPClient(&http.Client{Transport: transport}))
	if err != nil {
		t.Fatal(err)
	}
	for n := int64(0); ; n++ {
		transport.CloseIdleConnections()
		if reused {
			if _, err := c.UploadLink(t.Context(), sample); err != nil {
				t.Fatalf("before a cut: %v", err)
			}
		}
		armed.Store(n)
		link := fmt.Sprintf("https://h.example/%s/%d", direction, n)
		_, err := c.UploadLink(t.Context(), link, client.Header(header, "1"))
		ends[link] = err
		if armed.Swap(never) != never {
			if err != nil {
				t.Errorf("without a cut: %v", err)
			}
			return
		}
	}
}

// expectRecords compares what an upload's error says with what was made.
func expectRecords(t *testing.T, l *ledger, link string, err error) {
	t.Helper()
	n := l.of(link)
	failed, ok := errors.AsType[*client.Error](err)
	switch {
	case n > 1:
		t.Errorf("%s: %d records", link, n)
	case err == nil && n != 1:
		t.Errorf("%s succeeded: no record", link)
	case err != nil && !ok:
		t.Errorf("%s: %v", link, err)
	case ok && failed.Effect == client.NotApplied && n != 0:
		t.Errorf("%s was not applied: %d records", link, n)
	case ok && failed.Effect == client.Applied && n != 1:
		t.Errorf("%s was applied: no record", link)
	}
}
