package control

import (
	"bytes"
	"iter"
	"net/http"
	"slices"

	"github.com/medialink-go/medialink/api/internal/encode"
)

// pageBytes bounds a page, in bytes of JSON: the caller says how many items, but not how large they are.
const pageBytes = 1 << 20

// page is a response with as much of a list as fits.
type page []byte

// newPage writes a document whose one empty list, [], gets items: as many as the limit allows and as fit into pageBytes, but at least one, or
// nobody could get past it.
func newPage[T any](document any, items iter.Seq[T], limit int) page {
	text, _ := encode.AppendJSON(nil, document) // this and the items are of types that JSON has: it cannot fail
	before, after, _ := bytes.Cut(text, []byte("[]"))
	text = slices.Concat(before, []byte("["))
	empty, n := len(text), 0
	for item := range items {
		end := len(text)
		if end > empty {
			text = append(text, ',')
		}
		text, _ = encode.AppendJSON(text, item)
		if n++; n > 1 && len(text) > pageBytes {
			text = text[:end]
			break
		}
		if n == limit {
			break
		}
	}
	return append(append(text, ']'), append(after, '\n')...)
}

func (p page) send(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "application/json")
	_, err := w.Write(p)
	return err
}

// VisitListMediaResponse makes it a response of the generated server.
func (p page) VisitListMediaResponse(w http.ResponseWriter) error { return p.send(w) }

// VisitListExchangesResponse makes it a response of the generated server.
func (p page) VisitListExchangesResponse(w http.ResponseWriter) error { return p.send(w) }

// VisitExportJournalResponse makes it a response of the generated server.
func (p page) VisitExportJournalResponse(w http.ResponseWriter) error { return p.send(w) }
