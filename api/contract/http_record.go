package contract

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
)

// recordedBody keeps the first bytes of a body that is read through it. It has a lock because a request may still be sent when its
// response has ended.
type recordedBody struct {
	io.ReadCloser
	length int64                  // that was announced, if positive
	done   func(Payload, Outcome) // called once, at the end, under the lock; nil for none
	cut    string                 // what is missing of a body that is not whole

	mu   sync.Mutex
	data []byte
	size int64
	end  error // of the Read that failed, or http.ErrBodyReadAfterClose; nothing counts after it
}

func (b *recordedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.add(p[:n], err)
	return n, err
}

func (b *recordedBody) Close() error {
	b.stop()
	return b.ReadCloser.Close()
}

func (b *recordedBody) stop() { b.add(nil, http.ErrBodyReadAfterClose) }

func (b *recordedBody) add(data []byte, end error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.end != nil {
		return
	}
	b.size += int64(len(data))
	b.data = append(b.data, data[:min(len(data), DefaultMaxBody-len(b.data))]...)
	if b.end = end; end != nil && b.done != nil {
		b.done(b.recorded())
	}
}

// recorded is for when it has ended.
func (b *recordedBody) recorded() (Payload, Outcome) {
	missing, outcome := b.cut, OutcomeTruncated
	switch {
	case b.size >= b.length && (b.length > 0 || errors.Is(b.end, io.EOF)):
		missing, outcome = "", OutcomeComplete
	case errors.Is(b.end, http.ErrBodyReadAfterClose):
		outcome = OutcomeCanceled
	}
	if b.size > DefaultMaxBody {
		missing = fmt.Sprintf("over %d bytes", DefaultMaxBody)
	}
	return Payload{Data: b.data, Missing: missing}, outcome
}
