// Package encode writes JSON that people read too: unlike encoding/json it leaves <, > and & as they are.
package encode

import (
	"bytes"
	"encoding/json"
)

// AppendJSON appends the JSON of a value, without a newline. On an error it appends nothing.
func AppendJSON(text []byte, value any) ([]byte, error) {
	buffer := bytes.NewBuffer(text)
	encoder := json.NewEncoder(buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return text, err
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n")), nil
}
