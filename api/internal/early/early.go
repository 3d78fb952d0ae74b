// Package early puts a response on the wire that a handler writes before it has read the request's body. Where less than 256 KiB of a body
// are outstanding, net/http waits for them first, and a caller that never sends them never gets the response.
package early

import (
	"context"
	"net/http"
	"time"
)

const (
	// patience is how long a response is held back for the rest of the body. A caller who sends it meanwhile keeps the connection.
	patience = 250 * time.Millisecond
	// linger is how long the connection is read after a response that says it will be closed (RFC 9112, section 9.6).
	linger = 500 * time.Millisecond
	// keepsWaiting is what net/http waits for. Beyond it net/http responds at once and closes the connection by itself.
	keepsWaiting = 256 << 10
)

type key struct{}

// Handler lets next respond early to HTTP/1 requests. Next works on a copy of the request: net/http looks at its own request's Body to know
// what is outstanding. A Handler within another one has no effect.
func Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body == nil || r.Body == http.NoBody || r.ProtoMajor != 1 || exchangeOf(r) != nil {
			next.ServeHTTP(w, r)
			return
		}
		x := &exchange{ResponseWriter: w, expects: r.Header.Get("Expect") != "", length: r.ContentLength}
		x.body.source, x.body.gone = r.Body, r.Context().Done()
		if len(r.TransferEncoding) > 0 {
			// net/http hides a Content-Length that came along, and with it an attempt to smuggle a second request.
			w.Header().Set("Connection", "close")
		}
		copied := r.WithContext(context.WithValue(r.Context(), key{}, x))
		copied.Body = &x.body
		defer x.end()
		next.ServeHTTP(x, copied)
		x.returned = true
	})
}

func exchangeOf(r *http.Request) *exchange {
	x, _ := r.Context().Value(key{}).(*exchange)
	return x
}

// ReadAhead reads up to limit bytes of the body while the handler does something else: net/http notices that a caller has gone away only
// when there is nothing to read. It does nothing where a read would ask the caller for the body (Expect: 100-continue).
func ReadAhead(r *http.Request, limit int64) {
	if x := exchangeOf(r); x != nil && !x.expects {
		x.body.readAhead(limit)
	}
}

// exchange is the http.ResponseWriter of a request with a body.
type exchange struct {
	http.ResponseWriter
	body     body
	length   int64 // of the body; -1 if unknown
	expects  bool  // 100-continue
	wrote    bool
	closes   bool // the response says that the connection will be closed
	returned bool // the handler, without a panic
}

func (x *exchange) WriteHeader(status int) {
	if !x.wrote && status >= http.StatusOK {
		x.wrote = true
		x.settle()
	}
	x.ResponseWriter.WriteHeader(status)
}

func (x *exchange) Write(data []byte) (int, error) {
	if !x.wrote {
		x.WriteHeader(http.StatusOK)
	}
	return x.ResponseWriter.Write(data)
}

// Unwrap serves http.ResponseController.
func (x *exchange) Unwrap() http.ResponseWriter { return x.ResponseWriter }

// settle decides whether the connection survives the response: if the whole body has come, or comes soon.
func (x *exchange) settle() {
	if x.body.isOver() || !x.body.isAhead() && x.length-x.body.read > keepsWaiting {
		return
	}
	if !x.expects && x.Header().Get("Connection") != "close" {
		x.body.discard(keepsWaiting)
		x.body.waitAhead(patience)
		if x.body.isOver() {
			return
		}
	}
	x.closes = true
	x.Header().Set("Connection", "close")
}

// end makes sure that net/http finds nobody reading, and that it does not wait for the body before it closes the connection.
func (x *exchange) end() {
	controller := http.NewResponseController(x.ResponseWriter)
	if x.body.isAhead() && controller.SetReadDeadline(time.Unix(1, 0)) == nil {
		x.body.waitAhead(linger) // no longer, in case that the body is not the connection's
	}
	if !x.body.isOver() && (x.closes || !x.returned) {
		_ = controller.SetReadDeadline(time.Now().Add(linger)) // without deadlines the server's own timeout closes the connection
	}
}
