package proxy_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/proxy"
)

// startServer is an upstream of net/http, whose connections end with the test.
func startServer(t *testing.T, handler http.HandlerFunc) (url string) {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = quiet()
	server.Start()
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL
}

func readLine(t *testing.T, r *bufio.Reader) string {
	t.Helper()
	line, err := r.ReadString('\n')
	if err != nil {
		t.Fatalf("%v after %q", err, line)
	}
	return line
}

func TestTheHeaderAndEachPieceArePassedOnAtOnce(t *testing.T) {
	for _, header := range []string{"Content-Length: 4", "Transfer-Encoding: chunked"} {
		next := make(chan string)
		upstream := startRaw(t, func(conn *net.TCPConn, _ *http.Request) {
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n"+header+"\r\n\r\n")
			for piece := range next {
				if strings.HasPrefix(header, "Transfer") {
					piece = fmt.Sprintf("%x\r\n%s\r\n", len(piece), piece)
				}
				_, _ = io.WriteString(conn, piece)
			}
			if strings.HasPrefix(header, "Transfer") {
				_, _ = io.WriteString(conn, "0\r\n\r\n")
			}
		})
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, start(t, upstream), nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, piece := range []string{"hi", "ho"} {
			next <- piece
			got := make([]byte, 2)
			if _, err := io.ReadFull(response.Body, got); err != nil || string(got) != piece {
				t.Errorf("%s: got %q, %v", header, got, err)
			}
		}
		close(next)
		if rest, err := io.ReadAll(response.Body); len(rest) > 0 || err != nil {
			t.Errorf("%s: then %q, %v", header, rest, err)
		}
		_ = response.Body.Close()
	}
}

func TestBothDirectionsStreamAtOnce(t *testing.T) {
	upstream := startServer(t, func(w http.ResponseWriter, r *http.Request) {
		c := http.NewResponseController(w)
		_ = c.EnableFullDuplex()
		w.WriteHeader(http.StatusOK)
		_ = c.Flush()
		for lines := bufio.NewScanner(r.Body); lines.Scan(); _ = c.Flush() {
			_, _ = fmt.Fprintf(w, "you said %s\n", lines.Text())
		}
	})
	o := newObserver()
	body, write := io.Pipe()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, start(t, upstream, proxy.WithObserver(o.observe)), body)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	lines := bufio.NewReader(response.Body)
	for _, word := range []string{"a", "b"} {
		_, _ = io.WriteString(write, word+"\n")
		if got := readLine(t, lines); got != "you said "+word+"\n" {
			t.Errorf("got %q", got)
		}
	}
	_ = write.Close()
	if _, err := lines.ReadByte(); err != io.EOF { //nolint:errorlint // a Reader ends with io.EOF itself
		t.Errorf("then %v", err)
	}
	if x := o.only(t); string(x.RequestBody.Data) != "a\nb\n" || x.RequestBody.Missing != "" || x.Outcome != contract.OutcomeComplete {
		t.Errorf("observed %q, %q, %s", x.RequestBody.Data, x.RequestBody.Missing, x.Outcome)
	}
}

func TestAnEarlyResponseDoesNotWaitForTheBody(t *testing.T) {
	upstream := startServer(t, func(w http.ResponseWriter, _ *http.Request) {
		_ = http.NewResponseController(w).EnableFullDuplex()
		w.WriteHeader(http.StatusTooManyRequests)
		_ = http.NewResponseController(w).Flush()
	})
	o := newObserver()
	conn := dial(t, start(t, upstream, proxy.WithObserver(o.observe)))
	_, _ = io.WriteString(conn, "POST / HTTP/1.1\r\nHost: me\r\nContent-Length: 10\r\n\r\nhalf")
	if got := readLine(t, bufio.NewReader(conn)); !strings.HasPrefix(got, "HTTP/1.1 429") {
		t.Errorf("got %q", got)
	}
	if x := o.only(t); x.RequestBody.Missing != "not sent whole" || x.Outcome != contract.OutcomeComplete {
		t.Errorf("observed %q, %s", x.RequestBody.Missing, x.Outcome)
	}
}

func TestContinueComesFromTheUpstream(t *testing.T) {
	reads := true
	upstream := startServer(t, func(w http.ResponseWriter, r *http.Request) {
		if reads {
			_, _ = io.Copy(w, r.Body)
			return
		}
		w.WriteHeader(http.StatusExpectationFailed)
	})
	const head = "POST / HTTP/1.1\r\nHost: me\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 2\r\n\r\n"
	conn := dial(t, start(t, upstream))
	_, _ = io.WriteString(conn, head)
	buffered := bufio.NewReader(conn)
	if got := readLine(t, buffered); got != "HTTP/1.1 100 Continue\r\n" {
		t.Errorf("got %q", got)
	}
	_, _ = io.WriteString(conn, "hi")
	if rest, _ := io.ReadAll(buffered); !strings.HasPrefix(string(rest), "\r\nHTTP/1.1 200 OK\r\n") || strings.Count(string(rest), "Continue") > 0 {
		t.Errorf("then %q", rest)
	}

	reads = false
	if got := exchangeRaw(t, start(t, upstream), head); !strings.HasPrefix(got, "HTTP/1.1 417") {
		t.Errorf("a refusal: got %q", got)
	}
}

func TestASwitchedProtocolIsPassedOn(t *testing.T) {
	upstream := startRaw(t, func(conn *net.TCPConn, r *http.Request) {
		_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: "+r.Header.Get("Upgrade")+"\r\n\r\nwelcome\n")
		line, _ := bufio.NewReader(conn).ReadString('\n')
		_, _ = io.WriteString(conn, "you said "+line)
	})
	o := newObserver()
	conn := dial(t, start(t, upstream, proxy.WithObserver(o.observe)))
	_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: me\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
	buffered := bufio.NewReader(conn)
	response, err := http.ReadResponse(buffered, nil)
	if err != nil || response.StatusCode != http.StatusSwitchingProtocols || response.Header.Get("Upgrade") != "echo" {
		t.Fatal(response, err)
	}
	if got := readLine(t, buffered); got != "welcome\n" {
		t.Errorf("got %q", got)
	}
	_, _ = io.WriteString(conn, "hi\n")
	if got, _ := io.ReadAll(buffered); string(got) != "you said hi\n" {
		t.Errorf("then %q", got)
	}
	x := o.only(t)
	if x.Outcome != contract.OutcomeComplete || x.ResponseBody.Missing != "the protocol was switched" || x.Response.StatusCode != 101 {
		t.Errorf("observed %+v", x)
	}
}

func TestAProtocolThatNobodyAskedForEndsTheConnection(t *testing.T) {
	upstream := startRaw(t, sending("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"))
	if got := exchangeRaw(t, start(t, upstream), "GET / HTTP/1.1\r\nHost: me\r\n\r\n"); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestAClientThatLeavesCancelsTheUpstream(t *testing.T) {
	for name, begins := range map[string]bool{"before the response": false, "within it": true} {
		came, left := make(chan struct{}), make(chan struct{})
		upstream := startServer(t, func(w http.ResponseWriter, r *http.Request) {
			if begins {
				_, _ = io.WriteString(w, "hi")
				_ = http.NewResponseController(w).Flush()
			}
			close(came)
			<-r.Context().Done()
			close(left)
		})
		o := newObserver()
		ctx, cancel := context.WithCancel(t.Context())
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, start(t, upstream, proxy.WithObserver(o.observe)), nil)
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			if response, err := (&http.Transport{}).RoundTrip(r); err == nil {
				_, _ = io.Copy(io.Discard, response.Body)
				_ = response.Body.Close()
			}
		}()
		waitFor(t, "the request comes to the upstream", came)
		cancel()
		waitFor(t, "the upstream's request is canceled", left)
		if x := o.only(t); x.Outcome != contract.OutcomeCanceled {
			t.Errorf("%s: outcome %q", name, x.Outcome)
		}
	}
}

func TestAClientThatLeavesWithinItsBodyCancelsTheUpstream(t *testing.T) {
	ended := make(chan error, 1)
	upstream := startServer(t, func(_ http.ResponseWriter, r *http.Request) {
		_, err := io.Copy(io.Discard, r.Body)
		ended <- err
	})
	o := newObserver()
	conn := dial(t, start(t, upstream, proxy.WithObserver(o.observe)))
	_, _ = io.WriteString(conn, "POST / HTTP/1.1\r\nHost: me\r\nContent-Length: 10\r\n\r\nhalf")
	_ = conn.Close()
	if err := waitFor(t, "the upstream's body ends", ended); err == nil {
		t.Error("the upstream got a body that seems whole")
	}
	if x := o.only(t); x.Outcome != contract.OutcomeCanceled || x.RequestBody.Missing != "not sent whole" || string(x.RequestBody.Data) != "half" {
		t.Errorf("observed %s, %+v", x.Outcome, x.RequestBody)
	}
}
