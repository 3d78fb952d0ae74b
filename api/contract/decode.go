package contract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"unicode/utf8"
	"unsafe"

	"github.com/go-json-experiment/json/jsontext"
)

// maxDepth is how deep arrays and objects may nest. The contract itself needs 3 levels; no real message comes near.
const maxDepth = 64

// maxNumber is how many characters a number may have: beyond it reading takes longer than it is worth, and Python, in which the
// service is written (inferred), refuses integers too.
const maxNumber = 4300

// decoder reads one JSON text into nil, bool, string, json.Number, []any and map[string]any. It is stricter than encoding/json:
// duplicate names, trailing data, invalid UTF-8, more than maxDepth levels and endless numbers are violations.
// The schema that the text should fit saves memory: objects get room for its properties, and share their names.
type decoder struct {
	data []byte
	text bytes.Buffer // of data, which jsontext reads without a copy
	json *jsontext.Decoder

	use    use
	shared int // strings of at least so many bytes are pieces of the data
	spare  [16]map[string]any
	lent   int // how many of spare are in use
}

// use says what becomes of a value and of the data.
type use int

const (
	copied use = iota // the value stays, and the caller may change the data
	owned             // the value stays, and nobody changes the data
	lent              // the value is invalid after the release: the first objects are those of spare
)

var decoders = sync.Pool{New: func() any { return &decoder{json: new(jsontext.Decoder)} }}

// newDecoder returns a decoder, to be released.
func newDecoder(use use) *decoder {
	d := decoders.Get().(*decoder)
	d.use = use
	return d
}

func (d *decoder) decode(data []byte, s *schema) (any, *Violation) {
	if !utf8.Valid(data) {
		return nil, &Violation{Rule: RuleUTF8, Reason: "must be UTF-8", Offset: firstInvalidByte(data)}
	}
	data = d.share(data)
	d.data, d.text = data, *bytes.NewBuffer(data)
	// The map that an object becomes knows of duplicate names by itself.
	d.json.Reset(&d.text, jsontext.AllowDuplicateNames(true))
	value, err := d.value(s)
	if err == nil {
		err = d.end()
	}
	if err != nil {
		return nil, d.violation(err)
	}
	return value, nil
}

// share decides which strings are pieces of the data, and returns the data that they are pieces of. What keeps such a string keeps all
// of the data: that may be a small text, or a few times the string.
func (d *decoder) share(data []byte) []byte {
	const small, times = 4 << 10, 8
	switch {
	case d.use == lent:
		d.shared = 0
	case d.use == owned:
		d.shared = len(data) / times
	case len(data) <= small:
		d.shared = 0
		return bytes.Clone(data)
	default:
		d.shared = len(data) + 1
	}
	return data
}

// release lets go of the text, and takes back what was lent.
func (d *decoder) release() {
	const largestSpare = 64 // a map keeps the memory of the most members that it ever had
	for i, object := range d.spare[:d.lent] {
		if len(object) > largestSpare {
			d.spare[i] = nil
		}
		clear(object)
	}
	d.lent = 0
	d.data, d.text = nil, bytes.Buffer{}
	d.json.Reset(&d.text)
	decoders.Put(d)
}

// newObject returns an empty one, with room for size members.
func (d *decoder) newObject(size int) map[string]any {
	if d.use != lent || d.lent == len(d.spare) {
		return make(map[string]any, size)
	}
	object := &d.spare[d.lent]
	if *object == nil {
		*object = make(map[string]any, size)
	}
	d.lent++
	return *object
}

// syntaxError is a rule of JSON text that jsontext does not have.
type syntaxError struct {
	rule   Rule
	reason string
}

func (e *syntaxError) Error() string { return e.reason }

var (
	errSyntax       = &syntaxError{RuleSyntax, "must be valid JSON (RFC 8259)"}
	errDepth        = &syntaxError{RuleDepth, fmt.Sprintf("must not nest deeper than %d levels", maxDepth)}
	errDuplicate    = &syntaxError{RuleDuplicate, "must not use a name twice in an object"}
	errNumber       = &syntaxError{RuleNumber, fmt.Sprintf("must not have a number of more than %d characters", maxNumber)}
	errTrailingData = &syntaxError{RuleTrailingData, "must end after one JSON value"}
)

func (d *decoder) value(s *schema) (value any, err error) {
	kind := d.json.PeekKind()
	if kind != '{' && kind != '[' {
		return d.scalar(s)
	}
	if _, err := d.json.ReadToken(); err != nil {
		return nil, err
	}
	if d.json.StackDepth() > maxDepth {
		return nil, errDepth
	}
	if kind == '{' {
		value, err = d.object(s)
	} else {
		value, err = d.array(s.items)
	}
	if err != nil {
		return nil, err
	}
	_, err = d.json.ReadToken()
	return value, err
}

func (d *decoder) object(s *schema) (any, error) {
	object := d.newObject(len(s.whole.Required))
	for d.json.PeekKind() != '}' {
		quoted, err := d.json.ReadValue()
		if err != nil {
			return nil, err
		}
		known, ok := s.members[string(quoted)]
		if !ok {
			known = property{name: unquoted(quoted), schema: unknown}
		}
		if _, twice := object[known.name]; twice {
			return nil, errDuplicate
		}
		if object[known.name], err = d.value(known.schema); err != nil {
			return nil, err
		}
	}
	return object, nil
}

func (d *decoder) array(items *schema) (any, error) {
	array := []any{}
	for d.json.PeekKind() != ']' {
		item, err := d.value(items)
		if err != nil {
			return nil, err
		}
		array = append(array, item)
	}
	return array, nil
}

func (d *decoder) scalar(s *schema) (any, error) {
	value, err := d.json.ReadValue()
	if err != nil {
		return nil, err
	}
	if known, ok := s.enum[string(value)]; ok {
		return known, nil
	}
	switch value.Kind() {
	case '"':
		if bytes.ContainsRune(value, '\\') {
			return unquoted(value), nil
		}
		text := d.textOf(value)
		return text[1 : len(text)-1], nil
	case '0':
		if len(value) > maxNumber {
			return nil, errNumber
		}
		return json.Number(d.textOf(value)), nil
	case 't', 'f':
		return value.Kind() == 't', nil
	}
	return nil, nil
}

// textOf returns the text of the value that was read last.
func (d *decoder) textOf(value jsontext.Value) string {
	if len(value) < d.shared {
		return string(value)
	}
	return unsafe.String(&d.data[int(d.json.InputOffset())-len(value)], len(value))
}

// unquoted takes a string that ReadValue has found valid.
func unquoted(quoted []byte) string {
	if bytes.ContainsRune(quoted, '\\') {
		quoted, _ = jsontext.AppendUnquote(nil, quoted)
		return string(quoted)
	}
	return string(quoted[1 : len(quoted)-1])
}

func (d *decoder) end() error {
	// What is only peeked at leaves the offset where the data ends that is wanted.
	if d.json.PeekKind() != 0 {
		return errTrailingData
	}
	if _, err := d.json.ReadToken(); !errors.Is(err, io.EOF) {
		return errTrailingData
	}
	return nil
}

// violation puts an error of the decoder into our words: its own may hold names from the body.
func (d *decoder) violation(err error) *Violation {
	broken, ok := errors.AsType[*syntaxError](err)
	if !ok {
		broken = errSyntax
	}
	offset := d.json.InputOffset()
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		offset = syntactic.ByteOffset
	}
	return &Violation{Rule: broken.rule, Reason: broken.reason, Offset: offset}
}

// firstInvalidByte finds the place in data that is not valid as a whole.
func firstInvalidByte(data []byte) int64 {
	for i := 0; ; {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return int64(i)
		}
		i += size
	}
}
