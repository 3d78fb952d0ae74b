package proxy

import (
	"net/http"
	"sync"
)

// response goes to the client as the upstream sends it.
type response struct {
	http.ResponseWriter
	expects bool // 100 Continue, which net/http sends when the body is read for the upstream
}

// Unwrap is for [http.ResponseController].
func (r *response) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// WriteHeader keeps net/http from adding headers: it guesses a Content-Type, counts a Content-Length and knows the Date. It sends the
// header at once, which comes through even if the body breaks off before its first byte.
func (r *response) WriteHeader(status int) {
	switch {
	case status == http.StatusContinue && r.expects:
		return
	case status < http.StatusOK:
		r.ResponseWriter.WriteHeader(status)
		return
	}
	header := r.Header()
	header["Content-Type"], header["Date"] = header.Values("Content-Type"), header.Values("Date") // nil if the upstream sent none
	r.ResponseWriter.WriteHeader(status)
	_ = http.NewResponseController(r.ResponseWriter).Flush() // what is wrong with the connection, the next Write finds too
}

type buffer [32 << 10]byte

// buffers are for bodies.
type buffers struct{ sync.Pool }

func (b *buffers) Get() []byte     { return b.Pool.Get().(*buffer)[:] }
func (b *buffers) Put(data []byte) { b.Pool.Put((*buffer)(data)) }
