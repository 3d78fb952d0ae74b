package control_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/journal"
)

func TestTheJournalIsFollowedAsItGrows(t *testing.T) {
	following(t, func(f *followed) {
		f.upload("a", video)
		r := f.follow("")
		if got := r.response.Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("it may be cached: %q", got)
		}
		began := time.Now()
		r.wants(":", ":") // nothing of what came before
		if took := time.Since(began); took != 30*time.Second {
			t.Errorf("two comments took %v", took)
		}
		f.upload("a", `{"link":"gopher://h.example/<é>","name":"two\nlines"}`)
		event, err := r.next()
		if err != nil {
			t.Fatal(err)
		}
		data, isSecond := strings.CutPrefix(event, "id: 2\nevent: exchange\ndata: ")
		if !isSecond {
			t.Errorf("event %q", event)
		}
		list := decode[struct{ Exchanges []json.RawMessage }](t, f.call("GET", "/_stub/journal?after=1", "").Body.Bytes())
		if diff := cmp.Diff(string(list.Exchanges[0]), data); diff != "" {
			t.Errorf("the event is not as the list has it: %s", diff)
		}
	})
}

func TestAFollowerGetsTheExchangesThatItAsksFor(t *testing.T) {
	following(t, func(f *followed) {
		everything, bad, ofB := f.follow(""), f.follow("?verdict=violation&world=a"), f.follow("", "Authorization", "Bearer b")
		go func() {
			f.upload("a", video)
			f.upload("a", `{"link":7}`)
			f.upload("b", video)
		}()
		everything.wants("id: 1\n"+exchangeEvent, "id: 2\n"+exchangeEvent, "id: 3\n"+exchangeEvent)
		bad.wants("id: 2\n" + exchangeEvent)
		ofB.wants("id: 3\n" + exchangeEvent)
		for _, r := range []*reader{everything, bad, ofB} {
			r.wants(":") // and no other event
		}
		for query, place := range map[string]string{"?operation=getmedia": "operation", "?verdict=bad": "verdict", "?limit=1": "limit"} {
			r := f.open("GET", query)
			if body, _ := io.ReadAll(r.response.Body); r.response.StatusCode != 422 || !strings.Contains(string(body), `"loc":["query","`+place+`"]`) {
				t.Errorf("%s: %d %s", query, r.response.StatusCode, body)
			}
		}
	})
}

func TestAFollowerContinuesAfterTheLastEvent(t *testing.T) {
	const first, second, third, fourth = "id: 1\n", "id: 2\n", "id: 3\n", "id: 4\n"
	for _, row := range []struct {
		name, query, last string
		want              []string
	}{
		{"none", "", "", []string{fourth}},
		{"the start", "", "0", []string{first, second, third, fourth}},
		{"one in the journal", "", "2", []string{third, fourth}},
		{"the latest", "", "3", []string{fourth}},
		{"one that never was", "", "9", []string{clearedEvent, fourth}},
		{"one of the world", "?world=a", "1", []string{third, fourth}},
		{"one of another world", "?world=a", "2", []string{clearedEvent, fourth}},
	} {
		t.Run(row.name, func(t *testing.T) {
			following(t, func(f *followed) {
				for _, world := range []string{"a", "b", "a"} {
					f.upload(world, video)
				}
				var header []string
				if row.last != "" {
					header = []string{"Last-Event-ID", row.last}
				}
				r := f.follow(row.query, header...)
				go f.upload("a", video)
				r.wants(append(row.want, ":")...)
			})
		})
	}
	following(t, func(f *followed) {
		if r := f.open("GET", "", "Last-Event-ID", "x"); r.response.StatusCode != 422 {
			t.Errorf("another id: status %d", r.response.StatusCode)
		}
	})
}

func TestAFollowerLearnsWhatItHasMissed(t *testing.T) {
	following(t, func(f *followed) {
		r, ofB := f.follow(""), f.follow("?world=b")
		for range 6 {
			f.upload("a", video)
			synctest.Wait() // the first one is being written, and nobody reads it
		}
		r.wants("id: 1\n", "event: lost\ndata: {\"count\":3}", "id: 5\n", "id: 6\n", ":")
		ofB.wants(":")
	}, stub.WithJournalLimits(2, journal.DefaultMaxBytes))
}

// A world that makes room for another one is not forgotten on demand.
func TestWhatAWorldTakesWithItIsLost(t *testing.T) {
	following(t, func(f *followed) {
		r := f.follow("")
		for _, world := range []string{"a", "b", "b", "c"} {
			f.upload(world, video)
			synctest.Wait()
		}
		r.wants("id: 1\n", "event: lost\ndata: {\"count\":2}", "id: 4\n", ":")
	}, stub.WithLimits(10, 1, 1<<20))
}

func TestAFollowerLearnsThatTheJournalWasCleared(t *testing.T) {
	for _, row := range []struct {
		method, target string
		ofB            string // what the follower of world b gets
	}{
		{"DELETE", "/_stub/journal?all", clearedEvent},
		{"DELETE", "/_stub/journal?world=b", clearedEvent},
		{"DELETE", "/_stub/journal?world=a", ":"},
		{"POST", "/_stub/reset?all", clearedEvent},
		{"POST", "/_stub/reset?world=b", clearedEvent},
		{"POST", "/_stub/reset?world=a", ":"},
	} {
		t.Run(row.target, func(t *testing.T) {
			following(t, func(f *followed) {
				r, ofB := f.follow(""), f.follow("?world=b")
				f.call(row.method, row.target, "")
				r.wants(clearedEvent)
				f.upload("a", video)
				r.wants("id: 1\n" + exchangeEvent)
				ofB.wants(row.ofB)
			})
		})
	}
}

// What was not read when the journal was cleared is not sent, and not lost either.
func TestACleanStartHidesWhatCameBefore(t *testing.T) {
	following(t, func(f *followed) {
		r := f.follow("")
		for range 3 {
			f.upload("a", video)
			synctest.Wait()
		}
		f.stub.Reset()
		f.upload("a", video)
		r.wants("id: 1\n", clearedEvent, "id: 1\n", ":")
	}, stub.WithJournalLimits(1, journal.DefaultMaxBytes))
}

func TestAReaderWhoDoesNotReadIsDropped(t *testing.T) {
	following(t, func(f *followed) {
		r := f.follow("")
		f.upload("a", video)
		<-time.After(11 * time.Second)
		if got, err := r.next(); err == nil {
			t.Errorf("it gets %q", got)
		}
	})
}

func TestAStreamLastsLongerThanAnyOtherResponse(t *testing.T) {
	following(t, func(f *followed) {
		r, began := f.follow(""), time.Now()
		for time.Since(began) < 10*time.Minute {
			r.wants(":")
		}
	})
}

func TestTheNumberOfFollowersIsBounded(t *testing.T) {
	following(t, func(f *followed) {
		readers := make([]*reader, journal.MaxFollowers)
		for i := range readers {
			readers[i] = f.follow("")
		}
		r := f.open("GET", "")
		body, err := io.ReadAll(r.response.Body)
		if r.response.StatusCode != http.StatusServiceUnavailable || r.response.Header.Get("Retry-After") != "5" {
			t.Errorf("%d %v %s, %v", r.response.StatusCode, r.response.Header, body, err)
		}
		if w := f.call("GET", "/_stub/journal", ""); w.Code != http.StatusOK {
			t.Errorf("others wait for those who follow: %d", w.Code)
		}
		readers[7].leave()
		f.follow("")
	})
}

func TestHEADAndThoseWhoLeaveFollowNoMore(t *testing.T) {
	following(t, func(f *followed) {
		for range 2 * journal.MaxFollowers {
			if r := f.open("HEAD", ""); r.response.StatusCode != http.StatusOK {
				t.Fatalf("HEAD: status %d", r.response.StatusCode)
			}
			f.follow("").leave()
		}
	})
}

func TestEventsEndWithTheServer(t *testing.T) {
	following(t, func(f *followed) {
		r := f.follow("")
		began := time.Now()
		f.stop()
		if rest, err := r.next(); !errors.Is(err, io.EOF) || rest != "" {
			t.Errorf("it does not end well: %q, %v", rest, err)
		}
		err := <-f.ended
		if took := time.Since(began); err != nil || took > time.Second {
			t.Errorf("Serve returned %v after %v", err, took)
		}
		f.ended <- nil
	})
}
