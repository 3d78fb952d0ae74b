package early_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/medialink-go/medialink/api/internal/early"
)

func refuse(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusUnauthorized) }

func TestARefusalIsSentWithinASecondAndTheConnectionClosed(t *testing.T) {
	for _, row := range []struct {
		name, request string
		after, closed time.Duration
	}{
		{"a million bytes are announced", post("Content-Length: 1000000") + "x", 0, 500 * time.Millisecond},
		{"256 KiB are announced", post("Content-Length: 262144") + "x", 250 * time.Millisecond, 750 * time.Millisecond},
		{"a thousand bytes are announced", post("Content-Length: 1000") + "x", 250 * time.Millisecond, 750 * time.Millisecond},
		{"a thousand bytes are announced and none is sent", post("Content-Length: 1000"), 250 * time.Millisecond, 750 * time.Millisecond},
		{"the caller closes too", post("Connection: close\r\nContent-Length: 1000") + "x", 250 * time.Millisecond, 250 * time.Millisecond},
		{"a chunk is announced", post("Transfer-Encoding: chunked") + "3e8\r\nx", 0, 500 * time.Millisecond},
		{"the chunks are complete", post("Transfer-Encoding: chunked") + "1\r\nx\r\n0\r\n\r\n", 0, 0},
		{"a chunk is broken", post("Transfer-Encoding: chunked") + "z\r\n", 0, 0},
		{"the caller waits for 100 Continue", post("Expect: 100-continue\r\nContent-Length: 1000"), 0, 500 * time.Millisecond},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := connect(t, early.Handler(http.HandlerFunc(refuse)))
			c.send(row.request)
			response, after := c.response()
			if response.StatusCode != http.StatusUnauthorized {
				t.Errorf("%s: status %d", row.name, response.StatusCode)
			}
			if !response.Close {
				t.Errorf("%s: the response does not say that the connection is closed", row.name)
			}
			if after != row.after {
				t.Errorf("%s: the response comes after %v, want %v", row.name, after, row.after)
			}
			if closed := c.end(); closed != row.closed {
				t.Errorf("%s: the connection is closed after %v, want %v", row.name, closed, row.closed)
			}
		})
	}
}

func TestEveryFinalResponseIsSentEarly(t *testing.T) {
	for name, respond := range map[string]http.HandlerFunc{
		"status 200":               func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) },
		"a body without a status":  func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "x") },
		"status 401 behind a hint": func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusEarlyHints); refuse(w, r) },
	} {
		synctest.Test(t, func(t *testing.T) {
			c := connect(t, early.Handler(respond))
			c.send(post("Content-Length: 1000") + "x")
			response, after := c.response()
			if response.StatusCode == http.StatusEarlyHints {
				if after != 0 {
					t.Errorf("%s: the hint comes after %v", name, after)
				}
				response, after = c.response()
			}
			if !response.Close {
				t.Errorf("%s: the response does not say that the connection is closed", name)
			}
			if after != 250*time.Millisecond {
				t.Errorf("%s: the response comes after %v", name, after)
			}
		})
	}
}

func TestTheOutstandingPartOfTheBodyDecides(t *testing.T) {
	for read, want := range map[int64]time.Duration{0: 0, 100: 250 * time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			c := connect(t, early.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.CopyN(io.Discard, r.Body, read)
				refuse(w, r)
			})))
			c.send(post("Content-Length: 262244") + strings.Repeat("x", 100))
			if _, after := c.response(); after != want {
				t.Errorf("after %d of 262244 bytes the response comes after %v, want %v", read, after, want)
			}
			c.end()
		})
	}
}

func TestWithoutThePackageARefusalWaitsForTheBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, http.HandlerFunc(refuse))
		c.send(post("Content-Length: 2") + "x")
		time.AfterFunc(time.Hour, func() { c.send("x") })
		if _, after := c.response(); after != time.Hour {
			t.Errorf("net/http has sent it after %v: the package is no longer needed", after)
		}
	})
}

// Where net/http closes early by itself, it does so as ever.
func TestABodyOverTheLimitOfNetHTTPIsHandledAsByABareHandler(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var heads []string
		for _, handler := range []http.Handler{http.HandlerFunc(refuse), early.Handler(http.HandlerFunc(refuse))} {
			c := connect(t, handler)
			c.send(post("Content-Length: 1000000") + "x")
			response, after := c.response()
			heads = append(heads, fmt.Sprint(after, response.Status, response.Header, response.Close, c.end()))
		}
		if heads[0] != heads[1] {
			t.Errorf("%s\nwant %s", heads[1], heads[0])
		}
	})
}

func TestACallerWhoSendsTheWholeBodySoonKeepsTheConnection(t *testing.T) {
	for _, row := range []struct {
		name  string
		sends func(c *connection)
		after time.Duration
	}{
		{"at once", func(c *connection) { c.send(post("Content-Length: 6") + "abcdef") }, 0},
		{"without a body", func(c *connection) { c.send(post("Content-Length: 0")) }, 0},
		{"in pieces", func(c *connection) {
			c.send(post("Content-Length: 6") + "abc")
			time.AfterFunc(200*time.Millisecond, func() { c.send("def") })
		}, 200 * time.Millisecond},
		{"a large one", func(c *connection) {
			c.send(post("Content-Length: 200000"))
			go c.send(strings.Repeat("x", 200000))
		}, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := connect(t, early.Handler(http.HandlerFunc(refuse)))
			for range 2 {
				c.opened = time.Now()
				row.sends(c)
				response, after := c.response()
				if response.Close {
					t.Errorf("%s: the connection is closed", row.name)
				}
				if after != row.after {
					t.Errorf("%s: the response comes after %v, want %v", row.name, after, row.after)
				}
			}
		})
	}
}

func TestAHandlerThatReadsTheBodyGetsAllOfIt(t *testing.T) {
	for name, ahead := range map[string]int64{"by itself": 0, "ahead": 100, "ahead of a part": 2} {
		synctest.Test(t, func(t *testing.T) {
			c := connect(t, early.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				if ahead > 0 {
					early.ReadAhead(r, ahead)
					<-time.After(time.Second)
				}
				if body, err := io.ReadAll(r.Body); string(body) != "abcdef" || err != nil {
					t.Errorf("%s: read %q, %v", name, body, err)
				}
			})))
			for _, pause := range []time.Duration{0, time.Minute} {
				c.send(post("Content-Length: 6") + "abc")
				time.AfterFunc(pause, func() { c.send("def") })
				if response, _ := c.response(); response.StatusCode != http.StatusOK || response.Close {
					t.Errorf("%s: %s, closes: %v", name, response.Status, response.Close)
				}
			}
		})
	}
}

func TestReadingAheadShowsThatTheCallerHasGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var kept string
		c := connect(t, early.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			early.ReadAhead(r, 100)
			<-r.Context().Done()
			body, _ := io.ReadAll(r.Body)
			kept = string(body)
		})))
		c.send(post("Content-Length: 6") + "abcdef")
		synctest.Wait()
		c.conn.Close()
		synctest.Wait()
		if kept != "abcdef" {
			t.Errorf("the handler has %q of the body", kept)
		}
	})
}

func TestAHandlerThatDropsTheConnectionDoesNotWaitForTheBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, early.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			early.ReadAhead(r, 100)
			panic(http.ErrAbortHandler)
		})))
		c.send(post("Content-Length: 6") + "abc")
		if closed := c.end(); closed > time.Second {
			t.Errorf("the connection is closed after %v", closed)
		}
	})
}

func TestARefusalAfterReadingAheadIsSentToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, early.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			early.ReadAhead(r, 100)
			<-time.After(time.Second)
			refuse(w, r)
			<-time.After(time.Second)
			if err := r.Context().Err(); err != nil {
				t.Errorf("the request has ended: %v", err)
			}
		})))
		c.send(post("Content-Length: 6") + "abc")
		if response, after := c.response(); !response.Close || after != 2250*time.Millisecond {
			t.Errorf("the response comes after %v, and closes the connection: %v", after, response.Close)
		}
		if closed := c.end(); closed != 2750*time.Millisecond {
			t.Errorf("the connection is closed after %v", closed)
		}
	})
}

func TestThereIsNothingToReadOnceTheResponseHasBegun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, early.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			refuse(w, r)
			if n, err := r.Body.Read(make([]byte, 1)); n != 0 || err == nil {
				t.Errorf("read %d bytes, %v", n, err)
			}
		})))
		c.send(post("Content-Length: 6") + "abcdef")
		c.response()
	})
}
