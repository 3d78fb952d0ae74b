package client_test

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/oauth2"

	"github.com/medialink-go/medialink/api/client"
)

// The secrets of these tests have characters that JSON and URLs escape. Any part of them tells that they leaked.
const (
	secretToken = "M4RK3R/M4RK3R+M4RK3R=M4RK3R"
	secretLink  = "https://h.example/L1NK.mp4"
)

// echo is a server that sends a response as it is given, after replacing {token}, {link} and a few spellings of the token by what
// the request holds, and then ends the connection.
func echo(t *testing.T, response string) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go echoOnce(conn, response)
		}
	}()
	return listener.Addr().String()
}

func echoOnce(conn net.Conn, response string) {
	defer conn.Close()
	r, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil {
		return
	}
	body, _ := io.ReadAll(r.Body)
	var media struct{ Link string }
	_ = json.Unmarshal(body, &media)
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if _, secret, ok := r.BasicAuth(); ok {
		token, _ = url.QueryUnescape(secret)
	}
	if proxy := r.Header.Get("Proxy-Authorization"); proxy != "" {
		token = strings.TrimPrefix(proxy, "Basic ")
	}
	_, _ = io.WriteString(conn, strings.NewReplacer("{token}", token, "{half}", token[:len(token)/2], "{link}", media.Link,
		"{slash}", strings.ReplaceAll(token, "/", `\/`), "{unicode}", strings.NewReplacer("/", `\u002F`, "+", `\u002b`).Replace(token),
		"{percent}", url.QueryEscape(token), "{upper}", strings.ToUpper(token)).Replace(response))
}

const head500 = "HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\n"

// echoes are the places of a response that a request can be quoted in.
func echoes() map[string]string {
	padding := strings.Repeat(" ", 4<<10-len(`{"detail":"M4RK3R/M`))
	return map[string]string{
		"the status":                    "HTTP/1.1 {token} OK\r\n\r\n",
		"the status line":               "{token} {link}\r\n\r\n",
		"the reason phrase":             "HTTP/1.1 500 {token} {link}\r\nContent-Length: 0\r\n\r\n",
		"the link in the status":        "HTTP/1.1 {link} OK\r\n\r\n",
		"Content-Length":                "HTTP/1.1 200 OK\r\nContent-Length: {token}\r\n\r\n",
		"Transfer-Encoding":             "HTTP/1.1 200 OK\r\nTransfer-Encoding: {token}\r\n\r\n",
		"a header without a colon":      "HTTP/1.1 200 OK\r\n{token}\r\n\r\n",
		"a chunk's size":                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{token}\r\n\r\n",
		"the name of a trailer":         "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: Content-Length, {token}\r\n\r\n0\r\n\r\n",
		"a trailer":                     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n{token} {link}\r\n\r\n",
		"a broken Location":             "HTTP/1.1 302 Found\r\nLocation: http://[{token}\r\n\r\n",
		"a Location":                    "HTTP/1.1 302 Found\r\nLocation: http://h.example/?t={percent}\r\nContent-Length: 0\r\n\r\n",
		"a header":                      head500 + "X-Request: Authorization: Bearer {token}\r\n\r\n",
		"a header in upper case":        head500 + "X-Request: {upper}\r\n\r\n",
		"the body":                      head500 + "\r\nyou sent {token}",
		"the body with \\/":             head500 + "\r\n" + `{"sent":"{slash}"}`,
		"the body with \\u":             head500 + "\r\n" + `{"sent":"{unicode}"}`,
		"the body as in a URL":          head500 + "\r\n" + `{"sent":"{percent}"}`,
		"the body at 4 KiB":             head500 + "\r\n" + padding + `{"detail":"{token}"}`,
		"the body that ends early":      head500 + "Content-Length: 99\r\n\r\n" + `{"detail":"{half}`,
		"the detail":                    head500 + "\r\n" + `{"detail":"{slash}"}`,
		"the details":                   head500 + "\r\n" + `{"detail":[{"type":"{token}","loc":["body","{unicode}"],"msg":"{percent}"}]}`,
		"a success that does not fit":   "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + `{"id":"{token}","{token}":1}`,
		"a success of another type":     "HTTP/1.1 200 OK\r\nContent-Type: text/{token}\r\n\r\n{token}",
		"an error that does not fit it": head500 + "\r\n" + `{"error":"{token}"}`,
	}
}

func tokenEchoes() map[string]string {
	const ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
	return map[string]string{
		"expires_in":              ok + `{"access_token":"x","expires_in":"{token}"}`,
		"expires_in, not in full": ok + `{"access_token":"x","expires_in":{token}}`,
		"token_type":              ok + `{"access_token":"x","token_type":"{token}"}`,
		"the error":               ok + `{"error":"{token}","error_description":"{token}","error_uri":"{token}"}`,
		"the error of a 400":      "HTTP/1.1 400 {token}\r\nContent-Length: 99\r\n\r\n" + `{"error":"invalid_client","error_description":"{token}"}`,
		"a page":                  ok + "<html>{token}",
		"the type of the page":    "HTTP/1.1 200 OK\r\nContent-Type: {token}\r\n\r\n{token}",
		"an access token":         ok + `{"access_token":["{token}"]}`,
	}
}

func TestNothingThatAServiceQuotesIsPrinted(t *testing.T) {
	for place, response := range echoes() {
		t.Run(place, func(t *testing.T) {
			for _, mode := range []client.ContractMode{client.Tolerant, client.Strict, client.Off} {
				var said transcript
				c := said.client(t, client.WithBaseURL("http://"+echo(t, response)), client.WithContract(mode))
				_, err := c.UploadLinkAndWait(t.Context(), secretLink)
				if _, ok := errors.AsType[*client.Error](err); !ok {
					t.Fatal(err)
				}
				said.error(err)
				said.expectNoSecret(t)
			}
		})
	}
}

func TestNothingThatATokenEndpointQuotesIsPrinted(t *testing.T) {
	all := tokenEchoes()
	maps.Copy(all, echoes())
	for place, response := range all {
		t.Run(place, func(t *testing.T) {
			var said transcript
			address := echo(t, response)
			c := said.client(t, client.WithBaseURL("http://"+address),
				client.WithCredentials(client.Credentials{ID: "id", Secret: client.NewSecret(secretToken), TokenURL: "http://" + address + "/oauth2/token"}))
			_, err := c.UploadLink(t.Context(), secretLink)
			if failed, ok := errors.AsType[*client.Error](err); !ok || failed.Effect != client.NotApplied {
				t.Fatal(err)
			}
			said.error(err)
			said.expectNoSecret(t)
		})
	}
}

func TestNothingThatAProxyQuotesIsPrinted(t *testing.T) {
	user := url.UserPassword("user", secretToken)
	credentials := base64.StdEncoding.EncodeToString([]byte("user:" + secretToken))
	for _, base := range []string{"http://h.example", "https://h.example"} {
		var said transcript
		proxy := &url.URL{Scheme: "http", User: user, Host: echo(t, "HTTP/1.1 407 {token}\r\nContent-Length: 0\r\n\r\n")}
		transport := &http.Transport{Proxy: http.ProxyURL(proxy)}
		c := said.client(t, client.WithBaseURL(base), client.WithHTTPClient(&http.Client{Transport: transport}))
		_, err := c.UploadLink(t.Context(), secretLink)
		if err == nil {
			t.Fatal("no error")
		}
		said.error(err)
		said.expectNoSecret(t, credentials)
	}
}

func TestCredentialsInHeadersOfTheCallerAreRedacted(t *testing.T) {
	for name, value := range map[string]string{
		"Proxy-Authorization": "Basic " + secretToken,
		"Cookie":              "session=" + secretToken,
		"X-Api-Key":           secretToken,
	} {
		var said transcript
		c := said.client(t, client.WithToken(client.NewSecret("demo")), client.WithBaseURL("http://"+echo(t, head500+"X-Request: "+secretToken+"\r\n\r\n"+secretToken)))
		_, err := c.UploadLink(t.Context(), secretLink, client.Header(name, value))
		failed, ok := errors.AsType[*client.Error](err)
		if !ok || string(failed.Body()) != "REDACTED" || failed.Header.Get("X-Request") != "REDACTED" {
			t.Errorf("%s: %v", name, err)
		}
		said.error(err)
		said.expectNoSecret(t)
	}
}

func TestACookieIsRedactedIfItIsLongEnoughForASecret(t *testing.T) {
	var said transcript
	c := said.client(t, client.WithBaseURL("http://"+echo(t, head500+"\r\nlight12 or light123")))
	_, err := c.UploadLink(t.Context(), secretLink, client.Header("Cookie", "a=light12; b=light123"))
	if failed, ok := errors.AsType[*client.Error](err); !ok || string(failed.Body()) != "light12 or REDACTED" {
		t.Errorf("%v: %s", err, failed.Body())
	}
}

func TestATokenInTheNameOfAHeaderIsRedacted(t *testing.T) {
	var said transcript
	c := said.client(t, client.WithToken(client.NewSecret("M4RK3R.name")), client.WithBaseURL("http://"+echo(t, head500+"{token}: 1\r\n\r\n")))
	_, err := c.UploadLink(t.Context(), secretLink)
	said.error(err)
	said.expectNoSecret(t)
}

func TestABodyThatIsCutInATokenEndsBeforeIt(t *testing.T) {
	const before = "sent "
	for _, spelling := range []string{"{token}", "{slash}", "{unicode}", "{percent}"} {
		address := echo(t, head500+"\r\n"+before+spelling)
		for limit := 1; limit <= len(before)+len(secretToken); limit++ {
			var said transcript
			c := said.client(t, client.WithBaseURL("http://"+address), client.WithMaxResponse(int64(limit)))
			_, err := c.UploadLink(t.Context(), secretLink)
			failed, ok := errors.AsType[*client.Error](err)
			if !ok {
				t.Fatal(err)
			}
			want := before[:min(limit, len(before))]
			if limit > len(before) {
				want += "REDACTED"
			}
			if got := string(failed.Body()); got != want {
				t.Errorf("%d bytes with %s: %q", limit, spelling, got)
			}
		}
	}
}

func TestATokenThatWasReplacedIsRedactedToo(t *testing.T) {
	var said transcript
	tokens := []string{secretToken, "another token"}
	next := func() (*oauth2.Token, error) {
		token := tokens[0]
		tokens = tokens[1:]
		return &oauth2.Token{AccessToken: token}, nil
	}
	c := said.client(t, client.WithTokenSource(client.OAuth2(source(next))),
		client.WithBaseURL("http://"+echo(t, "HTTP/1.1 401 Unauthorized\r\n\r\n"+secretToken+" {token}")))
	_, err := c.UploadLink(t.Context(), secretLink)
	if failed, ok := errors.AsType[*client.Error](err); !ok || string(failed.Body()) != "REDACTED REDACTED" {
		t.Errorf("%v: %s", err, failed.Body())
	}
}
