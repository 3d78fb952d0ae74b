package proxy_test

import (
	"io"
	"net"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/proxy"
)

const gzipped = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff\xca\x48\xcd\xc9\xc9\x07\x04\x00\x00\xff\xff\x86\xa6\x10\x36\x05\x00\x00\x00" // hello

func reset(head string) func(*net.TCPConn, *http.Request) {
	return func(conn *net.TCPConn, _ *http.Request) {
		_, _ = io.WriteString(conn, head)
		if head == "" {
			_ = conn.SetLinger(0)
		}
	}
}

func TestResponsesArePassedOnAsTheyAre(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\n"
	get, head, post := call{method: "GET", path: noMedia}, call{method: "HEAD", path: noMedia}, call{method: "POST", path: linkPath, body: "{}"}
	for _, row := range []struct {
		name    string
		call    call
		respond func(*net.TCPConn, *http.Request)
		end     string
		outcome contract.Outcome
		status  int // 0 for none
	}{
		{"a body with a length", get, sending(ok + "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi"), "complete", contract.OutcomeComplete, 200},
		{"an empty body with a length", get, sending(ok + "Content-Length: 0\r\n\r\n"), "complete", contract.OutcomeComplete, 200},
		{"a body in chunks", get, sending(ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"), "complete", contract.OutcomeComplete, 200},
		{"an empty body in chunks", get, sending(ok + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), "complete", contract.OutcomeComplete, 200},
		{"chunk extensions", get, sending(ok + "Transfer-Encoding: chunked\r\n\r\n2;a=b\r\nhi\r\n0;c\r\n\r\n"), "complete", contract.OutcomeComplete, 200},
		{"a body that ends with the connection", get, sending(ok + "\r\nhello"), "complete", contract.OutcomeComplete, 200},
		{"HTTP/1.0", get, sending("HTTP/1.0 200 OK\r\n\r\nhello"), "complete", contract.OutcomeComplete, 200},
		{"announced trailers", get, sending(ok + "Transfer-Encoding: chunked\r\nTrailer: Sum, Other\r\n\r\n2\r\nhi\r\n0\r\nSum: 1\r\nOther: a\r\n\r\n"), "complete", contract.OutcomeComplete, 200},
		{"trailers that nobody announced", get, sending(ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nSum: 1\r\n\r\n"), "complete", contract.OutcomeComplete, 200},
		{"trailers of an empty body", get, sending(ok + "Transfer-Encoding: chunked\r\nTrailer: Sum\r\n\r\n0\r\nSum: 1\r\n\r\n"), "complete", contract.OutcomeComplete, 200},
		{"gzip", get, sending(ok + "Content-Encoding: gzip\r\nContent-Length: 29\r\n\r\n" + gzipped), "complete", contract.OutcomeComplete, 200},
		{"what is no gzip", get, sending(ok + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nhi"), "complete", contract.OutcomeComplete, 200},
		{"a body without a type", get, sending(ok + "Content-Length: 6\r\n\r\n<html>"), "complete", contract.OutcomeComplete, 200},
		{"bytes beyond ASCII in a header", get, sending(ok + "X: \xff\r\nContent-Length: 0\r\n\r\n"), "complete", contract.OutcomeComplete, 200},
		{"a header several times", get, sending(ok + "Set-Cookie: a=b\r\nSet-Cookie: c=d\r\nVia: 1.1 a\r\nContent-Length: 0\r\n\r\n"), "complete", contract.OutcomeComplete, 200},
		{"HEAD with a length", head, sending(ok + "Content-Length: 5\r\n\r\n"), "complete", contract.OutcomeComplete, 200},
		{"HEAD without", head, sending(ok + "\r\n"), "complete", contract.OutcomeComplete, 200},
		{"204", get, sending("HTTP/1.1 204 No Content\r\n\r\n"), "complete", contract.OutcomeComplete, 204},
		{"304", get, sending("HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n"), "complete", contract.OutcomeComplete, 304},
		{"an unknown status", get, sending("HTTP/1.1 799 Whatever\r\nContent-Length: 2\r\n\r\nhi"), "complete", contract.OutcomeComplete, 799},
		{"no reason", get, sending("HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi"), "complete", contract.OutcomeComplete, 200},
		{"early hints", get, sending("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" + ok + "Content-Length: 2\r\n\r\nhi"), "complete", contract.OutcomeComplete, 200},
		{"a redirect to another host", get, sending("HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"), "complete", contract.OutcomeComplete, 307},
		{"a redirect of a POST", post, sending("HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 2\r\n\r\nhi"), "complete", contract.OutcomeComplete, 302},

		{"a length that is too long", get, sending(ok + "Content-Length: 5\r\n\r\nhi"), "broken off", contract.OutcomeTruncated, 200},
		{"a length and nothing", get, sending(ok + "Content-Length: 5\r\n\r\n"), "broken off", contract.OutcomeTruncated, 200},
		{"a cut chunk", get, sending(ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhi"), "broken off", contract.OutcomeTruncated, 200},
		{"no last chunk", get, sending(ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n"), "broken off", contract.OutcomeTruncated, 200},
		{"cut trailers", get, sending(ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nSum"), "broken off", contract.OutcomeTruncated, 200},
		{"an invalid chunk", get, sending(ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\nzz\r\n"), "broken off", contract.OutcomeTruncated, 200},

		{"a 100 that nobody asked for", get, sending("HTTP/1.1 100 Continue\r\n\r\n" + ok + "Content-Length: 0\r\n\r\n"), "complete", contract.OutcomeComplete, 200},
		{"a close before a header", get, sending(""), "no response", contract.OutcomeNoResponse, 0},
		{"a close before the response to a POST", post, sending(""), "no response", contract.OutcomeNoResponse, 0},
		{"a reset before a header", get, reset(""), "no response", contract.OutcomeNoResponse, 0},
		{"a cut header", get, sending(ok + "Content-Le"), "no response", contract.OutcomeNoResponse, 0},
		{"a cut status line", get, sending("HTTP/1.1 2"), "no response", contract.OutcomeNoResponse, 0},
		{"garbage", get, sending("\x00\x01garbage\r\n\r\n"), "no response", contract.OutcomeNoResponse, 0},
		{"an invalid header", get, sending(ok + "no colon\r\n\r\n"), "no response", contract.OutcomeNoResponse, 0},
		{"two lengths", get, sending(ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nhi"), "no response", contract.OutcomeNoResponse, 0},
		{"a close after early hints", get, sending("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"), "no response", contract.OutcomeNoResponse, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			upstream := startRaw(t, row.respond)
			direct := send(t, upstream, row.call)
			o := newObserver()
			proxied := send(t, start(t, upstream, proxy.WithObserver(o.observe)), row.call)
			if diff := cmp.Diff(direct, proxied); diff != "" {
				t.Error(diff)
			}
			if proxied.End != row.end {
				t.Errorf("the response is %s, want %s", proxied.End, row.end)
			}
			x := o.only(t)
			if x.Outcome != row.outcome {
				t.Errorf("outcome %q, want %q", x.Outcome, row.outcome)
			}
			checkObserved(t, &x, row.status, proxied)
		})
	}
}

// checkObserved compares what was observed with what the client got.
func checkObserved(t *testing.T, x *contract.Exchange, status int, got received) {
	t.Helper()
	if x.Response == nil {
		if status != 0 {
			t.Errorf("no response was observed, want status %d", status)
		}
		return
	}
	if x.Response.StatusCode != status {
		t.Errorf("status %d was observed, want %d", x.Response.StatusCode, status)
	}
	if string(x.ResponseBody.Data) != got.Body {
		t.Errorf("the body %q was observed, want %q", x.ResponseBody.Data, got.Body)
	}
	if want := map[bool]string{true: "", false: "not received whole"}[got.End == "complete"]; x.ResponseBody.Missing != want {
		t.Errorf("missing of the body is %q, want %q", x.ResponseBody.Missing, want)
	}
	if diff := cmp.Diff(got.Trailer, x.Response.Trailer); len(got.Trailer)+len(x.Response.Trailer) > 0 && diff != "" {
		t.Error(diff)
	}
}

func TestAStatusThatCannotBeSentEndsTheConnection(t *testing.T) {
	o := newObserver()
	url := start(t, startRaw(t, sending("HTTP/1.1 042 Odd\r\nContent-Length: 0\r\n\r\n")), proxy.WithObserver(o.observe))
	if got := send(t, url, call{method: "GET", path: "/"}); got.End != "no response" {
		t.Errorf("got %+v", got)
	}
	if x := o.only(t); x.Outcome != contract.OutcomeNoResponse {
		t.Errorf("outcome %q", x.Outcome)
	}
}

func TestNothingIsAddedToAResponse(t *testing.T) {
	for _, raw := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>",
		"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nDate: yesterday\r\nConnection: close\r\n\r\n",
		"HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
		"HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n",
		"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nContent-Type: a\r\nConnection: close\r\n\r\nhi",
	} {
		url := start(t, startRaw(t, sending(raw)))
		if diff := cmp.Diff(raw, exchangeRaw(t, url, "GET / HTTP/1.1\r\nHost: me\r\nConnection: close\r\n\r\n")); diff != "" {
			t.Error(diff)
		}
	}
}
