package conformance

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/har"
	"github.com/medialink-go/medialink/api/internal/encode"
)

// DefaultMaxRecording is the largest file that a [Recorder] writes, in bytes.
const DefaultMaxRecording = 256 << 20

// Recorder writes exchanges as an HTTP archive (HAR 1.2) without credentials. Any number of goroutines may use it.
type Recorder struct {
	writer io.Writer
	file   file // the writer, if what it wrote can be overwritten, else nil
	limit  int64

	mu      sync.Mutex
	buffer  []byte
	size    int64 // of the file without the ending
	entries int
	left    int // exchanges that were not recorded, for lack of room
	closed  bool
	err     error // of a write
}

// file is an *os.File.
type file interface {
	io.WriterAt
	io.Seeker
	Stat() (fs.FileInfo, error)
	Truncate(size int64) error
}

// RecorderOption changes [NewRecorder].
type RecorderOption interface{ applyToRecorder(*Recorder) }

type recorderOption func(*Recorder)

func (o recorderOption) applyToRecorder(r *Recorder) { o(r) }

// WithMaxRecording bounds the file, in bytes. The default is [DefaultMaxRecording].
func WithMaxRecording(size int64) RecorderOption {
	return recorderOption(func(r *Recorder) { r.limit = size })
}

// ending closes an archive. It is where the next entry begins.
const ending = "\n]}}\n"

// NewRecorder starts an archive. A regular file is complete after each exchange, so that a crash loses at most the last one; it must not be
// open for appending. Any other writer gets the ending on Close. The creator is the program that records.
func NewRecorder(writer io.Writer, creator har.Creator, opts ...RecorderOption) *Recorder {
	r := &Recorder{writer: writer, limit: DefaultMaxRecording}
	for _, opt := range opts {
		opt.applyToRecorder(r)
	}
	if f, ok := writer.(file); ok {
		info, err := f.Stat()
		at, seekErr := f.Seek(0, io.SeekCurrent)
		if err == nil && seekErr == nil && info.Mode().IsRegular() {
			r.file, r.size = f, at
		}
	}
	start, err := encode.AppendJSON(nil, har.New(creator))
	if err == nil {
		err = r.append(bytes.TrimSuffix(start, []byte("]}}")))
	}
	r.err = err
	return r
}

// Record writes an exchange. It fails when the recording is full, once, and after a failed write, always.
func (r *Recorder) Record(x *contract.Exchange) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.closed:
		return errors.New("record: closed")
	case r.err != nil:
		return r.err
	case r.left > 0:
		r.left++
		return nil
	}
	text, err := r.encode(x)
	if err != nil {
		return fmt.Errorf("record: %w", err)
	}
	if r.size+int64(len(text)+len(ending)) > r.limit {
		r.left++
		return fmt.Errorf("record: the recording is full: this and later exchanges are not recorded (the limit is %d bytes)", r.limit)
	}
	if r.err = r.append(text); r.err != nil {
		r.restore()
		return r.err
	}
	r.entries++
	return nil
}

// encode returns an entry and what separates it from the one before, in a buffer that the next call uses too.
func (r *Recorder) encode(x *contract.Exchange) ([]byte, error) {
	const kept = 1 << 20
	separator := ",\n"
	if r.entries == 0 {
		separator = "\n"
	}
	text, err := encode.AppendJSON(append(r.buffer[:0], separator...), entryOf(x))
	if r.buffer = text; cap(text) > kept {
		r.buffer = nil
	}
	return text, err
}

// append writes a text, and the ending in the same write if it can be overwritten later.
func (r *Recorder) append(text []byte) (err error) {
	if r.file != nil {
		_, err = r.file.WriteAt(append(text, ending...), r.size)
	} else {
		_, err = r.writer.Write(text)
	}
	if err != nil {
		return fmt.Errorf("record: %w", err)
	}
	r.size += int64(len(text))
	return nil
}

// restore removes a part of an entry. An error would be that of the write again.
func (r *Recorder) restore() {
	if r.file != nil {
		_ = r.file.Truncate(r.size)
		_, _ = r.file.WriteAt([]byte(ending), r.size)
	}
}

// Close ends the archive, but does not close the writer. It returns the error of a failed write, or how many exchanges were not recorded
// because the recording was full.
func (r *Recorder) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return r.err
	}
	r.closed = true
	if r.file == nil && r.err == nil {
		r.err = r.append([]byte(ending))
	}
	if r.left > 0 && r.err == nil {
		r.err = fmt.Errorf("record: the recording is full: %d exchanges were not recorded", r.left)
	}
	return r.err
}
