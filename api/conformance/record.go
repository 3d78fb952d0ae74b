package conformance

import (
	"bytes"
	"fmt"
	"io"
	"sync"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/har"
	"github.com/medialink-go/medialink/api/internal/encode"
)

// File is what a [Recorder] writes to: an *os.File that is not open for appending.
type File interface {
	io.WriterAt
	Truncate(size int64) error
}

// Recorder writes exchanges as an HTTP archive (HAR 1.2) of at most 256 MiB, without credentials. Any number of goroutines may use it.
type Recorder struct {
	file File

	mu        sync.Mutex
	maximum   int64  // of the file, in bytes
	size      int64  // of the file without the ending
	separator string // before the next entry
	err       error  // after which nothing more is recorded
}

// ending closes an archive. The next entry overwrites it.
const ending = "\n]}}\n"

// NewRecorder starts an archive in an empty file. It fails for one that cannot be written at an offset, such as a pipe. The creator is the
// program that records.
func NewRecorder(file File, creator har.Creator) (*Recorder, error) {
	r := &Recorder{file: file, maximum: 256 << 20}
	start, err := encode.AppendJSON(nil, har.New(creator))
	if err == nil {
		err = r.append(bytes.TrimSuffix(start, []byte("]}}")))
	}
	if err != nil {
		return nil, err
	}
	r.separator = "\n"
	return r, nil
}

// Record adds an exchange: the file is a complete archive after each, so that a crash loses at most the last one. When a write fails or the
// file would become too large, it keeps what it has, and this and each later call return the error.
func (r *Recorder) Record(x *contract.Exchange) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return r.err
	}
	text, err := encode.AppendJSON([]byte(r.separator), entryOf(x))
	if err != nil {
		return fmt.Errorf("record: %w", err)
	}
	r.err = r.append(text)
	return r.err
}

// append writes a text and the ending at once. What a failed write leaves of them is removed; an error of that would be the same again.
func (r *Recorder) append(text []byte) error {
	size := r.size + int64(len(text))
	if size+int64(len(ending)) > r.maximum {
		return fmt.Errorf("record: the recording is full: it may have %d bytes", r.maximum)
	}
	if _, err := r.file.WriteAt(append(text, ending...), r.size); err != nil {
		_ = r.file.Truncate(r.size)
		_, _ = r.file.WriteAt([]byte(ending), r.size)
		return fmt.Errorf("record: %w", err)
	}
	r.size, r.separator = size, ",\n"
	return nil
}

// Close returns the error that ended the recording before. It does not close the file.
func (r *Recorder) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}
