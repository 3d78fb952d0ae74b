package control

import (
	"bytes"
	"iter"
	"net/http"
	"slices"

	"github.com/medialink-go/medialink/api/internal/encode"
)

// The bounds of a page: the caller says how many items, but not how large they are.
const (
	defaultLimit = 100     // items
	pageBytes    = 1 << 20 // of JSON
)

// page is a response with as much of a list as fits.
type page []byte

// newPage writes a document whose one empty list, [], gets items: as many as the limit allows and as fit into pageBytes, but at least one, or
// nobody could get past it.
func newPage[T any](document any, items iter.Seq[T], toJSON func(T) any, limit *int) page {
	text, _ := encode.AppendJSON(nil, document) // this and the items are of types that JSON has: it cannot fail
	before, after, _ := bytes.Cut(text, []byte("[]"))
	text = slices.Concat(before, []byte("["))
	n := 0
	for item := range items {
		end := len(text)
		if n > 0 {
			text = append(text, ',')
		}
		text, _ = encode.AppendJSON(text, toJSON(item))
		if n++; n > 1 && len(text) > pageBytes {
			text = text[:end]
			break
		}
		if n == valueOr(limit, defaultLimit) {
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

// These make it a response of the generated server.
func (p page) VisitListMediaResponse(w http.ResponseWriter) error     { return p.send(w) }
func (p page) VisitListExchangesResponse(w http.ResponseWriter) error { return p.send(w) }
func (p page) VisitExportJournalResponse(w http.ResponseWriter) error { return p.send(w) }

// valueOr returns what a pointer points to, or a default if it is nil.
func valueOr[T any](pointer *T, byDefault T) T {
	if pointer == nil {
		return byDefault
	}
	return *pointer
}
