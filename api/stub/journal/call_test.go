package journal_test

import (
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/stub/journal"
)

// sent is a request, with the status of its response.
type sent struct {
	operation, body string
	status          int
}

func newJournal() *journal.Journal {
	return journal.New(journal.DefaultMaxExchanges, journal.DefaultMaxBytes)
}

// recorded returns the exchanges of a journal in which requests were recorded.
func recorded(t *testing.T, requests ...sent) []*journal.Exchange {
	t.Helper()
	j := newJournal()
	for _, r := range requests {
		j.Add(journal.Key{}, r.record(t))
	}
	return j.All()
}

func (s sent) record(t *testing.T) *journal.Exchange {
	t.Helper()
	r := httptest.NewRequest("POST", "/a", strings.NewReader(s.body))
	x := newJournal().NewExchange(s.operation, r)
	tap := x.Tap(r.Body)
	if _, err := io.Copy(io.Discard, tap); err != nil {
		t.Fatal(err)
	}
	tap.Redact()
	newJournal().RecordResponse(x, s.status, nil, []byte(`{"id":7}`))
	return x
}
