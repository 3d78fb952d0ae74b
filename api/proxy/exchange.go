package proxy

import (
	"net/http"
	"sync"

	"github.com/medialink-go/medialink/api/contract"
)

// exchange is a request on its way. It is in the request's context, and sends the response.
type exchange struct {
	http.ResponseWriter
	target  string // of the request line that is sent to the upstream
	expects bool   // 100 Continue, which net/http sends when the body is read for the upstream
	outcome contract.Outcome
}

type exchangeKey struct{}

func exchangeOf(r *http.Request) *exchange {
	x, _ := r.Context().Value(exchangeKey{}).(*exchange)
	return x
}

// target returns that of the request with the base path before it, as it came: url.URL would encode some of it again.
func target(basePath string, r *http.Request) string {
	switch raw := r.RequestURI; {
	case raw == "*":
		return raw
	case raw != "" && raw[0] == '/':
		return basePath + raw
	default:
		return basePath + r.URL.RequestURI()
	}
}

// Unwrap is for [http.ResponseController].
func (x *exchange) Unwrap() http.ResponseWriter { return x.ResponseWriter }

// WriteHeader keeps net/http from adding headers: it guesses a Content-Type, counts a Content-Length and knows the Date. It sends the
// header at once, which comes through even if the body breaks off before its first byte.
func (x *exchange) WriteHeader(status int) {
	switch {
	case status == http.StatusContinue && x.expects:
		return
	case status < http.StatusOK:
		x.ResponseWriter.WriteHeader(status)
		return
	}
	header := x.Header()
	for _, name := range []string{"Content-Type", "Date"} {
		if _, ok := header[name]; !ok {
			header[name] = nil
		}
	}
	x.ResponseWriter.WriteHeader(status)
	_ = http.NewResponseController(x.ResponseWriter).Flush() // what is wrong with the connection, the next Write finds too
}

// buffers are for bodies.
type buffers struct{ pool sync.Pool }

func (b *buffers) Get() []byte {
	if buffer, ok := b.pool.Get().(*[32 << 10]byte); ok {
		return buffer[:]
	}
	return make([]byte, 32<<10)
}

func (b *buffers) Put(buffer []byte) { b.pool.Put((*[32 << 10]byte)(buffer)) }
