//go:build soak

package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"time"
)

// call returns status and body. Faults cut connections, so that an error is nothing special.
func (s *soaked) call(world int, method, path, body string) (status int, content []byte) {
	request, err := http.NewRequestWithContext(s.Context(), method, "http://"+s.address+path, strings.NewReader(body))
	if err != nil {
		s.Error(err)
		return 0, nil
	}
	request.Header.Set("Authorization", fmt.Sprint("Bearer world-", world))
	request.Header.Set("Content-Type", "application/json")
	response, err := s.client.Do(request)
	if err != nil {
		return 0, nil
	}
	defer response.Body.Close()
	if content, err = io.ReadAll(response.Body); err != nil {
		return 0, nil
	}
	return response.StatusCode, content
}

// good uploads, polls, and counts what succeeds.
func (s *soaked) good(world int) {
	if id := s.ids[world].Load(); id != nil {
		switch status, _ := s.call(world, http.MethodGet, "/api/library/v1/media/"+*id, ""); status {
		case 200:
			s.ok.Add(1)
		case 0, 404, 502, 503: // cut, dropped, or a fault
		default:
			s.Errorf("a GET got status %d", status)
		}
	}
	switch status, content := s.call(world, http.MethodPost, soakLink, goodUpload); status {
	case 200:
		s.ok.Add(1)
		if _, rest, found := strings.Cut(string(content), `"id":"`); found && len(rest) > 36 { // not if the fault broken was applied
			id := rest[:36]
			s.ids[world].Store(&id)
		}
	case 0, 502, 503:
	default:
		s.Errorf("an upload got status %d", status)
	}
}

// bad breaks the contract in one way.
func (s *soaked) bad(world int) {
	way := []struct{ method, path, body string }{
		{http.MethodPost, soakLink, `{"link":"static.rask.ai","kind":"film","name":7}`},
		{http.MethodPost, soakLink, `{"link":`},
		{http.MethodPost, soakLink, strings.Repeat(`[`, 1000)},
		{http.MethodPost, soakLink, `{"name":"` + strings.Repeat("a", 2<<20) + `"}`},
		{http.MethodGet, "/api/library/v1/media/7", ""},
		{http.MethodGet, "/api/library/v2/media", ""},
		{http.MethodDelete, soakLink, ""},
		{http.MethodPost, "/oauth2/token", "grant_type=password"},
	}[rand.N(8)]
	if status, _ := s.call(world, way.method, way.path, way.body); status == 200 {
		s.Errorf("%s %s with %.40q got status 200", way.method, way.path, way.body)
	}
}

// dial sends the head of an upload and some of its body, and returns the connection and the rest of the body.
func (s *soaked) dial(world, sent int) (net.Conn, string) {
	const body = `{"link":"https://static.rask.ai/samples/sample_1.mp4","name":"A slow or an aborted upload"}`
	connection, err := (&net.Dialer{}).DialContext(s.Context(), "tcp", s.address)
	if err != nil {
		s.Error(err)
		return nil, ""
	}
	_ = connection.SetDeadline(time.Now().Add(20 * time.Second))
	_, _ = fmt.Fprintf(connection, "POST %s HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer world-%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		soakLink, world, len(body), body[:sent])
	return connection, body[sent:]
}

// slow sends a body in pieces and reads the response in pieces.
func (s *soaked) slow(world int) {
	const pause = 20 * time.Millisecond
	connection, rest := s.dial(world, 0)
	if connection == nil {
		return
	}
	defer connection.Close()
	for ; rest != ""; rest = rest[min(10, len(rest)):] {
		if _, err := io.WriteString(connection, rest[:min(10, len(rest))]); err != nil {
			return // a fault has cut it
		}
		<-time.After(pause)
	}
	piece := make([]byte, 100)
	for range 5 {
		if _, err := connection.Read(piece); err != nil {
			return
		}
		<-time.After(pause)
	}
}

// aborted ends a connection in the middle of the request, or of the response.
func (s *soaked) aborted(world int) {
	connection, rest := s.dial(world, rand.N(60))
	if connection == nil {
		return
	}
	defer connection.Close()
	if rand.N(2) == 0 {
		_, _ = io.WriteString(connection, rest)
		_, _ = connection.Read(make([]byte, 10))
	}
	if rand.N(2) == 0 {
		_ = connection.(*net.TCPConn).SetLinger(0) // a reset, not an end
	}
}

// control lists and changes a world.
func (s *soaked) control(world int) {
	for _, path := range []string{"/_stub/journal?limit=100", "/_stub/media?limit=100", "/_stub/journal/har?limit=50", "/_stub/faults"} {
		if status, _ := s.call(world, http.MethodGet, path, ""); status != 200 {
			s.Errorf("%s got status %d", path, status)
		}
	}
	if status, _ := s.call(world, http.MethodPatch, "/_stub/clock", `{"advance":"1s"}`); status != 200 {
		s.Errorf("the clock got status %d", status)
	}
	<-time.After(100 * time.Millisecond)
}
