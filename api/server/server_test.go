package server_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/gen"
)

func TestNewNeedsAnImplementationAndAnAuthenticator(t *testing.T) {
	if _, err := server.New(&shelf{}); err == nil || !strings.Contains(err.Error(), "WithAuthenticator") {
		t.Errorf("without an authenticator: %v", err)
	}
	if _, err := server.New(nil, server.WithAuthenticator(tokens)); err == nil {
		t.Error("without an implementation: no error")
	}
}

// scripted is an implementation whose GetMedia is given.
type scripted struct {
	shelf
	get func(ctx context.Context) (gen.GetMediaResponseObject, error)
}

func (a *scripted) GetMedia(ctx context.Context, _ gen.GetMediaRequestObject) (gen.GetMediaResponseObject, error) {
	return a.get(ctx)
}

// written is a response that writes itself.
type written func(http.ResponseWriter) error

func (f written) VisitGetMediaResponse(w http.ResponseWriter) error { return f(w) }

func TestMistakesOfTheImplementationAreA500(t *testing.T) {
	const secret = "M4RK3R"
	for _, row := range []struct {
		name string
		get  func(context.Context) (gen.GetMediaResponseObject, error)
		logs string
	}{
		{"an error", func(context.Context) (gen.GetMediaResponseObject, error) { return nil, errors.New(secret) }, secret},
		{"a panic", func(context.Context) (gen.GetMediaResponseObject, error) { panic(secret) }, "server_test.go"},
		{"no response", func(context.Context) (gen.GetMediaResponseObject, error) { return nil, nil }, "no response"},
		{"an empty record", func(context.Context) (gen.GetMediaResponseObject, error) { return gen.GetMedia200JSONResponse{}, nil },
			"response /kind: must be one of video, audio, image"},
		{"a status that is not declared", func(context.Context) (gen.GetMediaResponseObject, error) {
			return written(func(w http.ResponseWriter) error { w.WriteHeader(http.StatusAccepted); return nil }), nil
		}, "response status: 202 is not declared"},
		{"another content type", func(context.Context) (gen.GetMediaResponseObject, error) {
			return written(func(w http.ResponseWriter) error { _, err := io.WriteString(w, secret); return err }), nil
		}, "response content type: must be application/json"},
		{"a body that is no JSON", func(context.Context) (gen.GetMediaResponseObject, error) {
			return written(func(w http.ResponseWriter) error {
				w.Header().Set("Content-Type", "application/json")
				_, err := io.WriteString(w, `{"detail":`+secret)
				return err
			}), nil
		}, "response body: must be valid JSON"},
		{"half a response and an error", func(context.Context) (gen.GetMediaResponseObject, error) {
			return written(func(w http.ResponseWriter) error {
				w.Header().Set("X-Secret", secret)
				_, _ = io.WriteString(w, secret)
				return errors.New("it broke off")
			}), nil
		}, "it broke off"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := serve(t, &scripted{get: row.get})
			a := s.ask(http.MethodGet, mediaPath+someID, "")
			if a.status != 500 || strings.TrimSpace(a.body) != `{"detail":"Internal Server Error"}` || a.header.Get("X-Secret") != "" {
				t.Errorf("%d %s %v", a.status, a.body, a.header)
			}
			if !strings.Contains(s.log.String(), row.logs) || !strings.Contains(s.log.String(), "GET /api/library/v1/media/{media_id}") {
				t.Errorf("%q is not in the log: %s", row.logs, s.log)
			}
		})
	}
}

func TestAnAuthenticatorThatFailsIsA500(t *testing.T) {
	for token, reason := range map[string]string{"broken": "the token store is away", "panic": "the token store is gone"} {
		s := serve(t, &shelf{})
		a := s.ask(http.MethodGet, mediaPath+someID, "", "Authorization", "Bearer "+token)
		if a.status != 500 || strings.Contains(a.body, "store") || !strings.Contains(s.log.String(), reason) {
			t.Errorf("%s: %d %s, log %s", token, a.status, a.body, s.log)
		}
	}
}

func TestThePrincipalReachesTheImplementation(t *testing.T) {
	var seen string
	s := serve(t, &scripted{get: func(ctx context.Context) (gen.GetMediaResponseObject, error) {
		seen = server.Principal(ctx)
		return nil, nil
	}})
	s.ask(http.MethodGet, mediaPath+someID, "")
	if seen != "alice" || server.Principal(t.Context()) != "" {
		t.Errorf("the principal is %q", seen)
	}
}

func TestA401NamesTheScheme(t *testing.T) {
	a := serve(t, &shelf{}).ask(http.MethodPost, linkPath, good, "Authorization", "")
	if got := a.header.Get("WWW-Authenticate"); got != "Bearer" {
		t.Errorf("WWW-Authenticate: %q", got)
	}
}

func TestAllowNamesTheMethodsOfThePath(t *testing.T) {
	s := serve(t, &shelf{})
	for path, want := range map[string]string{linkPath: "POST", mediaPath + someID: "GET, HEAD"} {
		if got := s.ask(http.MethodPatch, path, "").header.Get("Allow"); got != want {
			t.Errorf("%s: %q", path, got)
		}
	}
}

func TestHEADIsGETWithoutABody(t *testing.T) {
	s := serve(t, &shelf{})
	head, get := s.ask(http.MethodHead, mediaPath+someID, ""), s.ask(http.MethodGet, mediaPath+someID, "")
	if head.status != get.status || head.body != "" || head.header.Get("Content-Length") != get.header.Get("Content-Length") {
		t.Errorf("%d %q %v, GET %d %v", head.status, head.body, head.header, get.status, get.header)
	}
}

func TestTheLimitOfBodiesIsTheLastByteThatFits(t *testing.T) {
	s := serve(t, &shelf{}, server.WithMaxBody(int64(len(good))))
	if a := s.ask(http.MethodPost, linkPath, good); a.status != 200 {
		t.Errorf("at the limit: %d %s", a.status, a.body)
	}
	if a := s.ask(http.MethodPost, linkPath, good+" "); a.status != 413 {
		t.Errorf("one byte more: %d %s", a.status, a.body)
	}
}

func TestMiddlewareStandsBehindTheCheck(t *testing.T) {
	var seen []any
	s := serve(t, &shelf{}, server.WithMiddleware(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := contract.Body(r).(map[string]any)
			seen = append(seen, r.Pattern, server.Principal(r.Context()), body["link"])
			if r.Header.Get("X-Refuse") != "" {
				server.WriteViolations(w, contract.Violation{Part: contract.PartHeader, Pointer: "/X-Refuse", Rule: contract.RulePattern, Reason: "must be absent"})
				return
			}
			next.ServeHTTP(w, r)
		})
	}))
	s.ask(http.MethodPost, linkPath, `{}`)
	if seen != nil {
		t.Errorf("a bad request came through: %v", seen)
	}
	a := s.ask(http.MethodPost, linkPath, good)
	if a.status != 200 || len(seen) != 3 || seen[0] != "POST "+linkPath || seen[1] != "alice" || seen[2] == nil {
		t.Errorf("%d, saw %v", a.status, seen)
	}
	a = s.ask(http.MethodPost, linkPath, good, "X-Refuse", "1")
	if want := `{"detail":[{"type":"string_pattern_mismatch","loc":["header","X-Refuse"],"msg":"Input should be absent"}]}`; strings.TrimSpace(a.body) != want || a.status != 422 {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestObserversAreCalledForRefusals(t *testing.T) {
	var seen []int
	s := serve(t, &shelf{}, server.WithRefusalObserver(func(_ *http.Request, r *contract.Refusal) { seen = append(seen, r.Status, len(r.Violations)) }))
	s.ask(http.MethodPost, linkPath, `{"kind":"doc"}`)
	s.ask(http.MethodPost, linkPath, good)
	if len(seen) != 2 || seen[0] != 422 || seen[1] != 2 {
		t.Errorf("heard %v", seen)
	}
}

// raw writes bytes to the server and returns all that comes back until the connection ends or is idle.
func (s *service) raw(request string) []*http.Response {
	s.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, request); err != nil {
		s.t.Fatal(err)
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		s.t.Fatal(err)
	}
	var all []*http.Response
	for reader := bufio.NewReader(conn); ; {
		response, err := http.ReadResponse(reader, nil)
		if err != nil {
			return all
		}
		_, _ = io.Copy(io.Discard, response.Body)
		all = append(all, response)
	}
}

func TestARequestIsNotSmuggledBehindAnother(t *testing.T) {
	s := serve(t, &shelf{})
	smuggled := "GET " + mediaPath + someID + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer good\r\n\r\n"
	head := "POST " + linkPath + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer good\r\nContent-Type: application/json\r\n"
	chunked := head + "Transfer-Encoding: chunked\r\n"
	body := fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(good), good)
	for name, request := range map[string]string{
		"a length beside chunks":    chunked + "Content-Length: 4\r\n\r\n" + body + smuggled,
		"chunks alone":              chunked + "\r\n" + body + smuggled,
		"chunks that nobody reads":  strings.Replace(chunked, "Bearer good", "Bearer bad", 1) + "\r\n" + body + smuggled,
		"chunks to an unknown path": strings.Replace(chunked, linkPath, "/", 1) + "\r\n" + body + smuggled,
	} {
		responses := s.raw(request)
		if len(responses) != 1 || !responses[0].Close || responses[0].StatusCode == 422 {
			t.Errorf("%s: %d responses, the first %s", name, len(responses), responses[0].Status)
		}
	}
}

func TestTheServerAsksForABodyOnlyIfItWantsIt(t *testing.T) {
	s := serve(t, &shelf{})
	for _, row := range []struct {
		name, authorization string
		want                []int
	}{
		{"a request that goes on", "Bearer good", []int{100, 200}},
		{"one that does not", "Bearer bad", []int{401}},
	} {
		request := "POST " + linkPath + " HTTP/1.1\r\nHost: h\r\nAuthorization: " + row.authorization +
			"\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: " + strconv.Itoa(len(good)) + "\r\n\r\n" + good
		var got []int
		for _, response := range s.raw(request) {
			got = append(got, response.StatusCode)
		}
		if len(got) != len(row.want) || got[0] != row.want[0] || got[len(got)-1] != row.want[len(row.want)-1] {
			t.Errorf("%s: %v, want %v", row.name, got, row.want)
		}
	}
}
