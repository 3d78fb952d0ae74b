package contract

import (
	"errors"
	"fmt"
	"io"
	"sync"
)

// recordedBody keeps the first bytes of a body that is read through it. It has a lock because a request may still be sent when its
// response has ended.
type recordedBody struct {
	io.ReadCloser
	length int64       // that was announced, if positive
	done   func(error) // called at each end: a failed Read, and Close with nil; nil for none

	mu     sync.Mutex
	data   []byte
	size   int64
	ended  bool // the whole body was read
	failed bool // reading it failed
	closed bool // nothing counts any more
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
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return
	}
	b.size += int64(len(data))
	b.data = append(b.data, data[:min(len(data), DefaultMaxBody-len(b.data))]...)
	b.ended = b.ended || errors.Is(err, io.EOF) && b.size >= b.length || b.size == b.length && b.size > 0
	b.failed = err != nil && !b.ended
}

func (b *recordedBody) Close() error {
	b.stop()
	if b.done != nil {
		b.done(nil)
	}
	return b.ReadCloser.Close()
}

func (b *recordedBody) stop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
}

// state is nothing for no body.
func (b *recordedBody) state() (ended, failed bool) {
	if b == nil {
		return false, false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ended, b.failed
}

// payload ends the recording. It is empty for no body.
func (b *recordedBody) payload(incomplete string) Payload {
	if b == nil {
		return Payload{}
	}
	b.stop()
	switch {
	case b.size > DefaultMaxBody:
		return Payload{Data: b.data, Missing: fmt.Sprintf("over %d bytes", DefaultMaxBody)}
	case !b.ended:
		return Payload{Data: b.data, Missing: incomplete}
	default:
		return Payload{Data: b.data}
	}
}
