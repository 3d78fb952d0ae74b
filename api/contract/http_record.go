package contract

import (
	"errors"
	"fmt"
	"io"
	"sync"
)

// recording keeps the first bytes of a body. It has a lock because a request may still be sent when its response has ended.
type recording struct {
	mu      sync.Mutex
	data    []byte
	size    int64
	length  int64 // that was announced, if positive
	ended   bool  // the whole body was read
	failed  bool  // reading it failed before it was closed
	stopped bool  // nothing is added any more
}

// stop returns the body, or why some of it is missing. It is empty for no recording.
func (r *recording) stop(incomplete string) Payload {
	if r == nil {
		return Payload{}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stopped = true
	switch {
	case r.size > DefaultMaxBody:
		return Payload{Data: r.data, Missing: fmt.Sprintf("over %d bytes", DefaultMaxBody)}
	case !r.ended:
		return Payload{Data: r.data, Missing: incomplete}
	default:
		return Payload{Data: r.data}
	}
}

// state is nothing for no recording.
func (r *recording) state() (ended, failed bool) {
	if r == nil {
		return false, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ended, r.failed
}

// restart forgets what was sent before it is sent once more.
func (r *recording) restart() *recording {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.stopped {
		r.data, r.size, r.ended, r.failed = nil, 0, false, false
	}
	return r
}

// recordedBody records what is read of a body.
type recordedBody struct {
	io.ReadCloser
	to     *recording
	closed bool        // what comes of a Read on its way does not count
	done   func(error) // called once or more often, at the end; nil for none
}

func (b *recordedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.add(p[:n], err)
	if err != nil && b.done != nil {
		b.done(err)
	}
	return n, err
}

func (b *recordedBody) add(data []byte, err error) {
	r := b.to
	r.mu.Lock()
	defer r.mu.Unlock()
	if b.closed || r.stopped {
		return
	}
	r.size += int64(len(data))
	r.data = append(r.data, data[:min(len(data), DefaultMaxBody-len(r.data))]...)
	r.ended = r.ended || errors.Is(err, io.EOF) && r.size >= r.length || r.size == r.length && r.size > 0
	r.failed = r.failed || err != nil && !r.ended
}

// Close is early unless the body has ended.
func (b *recordedBody) Close() error {
	b.to.mu.Lock()
	b.closed = true
	b.to.mu.Unlock()
	if b.done != nil {
		b.done(nil)
	}
	return b.ReadCloser.Close()
}
