package proxy_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/proxy"
)

// startDying is an upstream whose connections respond to one request and die at the second, which they count.
func startDying(t *testing.T, die func(*net.TCPConn)) (url string, second *atomic.Int64) {
	t.Helper()
	second = &atomic.Int64{}
	return startConnections(t, func(conn *net.TCPConn) {
		buffered := bufio.NewReader(conn)
		for n := range 2 {
			r, err := http.ReadRequest(buffered)
			if err != nil {
				return
			}
			_, _ = io.Copy(io.Discard, r.Body)
			if r.Header.Get("Second") != "" {
				second.Add(1)
			}
			if n == 1 || r.Header.Get("Second") != "" {
				die(conn)
				return
			}
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		}
	}), second
}

// net/http sends a GET again if its connection, which has served before, ends without a response.
func TestARequestIsSentOnce(t *testing.T) {
	deaths := map[string]func(*net.TCPConn){
		"closes":  func(*net.TCPConn) {},
		"resets":  func(conn *net.TCPConn) { _ = conn.SetLinger(0) },
		"is torn": func(conn *net.TCPConn) { _, _ = io.WriteString(conn, "HTTP/1.1 20") },
	}
	for name, die := range deaths {
		for _, head := range []string{"GET / HTTP/1.1", "HEAD / HTTP/1.1", "OPTIONS / HTTP/1.1", "TRACE / HTTP/1.1", "DELETE / HTTP/1.1",
			"POST / HTTP/1.1\r\nContent-Length: 3", "POST / HTTP/1.1\r\nIdempotency-Key: a\r\nContent-Length: 0",
			"GET / HTTP/1.1\r\nContent-Length: 3"} {
			t.Run(name+"/"+head, func(t *testing.T) {
				upstream, second := startDying(t, die)
				o := newObserver()
				url := start(t, upstream, proxy.WithObserver(o.observe))
				if got := send(t, url, call{method: "GET", path: "/"}); got.Status != 200 {
					t.Fatalf("the first request: %+v", got)
				}
				o.next(t)
				body := map[bool]string{true: "end"}[strings.HasSuffix(head, "3")]
				if got := exchangeRaw(t, url, head+"\r\nHost: me\r\nSecond: yes\r\n\r\n"+body); got != "" {
					t.Errorf("got %q, want the end of the connection", got)
				}
				if got := second.Load(); got != 1 {
					t.Errorf("it was sent %d times", got)
				}
				if x := o.next(t); x.Outcome != contract.OutcomeNoResponse || o.count() != 2 {
					t.Errorf("outcome %q, %d exchanges observed", x.Outcome, o.count())
				}
			})
		}
	}
}

func TestConnectionsToTheUpstreamAreUsedAgain(t *testing.T) {
	var connections atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	url := start(t, server.URL)
	for range 5 {
		for _, c := range []call{{method: "GET", path: "/"}, {method: "POST", path: "/", body: "hi"}, {method: "POST", path: "/"}} {
			if got := send(t, url, c); got.Status != 200 {
				t.Errorf("got %+v", got)
			}
		}
	}
	if got := connections.Load(); got != 1 {
		t.Errorf("%d connections", got)
	}
}

func TestAnUpstreamThatCannotBeConnectedToIs502(t *testing.T) {
	untrusted := httptest.NewTLSServer(nil)
	t.Cleanup(untrusted.Close)
	untrusted.Config.ErrorLog = quiet()
	plain := httptest.NewServer(nil)
	t.Cleanup(plain.Close)
	mute := startRaw(t, sending(""))
	for name, upstream := range map[string]string{
		"nobody listens":          "http://127.0.0.1:0",
		"the host is unknown":     "http://unknown.invalid",
		"nobody vouches for it":   untrusted.URL,
		"it does not speak TLS":   strings.Replace(plain.URL, "http:", "https:", 1),
		"it ends the TLS at once": strings.Replace(mute, "http:", "https:", 1),
	} {
		for _, c := range []call{{method: "GET", path: "/secret"}, {method: "POST", path: linkPath, token: bearer, body: link}} {
			o := newObserver()
			got := send(t, start(t, upstream, proxy.WithObserver(o.observe)), c)
			if got.Status != http.StatusBadGateway || got.Body != `{"detail":"The upstream could not be connected to"}` || got.Header.Get("Content-Type") != "application/json" {
				t.Errorf("%s: got %+v", name, got)
			}
			if x := o.only(t); x.Outcome != contract.OutcomeUnreached || x.Response != nil {
				t.Errorf("%s: outcome %q", name, x.Outcome)
			}
		}
	}
}

func TestTLSIsVerifiedByTheGivenTransport(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Proto) }))
	t.Cleanup(server.Close)
	o := newObserver()
	got := send(t, start(t, server.URL, proxy.WithTransport(server.Client().Transport), proxy.WithObserver(o.observe)), call{method: "GET", path: "/"})
	if got.Body != "HTTP/1.1" || o.only(t).Outcome != contract.OutcomeComplete {
		t.Errorf("got %+v", got)
	}
}

func TestTheDefaultTransportOffersNoHTTP2(t *testing.T) {
	offered := make(chan []string, 1)
	server := httptest.NewUnstartedServer(nil)
	server.Config.ErrorLog = quiet()
	server.TLS = &tls.Config{GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		offered <- hello.SupportedProtos
		return nil, nil
	}}
	server.StartTLS()
	t.Cleanup(server.Close)
	send(t, start(t, server.URL), call{method: "GET", path: "/"})
	if got := waitFor(t, "the proxy connects", offered); slices.Contains(got, "h2") {
		t.Errorf("it offers %v", got)
	}
}

func TestTheAuthorizationGoesToTheUpstreamAlone(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") }))
	t.Cleanup(other.Close)
	var authorization bytes.Buffer
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		authorization.WriteString(r.Header.Get("Authorization"))
		http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
	}))
	got := send(t, start(t, upstream.URL), upload)
	upstream.Close()
	if got.Status != http.StatusTemporaryRedirect || got.Header.Get("Location") != other.URL || authorization.String() != bearer {
		t.Errorf("got %+v with %q", got, authorization.String())
	}
}
