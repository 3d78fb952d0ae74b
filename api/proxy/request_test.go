package proxy_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/proxy"
)

// forwarded sends a request and returns what the upstream gets: the request line, the headers sorted but for Host, and the body.
func forwarded(t *testing.T, base, raw string) string {
	t.Helper()
	upstream, requests := echo(t)
	url := start(t, upstream+base)
	if got := exchangeRaw(t, url, raw); !strings.HasPrefix(got, "HTTP/1.1 204") {
		t.Fatalf("got %q", got)
	}
	head, body, _ := strings.Cut(<-requests, "\r\n\r\n")
	lines := strings.Split(head, "\r\n")
	if want := "Host: " + strings.TrimPrefix(upstream, "http://"); !slices.Contains(lines, want) {
		t.Errorf("the Host is not the upstream's: %q", lines)
	}
	headers := slices.DeleteFunc(lines[1:], func(line string) bool { return strings.HasPrefix(line, "Host: ") })
	slices.Sort(headers)
	return strings.Join(append(append(lines[:1], headers...), "", body), "\n")
}

func TestTheTargetIsPassedOnAsItIs(t *testing.T) {
	for _, row := range []struct{ name, base, target, want string }{
		{"a path", "", "/a", "/a"},
		{"a path behind a base path", "/rask", "/a", "/rask/a"},
		{"a base path that ends with a slash", "/rask/", "/a", "/rask/a"},
		{"a base path with an encoded slash", "/r%2Fk", "/a", "/r%2Fk/a"},
		{"a base path that ends with an encoded slash", "/r%2F", "/a", "/r%2F/a"},
		{"the root", "", "/", "/"},
		{"the root behind a base path", "/rask", "/", "/rask/"},
		{"two slashes", "", "//", "//"},
		{"two slashes and a name", "", "//a//b", "//a//b"},
		{"two slashes behind a base path", "/rask", "//a", "/rask//a"},
		{"dots", "", "/a/../b/./c", "/a/../b/./c"},
		{"an encoded slash", "", "/a%2Fb", "/a%2Fb"},
		{"lower-case hex digits", "", "/a%2fb%c3%a9", "/a%2fb%c3%a9"},
		{"letters that need no encoding", "", "/%61", "/%61"},
		{"characters that need it", "", `/a"b{c}|d^e`, `/a"b{c}|d^e`},
		{"bytes beyond ASCII", "", "/é", "/é"},
		{"a number sign", "", "/a#b", "/a#b"},
		{"an invalid query", "", "/a?q=%zz&b;c", "/a?q=%zz&b;c"},
		{"an empty query", "", "/a?", "/a?"},
		{"two question marks", "", "/a|b??", "/a|b??"},
		{"characters in a query", "", `/a?q="é"{}`, `/a?q="é"{}`},
		{"a plus and a space", "", "/a+b%20c?d+e%20f", "/a+b%20c?d+e%20f"},
		{"an absolute target", "", "http://h.example/a%2Fb?c", "/a%2Fb?c"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := forwarded(t, row.base, "GET "+row.target+" HTTP/1.1\r\nHost: me\r\nConnection: close\r\n\r\n")
			if want := "GET " + row.want + " HTTP/1.1\n\n"; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestTwoSlashesWithCharactersThatNeedEncoding(t *testing.T) {
	got := forwarded(t, "", "GET //a|b HTTP/1.1\r\nHost: me\r\nConnection: close\r\n\r\n")
	if line, _, _ := strings.Cut(got, "\n"); !strings.HasPrefix(line, "GET http://127.0.0.1:") || !strings.HasSuffix(line, "//a|b HTTP/1.1") {
		t.Errorf("got %q, want an absolute target", line)
	}
}

func TestAHandlerBeforeTheProxyMayChangeThePath(t *testing.T) {
	upstream, requests := echo(t)
	handler, err := proxy.New(upstream + "/base")
	if err != nil {
		t.Fatal(err)
	}
	send(t, startHandler(t, http.StripPrefix("/watch", handler)), call{method: "GET", path: "/watch/a%7Cb?c"})
	if got := <-requests; !strings.HasPrefix(got, "GET /base/a%7Cb?c HTTP/1.1\r\n") {
		t.Errorf("got %q", got)
	}
}

func TestTheUserOfATargetIsNotObserved(t *testing.T) {
	upstream, _ := echo(t)
	o := newObserver()
	exchangeRaw(t, start(t, upstream+"/rask", proxy.WithObserver(o.observe)), "GET http://u:secret@h.example/a HTTP/1.1\r\nHost: me\r\nConnection: close\r\n\r\n")
	x := o.only(t)
	if got, want := x.Request.URL.String(), upstream+"/rask/a"; got != want {
		t.Errorf("URL %q, want %q", got, want)
	}
	if strings.Contains(x.Request.RequestURI, "secret") {
		t.Errorf("target %q", x.Request.RequestURI)
	}
}

func TestALengthOf0IsObservedOnce(t *testing.T) {
	upstream, _ := echo(t)
	o := newObserver()
	exchangeRaw(t, start(t, upstream, proxy.WithObserver(o.observe)), "POST / HTTP/1.1\r\nHost: me\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
	x := o.only(t)
	if got := x.Request.Header["content-length"]; got != nil || x.Request.Header.Get("Content-Length") != "0" { //nolint:staticcheck // the spelling on the wire
		t.Errorf("the headers %v", x.Request.Header)
	}
}

func TestOptionsOfTheServerIsPassedOn(t *testing.T) {
	for _, base := range []string{"", "/rask"} {
		got := forwarded(t, base, "OPTIONS * HTTP/1.1\r\nHost: me\r\nConnection: close\r\n\r\n")
		if want := "OPTIONS * HTTP/1.1\n\n"; got != want {
			t.Errorf("base %q: got %q", base, got)
		}
	}
}

func TestRequestsArePassedOnAsTheyAre(t *testing.T) {
	lines := func(lines ...string) string { return strings.Join(lines, "\n") }
	for _, row := range []struct {
		name string
		send []string // the last is the body
		want string
	}{
		{"no header is added", []string{"GET / HTTP/1.1", ""}, lines("GET / HTTP/1.1", "", "")},
		{"headers of another proxy stay",
			[]string{"GET / HTTP/1.1", "X-Forwarded-For: a", "X-Forwarded-For: b", "X-Forwarded-Host: h", "X-Forwarded-Proto: p", "Forwarded: for=a", "Via: 1.1 a", ""},
			lines("GET / HTTP/1.1", "Forwarded: for=a", "Via: 1.1 a", "X-Forwarded-For: a", "X-Forwarded-For: b", "X-Forwarded-Host: h", "X-Forwarded-Proto: p", "", "")},
		{"encodings and agent stay", []string{"GET / HTTP/1.1", "Accept-Encoding: br", "User-Agent: me", "Authorization: Bearer a", ""},
			lines("GET / HTTP/1.1", "Accept-Encoding: br", "Authorization: Bearer a", "User-Agent: me", "", "")},
		{"empty and odd values stay", []string{"GET / HTTP/1.1", "A:", "B: \xff\xfe", "C: a, b", "C: c", ""},
			lines("GET / HTTP/1.1", "A: ", "B: \xff\xfe", "C: a, b", "C: c", "", "")},
		{"hop-by-hop headers go", []string{"GET / HTTP/1.1", "Connection: x-hop", "X-Hop: a", "Keep-Alive: 5", "TE: gzip", "Proxy-Authorization: a", ""},
			lines("GET / HTTP/1.1", "", "")},
		{"TE: trailers stays", []string{"GET / HTTP/1.1", "TE: trailers", ""}, lines("GET / HTTP/1.1", "Te: trailers", "", "")},
		{"a body with a length", []string{"POST / HTTP/1.1", "Content-Length: 3", "end"}, lines("POST / HTTP/1.1", "Content-Length: 3", "", "end")},
		{"a body in chunks", []string{"POST / HTTP/1.1", "Transfer-Encoding: chunked", "3\r\nend\r\n0\r\n\r\n"},
			lines("POST / HTTP/1.1", "Transfer-Encoding: chunked", "", "3\r\nend\r\n0\r\n\r\n")},
		{"a body of GET", []string{"GET / HTTP/1.1", "Transfer-Encoding: chunked", "3\r\nend\r\n0\r\n\r\n"},
			lines("GET / HTTP/1.1", "Transfer-Encoding: chunked", "", "3\r\nend\r\n0\r\n\r\n")},
		{"an empty body in chunks", []string{"DELETE / HTTP/1.1", "Transfer-Encoding: chunked", "0\r\n\r\n"},
			lines("DELETE / HTTP/1.1", "Transfer-Encoding: chunked", "", "0\r\n\r\n")},
		{"trailers", []string{"POST / HTTP/1.1", "Transfer-Encoding: chunked", "Trailer: Sum", "3\r\nend\r\n0\r\nSum: 1\r\n\r\n"},
			lines("POST / HTTP/1.1", "Trailer: Sum", "Transfer-Encoding: chunked", "", "3\r\nend\r\n0\r\nSum: 1\r\n\r\n")},
		{"no body of POST", []string{"POST / HTTP/1.1", ""}, lines("POST / HTTP/1.1", "", "")},
		{"a length of 0", []string{"POST / HTTP/1.1", "Content-Length: 0", ""}, lines("POST / HTTP/1.1", "content-length: 0", "", "")},
		{"a length of 0 of DELETE", []string{"DELETE / HTTP/1.1", "Content-Length: 0", ""}, lines("DELETE / HTTP/1.1", "content-length: 0", "", "")},
		{"an unknown method", []string{"PURGE / HTTP/1.1", ""}, lines("PURGE / HTTP/1.1", "", "")},
		{"TRACE", []string{"TRACE / HTTP/1.1", ""}, lines("TRACE / HTTP/1.1", "", "")},
		{"an idempotent POST", []string{"POST / HTTP/1.1", "Idempotency-Key: a", "Content-Length: 0", ""},
			lines("POST / HTTP/1.1", "Idempotency-Key: a", "content-length: 0", "", "")},
	} {
		t.Run(row.name, func(t *testing.T) {
			last := len(row.send) - 1
			head := append(slices.Clone(row.send[:last]), "Host: me", "Connection: close")
			got := forwarded(t, "", strings.Join(head, "\r\n")+"\r\n\r\n"+row.send[last])
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNewTakesOnlyAbsoluteURLs(t *testing.T) {
	for _, upstream := range []string{"", "h.example", "/path", "//h.example", "ftp://h.example", "http:h.example", "http://", "https://:8080",
		"http://secret@h.example", "http://u:secret@h.example", "http://h.example?secret", "http://h.example/?", "http://h.example/#secret",
		"http://h.example#", "http://h.example:secret", "http://h.example/%zzsecret", "http://secret h"} {
		handler, err := proxy.New(upstream)
		if handler != nil || err == nil {
			t.Errorf("%q is taken", upstream)
			continue
		}
		const want = "proxy: upstream: must be an absolute http or https URL without user, query and fragment"
		if err.Error() != want {
			t.Errorf("%q: %v", upstream, err)
		}
	}
	for _, upstream := range []string{"http://h.example", "HTTPS://h.example/", "http://[::1]:8080/a/b%2Fc/"} {
		if _, err := proxy.New(upstream); err != nil {
			t.Errorf("%q: %v", upstream, err)
		}
	}
}
