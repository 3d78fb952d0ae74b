package stub

import (
	"crypto/tls"
	"net"
	"net/http"
	"time"

	"github.com/medialink-go/medialink/api/stub/journal"
)

// replacementIn returns the fault that sends a response of its own, or nil.
func replacementIn(faults []drawn) *drawn {
	for i := range faults {
		if faults[i].Kind.replaces() {
			return &faults[i]
		}
	}
	return nil
}

// response is what a fault sends that replaces the operation's response.
func (f drawn) response(operation string) *answer {
	a := f.replacement(operation == journal.OperationToken)
	a.setRetryAfter(f.RetryAfter)
	return a
}

func (f drawn) replacement(token bool) *answer {
	status, detail := f.Status, statusText(f.Status)
	switch f.Kind {
	case FaultHTML:
		return badGatewayPage()
	case FaultRevoked:
		status, detail = http.StatusUnauthorized, "Not authenticated"
	}
	if token && status < http.StatusInternalServerError {
		return tokenError(status)
	}
	return detailAnswer(status, detail)
}

func badGatewayPage() *answer {
	a := newAnswer()
	a.status = http.StatusBadGateway
	a.header.Set("Content-Type", "text/html")
	a.body.WriteString("<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1></body>\r\n</html>\r\n")
	return a
}

// spoil changes an answer as a fault says.
func (f drawn) spoil(a *answer) {
	switch f.Kind {
	case FaultContentType:
		a.header.Set("Content-Type", "text/plain; charset=utf-8")
	case FaultBroken:
		a.body.Reset()
		a.body.WriteString("{}")
	}
}

// deliver sends an answer in the manner of the fault of delivery among the faults, if there is one.
func deliver(w http.ResponseWriter, r *http.Request, a *answer, faults []drawn) {
	for _, f := range faults {
		switch f.Kind {
		case FaultReset:
			reset(w)
		case FaultTruncate:
			a.sendHalf(w)
			panic(http.ErrAbortHandler)
		case FaultStall:
			a.sendHalf(w)
			wait(r.Context(), f.delay)
			panic(http.ErrAbortHandler)
		case FaultSlow:
			a.trickle(w, r, f.delay)
			return
		}
	}
	a.send(w)
}

// extendDeadline gives an answer that delays have held back as long for its delivery as another one has. A server without deadlines needs
// none, and says so by an error.
func extendDeadline(w http.ResponseWriter, took time.Duration) {
	const noticeable, delivery = 10 * time.Second, maxDelay + 20*time.Second
	if took > noticeable {
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(delivery))
	}
}

// reset ends the connection without an answer: by a TCP reset where there is TCP.
func reset(w http.ResponseWriter) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		if secured, ok := conn.(*tls.Conn); ok {
			conn = secured.NetConn() // TLS would say good-bye
		}
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // without it the connection just ends, which is a fault too
		}
		_ = conn.Close()
	}
	panic(http.ErrAbortHandler)
}

func (a *answer) sendHalf(w http.ResponseWriter) {
	a.writeHeader(w)
	_, _ = w.Write(a.body.Bytes()[:a.body.Len()/2])
	_ = http.NewResponseController(w).Flush()
}

// trickle sends the body in pieces.
func (a *answer) trickle(w http.ResponseWriter, r *http.Request, over time.Duration) {
	const pieces = 10
	a.writeHeader(w)
	body := a.body.Bytes()
	for i := range pieces {
		_, _ = w.Write(body[len(body)*i/pieces : len(body)*(i+1)/pieces])
		_ = http.NewResponseController(w).Flush()
		if !wait(r.Context(), over/pieces) {
			panic(http.ErrAbortHandler)
		}
	}
}
