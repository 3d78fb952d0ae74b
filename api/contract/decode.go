package contract

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// maxDepth is how deep arrays and objects may nest. The contract itself needs 3 levels; no real message comes near.
const maxDepth = 64

// fault is a violation before it is known whose message it is in.
type fault struct {
	pointer  string
	rule     Rule
	reason   string
	expected Expected
	offset   int64
}

// decode reads one JSON text into nil, bool, string, json.Number, []any and map[string]any. It is stricter than encoding/json:
// duplicate names, trailing data, invalid UTF-8 and more than maxDepth levels are faults.
func decode(data []byte) (any, *fault) {
	if !utf8.Valid(data) {
		return nil, &fault{rule: RuleUTF8, reason: "must be UTF-8", offset: firstInvalidByte(data)}
	}
	d := decoder{jsontext.NewDecoder(bytes.NewBuffer(data))}
	value, err := d.value()
	if err == nil {
		err = d.end()
	}
	if err != nil {
		return nil, d.fault(err)
	}
	return value, nil
}

type decoder struct{ *jsontext.Decoder }

var (
	errDepth        = errors.New("too deep")
	errTrailingData = errors.New("trailing data")
)

func (d decoder) value() (any, error) {
	token, err := d.ReadToken()
	if err != nil {
		return nil, err
	}
	switch token.Kind() {
	case '{':
		return d.object()
	case '[':
		return d.array()
	case '"':
		return token.String(), nil
	case '0':
		return json.Number(token.String()), nil
	case 'n':
		return nil, nil
	default:
		return token.Bool(), nil
	}
}

func (d decoder) object() (any, error) {
	if d.StackDepth() > maxDepth {
		return nil, errDepth
	}
	object := map[string]any{}
	for d.PeekKind() != '}' {
		name, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		key := name.String()
		if object[key], err = d.value(); err != nil {
			return nil, err
		}
	}
	_, err := d.ReadToken()
	return object, err
}

func (d decoder) array() (any, error) {
	if d.StackDepth() > maxDepth {
		return nil, errDepth
	}
	array := []any{}
	for d.PeekKind() != ']' {
		item, err := d.value()
		if err != nil {
			return nil, err
		}
		array = append(array, item)
	}
	_, err := d.ReadToken()
	return array, err
}

func (d decoder) end() error {
	_, err := d.ReadToken()
	switch {
	case err == io.EOF:
		return nil
	default:
		return errTrailingData
	}
}

// fault puts an error of the decoder into our words: its own may hold names from the body.
func (d decoder) fault(err error) *fault {
	offset := d.InputOffset()
	var syntactic *jsontext.SyntacticError
	if errors.As(err, &syntactic) {
		offset = syntactic.ByteOffset
	}
	switch {
	case errors.Is(err, errDepth):
		return &fault{rule: RuleDepth, reason: "must not nest deeper than 64 levels", offset: offset}
	case errors.Is(err, errTrailingData):
		return &fault{rule: RuleTrailingData, reason: "must end after one JSON value", offset: offset}
	case errors.Is(err, jsontext.ErrDuplicateName):
		return &fault{rule: RuleDuplicate, reason: "must not use a name twice in an object", offset: offset}
	}
	return &fault{rule: RuleSyntax, reason: "must be valid JSON (RFC 8259)", offset: offset}
}

func firstInvalidByte(data []byte) int64 {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return int64(i)
		}
		i += size
	}
	return int64(len(data))
}
