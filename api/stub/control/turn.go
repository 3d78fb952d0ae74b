package control

import (
	"net/http"
	"sync"
)

// maxTurns is how many responses are made at a time. A page takes a multiple of its length in memory until it has been checked.
const maxTurns = 2

// turn is the right to make a response. It ends when the response is there: one who reads it slowly keeps nobody waiting.
type turn struct {
	http.ResponseWriter
	end func()
}

func (t *turn) WriteHeader(status int) {
	t.end()
	t.ResponseWriter.WriteHeader(status)
}

// operate lets each operation that reads wait for its turn. One that changes things has a small response, and a body that may be slow to come.
func (c *control) operate(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		c.operations.ServeHTTP(w, r)
		return
	}
	select {
	case c.turns <- struct{}{}:
	case <-r.Context().Done():
		panic(http.ErrAbortHandler) // the caller has gone away
	}
	t := &turn{ResponseWriter: w, end: sync.OnceFunc(func() { <-c.turns })}
	defer t.end()
	c.operations.ServeHTTP(t, r)
}
