package contract

import (
	"bytes"
	"maps"
	"net/http"
	"strconv"
	"sync"
)

// recorder holds an answer back until it has been checked.
type recorder struct {
	header  http.Header
	status  int
	body    bytes.Buffer
	failure error
}

// largestPooled keeps one huge answer from staying in memory.
const largestPooled = 64 << 10

var recorders = sync.Pool{New: func() any { return &recorder{header: http.Header{}} }}

func newRecorder() *recorder { return recorders.Get().(*recorder) }

func (rec *recorder) release() {
	if rec.body.Cap() > largestPooled {
		return
	}
	rec.body.Reset()
	clear(rec.header)
	rec.status, rec.failure = 0, nil
	recorders.Put(rec)
}

func (rec *recorder) Header() http.Header { return rec.header }

// WriteHeader ignores informational statuses, which an answer that is held back has no use for.
func (rec *recorder) WriteHeader(status int) {
	if rec.status == 0 && status >= 200 {
		rec.status = status
	}
}

func (rec *recorder) Write(data []byte) (int, error) {
	rec.WriteHeader(http.StatusOK)
	return rec.body.Write(data)
}

// fail makes the answer one that is refused for the reason given.
func (rec *recorder) fail(err error) { rec.failure = err }

func (rec *recorder) check(op *Operation, bare bool) Result {
	if bare {
		return op.CheckHeadResponse(rec.status, rec.header)
	}
	return Result{Violations: op.responseViolations(rec.status, rec.header, rec.body.Bytes())}
}

// writeTo sends the answer, with the length of its body if the body is the whole one.
func (rec *recorder) writeTo(w http.ResponseWriter, whole bool) {
	maps.Copy(w.Header(), rec.header)
	if whole {
		w.Header().Set("Content-Length", strconv.Itoa(rec.body.Len()))
	}
	w.WriteHeader(rec.status)
	// An error here is the client's going away, which net/http sees for itself.
	_, _ = w.Write(rec.body.Bytes())
}

// Fail tells [Contract.Handler] from within that next cannot answer. Whatever was written is dropped, and the Refusal has
// status 500 and err. It reports whether w belongs to such a Handler.
func Fail(w http.ResponseWriter, err error) bool {
	rec, ok := w.(*recorder)
	if ok {
		rec.fail(err)
	}
	return ok
}
