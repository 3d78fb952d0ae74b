package encode_test

import (
	"testing"

	"github.com/medialink-go/medialink/api/internal/encode"
)

func TestWhatOnlyHTMLEscapesStaysAsItIs(t *testing.T) {
	text, err := encode.AppendJSON([]byte("a: "), map[string]string{"<b>": "c&d\n"})
	if want := `a: {"<b>":"c&d\n"}`; err != nil || string(text) != want {
		t.Errorf("%s, %v, want %s", text, err, want)
	}
}

func TestAValueThatJSONDoesNotHaveIsAnError(t *testing.T) {
	text, err := encode.AppendJSON([]byte("a"), make(chan int))
	if err == nil {
		t.Error("no error")
	}
	if string(text) != "a" {
		t.Errorf("%s is appended", text)
	}
}
