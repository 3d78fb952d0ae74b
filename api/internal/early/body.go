package early

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

// body is a request's body, which knows how far it has been read. One goroutine may use it at a time.
type body struct {
	source io.ReadCloser   // of net/http
	gone   <-chan struct{} // closed when the caller has gone away: then no Read waits for what is read ahead
	read   int64
	err    error // of the last Read of source

	ahead     chan struct{} // closed when reading ahead has ended; nil before it began
	buffer    bytes.Buffer  // what has been read ahead
	discarded bool          // nobody gets the rest
}

func (b *body) Read(p []byte) (int, error) {
	if b.discarded {
		return 0, http.ErrBodyReadAfterClose
	}
	if b.ahead == nil {
		return b.fetch(p)
	}
	if b.isAhead() {
		select {
		case <-b.ahead:
		case <-b.gone:
			return 0, context.Canceled
		}
	}
	if b.buffer.Len() > 0 {
		return b.buffer.Read(p)
	}
	if b.err != nil {
		return 0, b.err
	}
	return b.fetch(p)
}

func (b *body) fetch(p []byte) (n int, err error) {
	n, err = b.source.Read(p)
	b.read += int64(n)
	b.err = err
	return n, err
}

func (b *body) Close() error { return b.source.Close() }

// fetcher is the body without what has been read ahead.
type fetcher struct{ *body }

func (f fetcher) Read(p []byte) (int, error) { return f.fetch(p) }

// readAhead begins to read up to limit bytes, unless that was begun before.
func (b *body) readAhead(limit int64) { b.copyTo(&b.buffer, limit) }

// discard begins to drop up to limit bytes, unless they are being read ahead. The handler gets no more of the body.
func (b *body) discard(limit int64) {
	b.discarded = true
	b.copyTo(io.Discard, limit)
}

func (b *body) copyTo(w io.Writer, limit int64) {
	if b.ahead != nil {
		return
	}
	ahead := make(chan struct{})
	b.ahead = ahead
	go func() {
		defer close(ahead)
		_, _ = io.CopyN(w, fetcher{b}, limit) // the error stays in b.err
	}()
}

// isAhead reports whether the body is being read ahead now.
func (b *body) isAhead() bool {
	if b.ahead == nil {
		return false
	}
	select {
	case <-b.ahead:
		return false
	default:
		return true
	}
}

// isOver reports whether the body has been read to its end.
func (b *body) isOver() bool { return !b.isAhead() && errors.Is(b.err, io.EOF) }

// waitAhead waits for reading ahead to end, for at most d.
func (b *body) waitAhead(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-b.ahead:
	case <-timer.C:
	}
}
