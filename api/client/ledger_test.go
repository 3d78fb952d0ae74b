package client_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"
)

// ledger is a service that counts the records that it makes of each link.
type ledger struct {
	body  string
	every int // after as many uploads the connection ends; 0 is never

	mu      sync.Mutex
	records map[string]int
	uploads int
}

func newLedger(t *testing.T) *ledger {
	t.Helper()
	return &ledger{body: example(t, "processing"), records: map[string]int{}}
}

func (l *ledger) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var media struct{ Link string }
	body, err := io.ReadAll(r.Body)
	if err != nil || json.Unmarshal(body, &media) != nil {
		return
	}
	if n := l.record(media.Link); l.every > 0 && n%l.every == 0 {
		w.Header().Set("Connection", "close")
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprint(w, l.body)
}

func (l *ledger) record(link string) (uploads int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.records[link]++
	l.uploads++
	return l.uploads
}

func (l *ledger) of(link string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.records[link]
}
