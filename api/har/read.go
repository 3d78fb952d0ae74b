package har

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"reflect"
	"strings"
)

// Read reads an archive, of version 1.2 or another. It ignores unknown fields, and fails if there is no log with a version and entries.
// Errors name a field, and hold no value.
func Read(r io.Reader) (*Archive, error) {
	entries := []Entry{}
	log, err := read(r, func(e *Entry) bool {
		entries = append(entries, *e)
		return true
	})
	if err != nil {
		return nil, err
	}
	log.Entries = entries
	return &Archive{log}, nil
}

// Entries reads an archive like [Read], with one entry at a time in memory. After an error it ends.
func Entries(r io.Reader) iter.Seq2[*Entry, error] {
	return func(yield func(*Entry, error) bool) {
		_, err := read(r, func(e *Entry) bool { return yield(e, nil) })
		if err != nil && !errors.Is(err, errStopped) {
			yield(nil, err)
		}
	}
}

var (
	errStopped   = errors.New("stopped")
	errNoArchive = errors.New("no log with a version and entries")
)

// read passes each entry on until yield returns false, and returns the rest of the log.
func read(r io.Reader, yield func(*Entry) bool) (Log, error) {
	in := &source{r: r}
	d := &decoder{Decoder: json.NewDecoder(withoutMark(in)), in: in, yield: yield}
	d.UseNumber() // none is too large to be skipped
	err := d.object("the file", func(name string) error {
		if name == "log" {
			return d.object("log", d.member)
		}
		return d.skip("the file")
	})
	if err == nil && (d.log.Version == "" || !d.found) {
		err = errNoArchive
	}
	if err != nil {
		err = fmt.Errorf("har: %w", err)
	}
	return d.log, err
}

// decoder has what was read of the log so far.
type decoder struct {
	*json.Decoder
	in    *source
	log   Log
	found bool // the entries
	yield func(*Entry) bool
}

func (d *decoder) member(name string) error {
	switch name {
	case "version":
		return d.value("log.version", &d.log.Version)
	case "creator":
		return d.value("log.creator", &d.log.Creator)
	case "_count":
		return d.value("log._count", &d.log.Count)
	case "entries":
		return d.entries()
	}
	return d.skip("log")
}

func (d *decoder) entries() error {
	if d.found {
		return errors.New("log.entries: there is a second list")
	}
	d.found = true
	if err := d.open("log.entries", '[', "a list"); err != nil {
		return err
	}
	for number := 1; d.More(); number++ {
		var entry *Entry
		place := fmt.Sprintf("entry %d", number)
		if err := d.value(place, &entry); err != nil {
			return err
		}
		if entry == nil {
			return fmt.Errorf("%s: must be an object", place)
		}
		if !d.yield(entry) {
			return errStopped
		}
	}
	_, err := d.token("log.entries")
	return err
}

func (d *decoder) object(place string, member func(name string) error) error {
	if err := d.open(place, '{', "an object"); err != nil {
		return err
	}
	for d.More() {
		token, err := d.token(place)
		if err != nil {
			return err
		}
		name, _ := token.(string) // nothing else can stand here
		if err := member(name); err != nil {
			return err
		}
	}
	_, err := d.token(place)
	return err
}

func (d *decoder) open(place string, want json.Delim, name string) error {
	token, err := d.token(place)
	if err == nil && token != want {
		err = fmt.Errorf("%s: must be %s", place, name)
	}
	return err
}

// skip goes over a value without a copy of it.
func (d *decoder) skip(place string) error {
	const deepest = 10_000 // as encoding/json has it
	for depth := 0; ; {
		token, err := d.token(place)
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
		if depth > deepest {
			return fmt.Errorf("%s: nested too deeply", place)
		}
	}
}

func (d *decoder) token(place string) (json.Token, error) {
	offset := d.InputOffset()
	token, err := d.Token()
	return token, d.failure(place, offset, err)
}

func (d *decoder) value(place string, into any) error {
	offset := d.InputOffset()
	return d.failure(place, offset, d.Decode(into))
}

// failure replaces the errors of encoding/json, which hold values.
func (d *decoder) failure(place string, offset int64, err error) error {
	var syntax *json.SyntaxError
	var mistyped *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &mistyped):
		field := strings.TrimSuffix(place+": "+mistyped.Field, ": ")
		return fmt.Errorf("%s: must be %s", field, kinds[mistyped.Type.Kind()])
	case errors.As(err, &syntax):
		return fmt.Errorf("%s: invalid JSON after byte %d", place, offset)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%s: %w", place, io.ErrUnexpectedEOF)
	case errors.Is(err, d.in.err):
		return fmt.Errorf("%s: %w", place, err)
	}
	return fmt.Errorf("%s: startedDateTime: must be a date-time (RFC 3339)", place) // the one field with a decoder of its own
}

// kinds are those of the fields of an archive.
var kinds = map[reflect.Kind]string{reflect.String: "a string", reflect.Float64: "a number", reflect.Int: "an integer of 64 bits",
	reflect.Int64: "an integer of 64 bits", reflect.Uint64: "a positive integer of 64 bits", reflect.Slice: "a list", reflect.Struct: "an object"}

// source keeps the error of a reader.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (n int, err error) {
	n, err = s.r.Read(p)
	s.err = err
	return n, err
}

// withoutMark drops a byte order mark, which some programs on Windows write.
func withoutMark(r io.Reader) io.Reader {
	const mark = "\ufeff"
	buffered := bufio.NewReader(r)
	if start, _ := buffered.Peek(len(mark)); bytes.Equal(start, []byte(mark)) {
		_, _ = buffered.Discard(len(mark)) // it is there
	}
	return buffered
}
