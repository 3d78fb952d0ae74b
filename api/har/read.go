package har

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"
)

var errNoEntries = errors.New("must have a log with entries")

// Entries reads the entries of an archive, of version 1.2 or another, with one at a time in memory. It ignores unknown fields. After an error,
// which names the entry and the field, and holds no value, it ends.
func Entries(r io.Reader) iter.Seq2[*Entry, error] {
	return func(yield func(*Entry, error) bool) {
		d, place := newDecoder(r), "the file"
		d.find("log")
		d.find("entries")
		d.open('[')
		for number := 1; d.err == nil && d.More(); number++ {
			place = fmt.Sprintf("entry %d", number)
			entry := new(Entry)
			if d.err = d.Decode(entry); d.err == nil && !yield(entry, nil) {
				return
			}
		}
		if d.token(); d.err != nil {
			yield(nil, fmt.Errorf("har: %s: %w", place, d.withoutValue()))
		}
	}
}

// decoder does nothing after an error.
type decoder struct {
	*json.Decoder
	err error
}

// newDecoder skips a byte order mark, which some programs on Windows write.
func newDecoder(r io.Reader) *decoder {
	const mark = "\ufeff"
	buffered := bufio.NewReader(r)
	if start, _ := buffered.Peek(len(mark)); string(start) == mark {
		_, _ = buffered.Discard(len(mark)) // it is there
	}
	return &decoder{Decoder: json.NewDecoder(buffered)}
}

func (d *decoder) token() (token json.Token) {
	if d.err == nil {
		token, d.err = d.Token()
	}
	return token
}

func (d *decoder) open(delim json.Delim) {
	if token := d.token(); token != delim && d.err == nil {
		d.err = errNoEntries
	}
}

// find reads an object up to the value of a member.
func (d *decoder) find(name string) {
	d.open('{')
	for d.err == nil && d.More() {
		if d.token() == name {
			return
		}
		if d.err == nil {
			d.err = d.Decode(new(json.RawMessage))
		}
	}
	d.token()
	d.err = cmp.Or(d.err, errNoEntries)
}

// withoutValue replaces the errors that quote the file.
func (d *decoder) withoutValue() error {
	var mistyped *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	var badTime *time.ParseError
	switch {
	case errors.As(d.err, &mistyped):
		return errors.New(strings.TrimPrefix(mistyped.Field+": must be of type "+mistyped.Type.String(), ": "))
	case errors.As(d.err, &syntax):
		return fmt.Errorf("invalid JSON after byte %d", d.InputOffset())
	case errors.As(d.err, &badTime):
		return errors.New("startedDateTime: must be a date-time (RFC 3339)")
	case errors.Is(d.err, io.EOF):
		return io.ErrUnexpectedEOF
	}
	return d.err
}
