// Package floor is a bare server of this API for benchmarks to compare with: net/http and encoding/json, without state and without checks.
package floor

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/medialink-go/medialink/gen"
)

// link is the request body of an upload.
type link struct {
	Link string  `json:"link"`
	Kind *string `json:"kind"`
	Name *string `json:"name"`
}

// New returns a server whose every response has one of two media: upload to a POST, ready to a GET. Take both from what it is
// compared with, so that the responses are of the same size.
func New(upload, ready []byte) (http.Handler, error) {
	var uploaded, video gen.Media
	if err := errors.Join(json.Unmarshal(upload, &uploaded), json.Unmarshal(ready, &video)); err != nil {
		return nil, fmt.Errorf("responses of the bare server: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/library/v1/media/link", func(w http.ResponseWriter, r *http.Request) {
		var body link
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			http.Error(w, "bad request", http.StatusBadRequest)
			return
		}
		write(w, &uploaded)
	})
	mux.HandleFunc("GET /api/library/v1/media/{media_id}", func(w http.ResponseWriter, _ *http.Request) { write(w, &video) })
	return mux, nil
}

func write(w http.ResponseWriter, media *gen.Media) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(media) // a caller that has gone needs no response
}
