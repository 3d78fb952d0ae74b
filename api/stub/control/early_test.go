package control_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/control"
	"github.com/medialink-go/medialink/api/stub/fault"
)

const (
	linkPath  = "/api/library/v1/media/link"
	someMedia = "/api/library/v1/media/3c90c3cc-0d44-4b50-8888-8dd25736052a"

	bearer   = "Authorization: Bearer a\r\n"
	asJSON   = "Content-Type: application/json\r\n"
	zipped   = "Content-Encoding: gzip\r\n"
	formType = "Content-Type: application/x-www-form-urlencoded\r\n"
)

// refusals are requests that a handler refuses for their head.
type refusals struct {
	name    string
	handler http.Handler
	rows    []refusedHead
}

type refusedHead struct {
	name, method, path, header string
	status                     int
}

func allRefusals(t *testing.T) []refusals {
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	checked := library.Handler(http.NotFoundHandler(), func(w http.ResponseWriter, _ *http.Request, r *contract.Refusal) { w.WriteHeader(r.Status) },
		contract.WithMaxBody(900))
	served, err := server.New(server.Unimplemented{}, server.WithMaxBody(900), server.WithAuthenticator(func(_ context.Context, token string) (string, error) {
		if token != "a" {
			return "", server.ErrUnauthenticated
		}
		return token, nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	faulty := func(text string) http.Handler {
		f, err := fault.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		return withStub(t, []stub.Option{stub.WithFaults(f)}).stub
	}
	issued := withStub(t, []stub.Option{stub.WithAuthentication("issued")}, control.WithToken("t"), control.WithLoopbackHosts())
	token := "Control-Token: t\r\n"
	contracts := []refusedHead{
		{"an unknown path", "POST", "/nowhere", bearer + asJSON, 404},
		{"a wrong method", "PUT", linkPath, bearer + asJSON, 405},
		{"a compressed body", "POST", linkPath, bearer + asJSON + zipped, 415},
		{"a body that is no JSON", "POST", linkPath, bearer, 422},
	}
	limits := []refusedHead{{"a body over the limit", "POST", linkPath, bearer + asJSON, 413}}
	tokens := []refusedHead{{"no token", "POST", linkPath, asJSON, 401}}
	return []refusals{
		{"contract.Handler", checked, contracts},
		{"contract.Handler", checked, limits},
		{"server.New", served, contracts},
		{"server.New", served, limits},
		{"server.New", served, tokens},
		{"server.New", served, []refusedHead{{"a token that is not accepted", "POST", linkPath, "Authorization: Bearer b\r\n" + asJSON, 401}}},
		{"stub", newService(t).stub, contracts},
		{"stub", newService(t).stub, tokens},
		{"stub", newService(t).stub, []refusedHead{
			{"an unknown media", "GET", someMedia, bearer, 404},
			{"a preferred status", "GET", someMedia, bearer + "Prefer: code=503\r\n", 503},
			{"an unknown file", "GET", "/files/nothing", "", 404},
			{"GET of the token endpoint", "GET", "/oauth2/token", "", 405},
			{"PUT of the token endpoint", "PUT", "/oauth2/token", formType, 405},
			{"JSON to the token endpoint", "POST", "/oauth2/token", asJSON, 400},
		}},
		{"stub with fault 503", faulty("503"), []refusedHead{{"an upload", "POST", linkPath, bearer + asJSON, 503}}},
		{"stub with fault html", faulty("html"), []refusedHead{{"an upload", "POST", linkPath, bearer + asJSON, 502}}},
		{"stub with fault revoked", faulty("revoked"), []refusedHead{{"an upload", "POST", linkPath, bearer + asJSON, 401}}},
		{"stub with fault 503,after", faulty("503,after"), []refusedHead{{"no token", "POST", linkPath, asJSON, 503}}},
		{"stub with fault slow", faulty("slow=10ms"), []refusedHead{{"no token", "POST", linkPath, asJSON, 401}}},
		{"stub with fault latency", faulty("latency=10ms"), []refusedHead{{"no token", "POST", linkPath, asJSON, 401}}},
		{"control API", issued.control, []refusedHead{
			{"no control token", "PUT", "/_stub/faults", asJSON, 401},
			{"a world's token that is not accepted", "PUT", "/_stub/faults", token + bearer + asJSON, 401},
			{"a page of another origin", "PUT", "/_stub/faults", "Sec-Fetch-Site: cross-site\r\n", 403},
			{"an unknown path", "PUT", "/_stub/nothing", token, 404},
			{"a wrong method", "PATCH", "/_stub/faults", token + asJSON, 405},
			{"a wrong method for the document", "PUT", "/_stub/openapi.yaml", "", 405},
			{"a compressed body", "PUT", "/_stub/faults", token + asJSON + zipped, 415},
			{"a body that is no JSON", "PUT", "/_stub/faults", token, 422},
		}},
	}
}

// refuses sends the head with what each kind of body begins with.
func (c refusedHead) request(body string) string {
	return c.method + " " + c.path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + c.header + body
}

// unlimited is long enough for a busy machine. Package early has the test of how soon it is.
const unlimited = 20 * time.Second

func dial(t *testing.T, server *httptest.Server) (net.Conn, *bufio.Reader) {
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Error(err)
		return nil, nil
	}
	_ = conn.SetDeadline(time.Now().Add(unlimited))
	return conn, bufio.NewReader(conn)
}

// respond sends text and reads a response.
func respond(conn net.Conn, reader *bufio.Reader, text string) (*http.Response, error) {
	if _, err := io.WriteString(conn, text); err != nil {
		return nil, err
	}
	response, err := http.ReadResponse(reader, nil)
	if err != nil {
		return nil, err
	}
	_, err = io.Copy(io.Discard, response.Body)
	return response, err
}

func TestARefusalDoesNotWaitForTheBody(t *testing.T) {
	bodies := map[string]string{
		"a million bytes announced and one sent":  "Content-Length: 1000000\r\n\r\nx",
		"a thousand bytes announced and one sent": "Content-Length: 1000\r\n\r\nx",
		"a chunk begun":        "Transfer-Encoding: chunked\r\n\r\n3e8\r\nx",
		"100 Continue awaited": "Content-Length: 1000\r\nExpect: 100-continue\r\n\r\n",
	}
	var wg sync.WaitGroup
	for _, on := range allRefusals(t) {
		server := httptest.NewServer(on.handler)
		defer server.Close()
		for _, row := range on.rows {
			for kind, body := range bodies {
				if row.status == http.StatusRequestEntityTooLarge && strings.Contains(body, "chunked") {
					continue // nobody can tell yet
				}
				name := on.name + ": " + row.name + ", " + kind
				wg.Go(func() { isRefusedAtOnce(t, server, name, row, row.request(body)) })
			}
		}
	}
	wg.Wait()
}

func isRefusedAtOnce(t *testing.T, server *httptest.Server, name string, row refusedHead, request string) {
	conn, reader := dial(t, server)
	if conn == nil {
		return
	}
	defer conn.Close()
	response, err := respond(conn, reader, request)
	if err != nil {
		t.Errorf("%s: no response: %v", name, err)
		return
	}
	if response.StatusCode != row.status {
		t.Errorf("%s: status %d, want %d", name, response.StatusCode, row.status)
	}
	if !response.Close {
		t.Errorf("%s: the response does not say that the connection is closed", name)
	}
	if _, err := reader.ReadByte(); err != io.EOF {
		t.Errorf("%s: the connection is not closed: %v", name, err)
	}
}

func TestARefusedCallerWithAWholeBodyKeepsTheConnection(t *testing.T) {
	body := "Content-Length: 1000\r\n\r\n" + strings.Repeat("x", 1000)
	for _, on := range allRefusals(t) {
		server := httptest.NewServer(on.handler)
		for _, row := range on.rows {
			conn, reader := dial(t, server)
			for range 2 {
				response, err := respond(conn, reader, row.request(body))
				if err != nil {
					t.Errorf("%s: %s: %v", on.name, row.name, err)
					break
				}
				if response.StatusCode != row.status {
					t.Errorf("%s: %s: status %d, want %d", on.name, row.name, response.StatusCode, row.status)
				}
				if response.Close {
					t.Errorf("%s: %s: the connection is closed", on.name, row.name)
				}
			}
			conn.Close()
		}
		server.Close()
	}
}
