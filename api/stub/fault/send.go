package fault

import (
	"crypto/tls"
	"net"
	"net/http"
	"time"

	"github.com/medialink-go/medialink/api/contract"
)

// sender sends a response in the manner of a fault, whose delay it gets.
type sender func(w http.ResponseWriter, r *http.Request, res *contract.Response, delay time.Duration)

// reset ends the connection without a response: by a TCP reset where there is TCP.
func reset(w http.ResponseWriter, _ *http.Request, _ *contract.Response, _ time.Duration) {
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

func truncate(w http.ResponseWriter, _ *http.Request, res *contract.Response, _ time.Duration) {
	res.SendHeader(w)
	_, _ = w.Write(res.Body()[:len(res.Body())/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

func stall(w http.ResponseWriter, r *http.Request, res *contract.Response, delay time.Duration) {
	defer Wait(r.Context(), delay)
	truncate(w, r, res, delay)
}

// trickle sends the body in pieces.
func trickle(w http.ResponseWriter, r *http.Request, res *contract.Response, delay time.Duration) {
	const pieces = 10
	res.SendHeader(w)
	body := res.Body()
	for i := range pieces {
		_, _ = w.Write(body[len(body)*i/pieces : len(body)*(i+1)/pieces])
		_ = http.NewResponseController(w).Flush()
		if !Wait(r.Context(), delay/pieces) {
			panic(http.ErrAbortHandler)
		}
	}
}
