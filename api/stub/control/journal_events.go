package control

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/medialink-go/medialink/api/internal/encode"
	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/api/stub/control/internal/gen"
	"github.com/medialink-go/medialink/api/stub/journal"
)

const (
	comment        = ":\n\n"
	commentEvery   = 15 * time.Second // so that proxies keep the connection
	readerPatience = 10 * time.Second // a reader who takes nothing for so long is dropped
	retryAfter     = 5                // seconds
)

// FollowJournal reads the journal one exchange at a time. The exchanges that a slow reader misses are not kept for it.
func (o *operations) FollowJournal(ctx context.Context, request gen.FollowJournalRequestObject) (gen.FollowJournalResponseObject, error) {
	p := request.Params
	if err := o.checkOperation(p.Operation); err != nil {
		return nil, err
	}
	var after *uint64
	if p.LastEventID != nil {
		after = new(uint64(*p.LastEventID))
	}
	filter := gen.ListExchangesParams{Operation: p.Operation, Status: p.Status, Verdict: p.Verdict, Pointer: p.Pointer, Trace: p.Trace}
	follower, err := scopeOf(ctx).Follow(func(x *journal.Exchange) bool { return matches(filter, x) }, after)
	if errors.Is(err, journal.ErrTooManyFollowers) {
		return tooManyFollow{}, nil
	}
	return events{ctx: ctx, follower: follower}, err
}

type tooManyFollow struct{}

// VisitFollowJournalResponse makes it a response of the generated server.
func (tooManyFollow) VisitFollowJournalResponse(w http.ResponseWriter) error {
	w.Header().Set("Retry-After", strconv.Itoa(retryAfter))
	server.WriteDetail(w, http.StatusServiceUnavailable, "Too many calls follow the journal")
	return nil
}

// events is a response that lasts as long as its request and the server.
type events struct {
	ctx      context.Context //nolint:containedctx // of the request
	follower *journal.Follower
}

// VisitFollowJournalResponse makes it a response of the generated server. A reader who has gone away is no error.
func (e events) VisitFollowJournalResponse(w http.ResponseWriter) error {
	defer e.follower.Close()
	ctx, cancel := server.UntilStop(e.ctx)
	defer cancel()
	idle := time.NewTicker(commentEvery)
	defer idle.Stop()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	for text := []byte(comment); ctx.Err() == nil; text = e.next(ctx, idle.C) {
		// A server without deadlines needs none, and reports that as an error.
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(readerPatience))
		if _, err := w.Write(text); err != nil {
			break
		}
	}
	return nil
}

// next waits for an event, or for the time of a comment. It keeps no memory for those who wait: an event can be long.
func (e events) next(ctx context.Context, idle <-chan time.Time) []byte {
	for {
		if event, ok := e.follower.Next(); ok {
			return eventText(event)
		}
		select {
		case <-e.follower.Grown():
		case <-idle:
			return []byte(comment)
		case <-ctx.Done():
			return nil
		}
	}
}

func eventText(event journal.Event) []byte {
	switch x := event.Exchange; {
	case event.Cleared:
		return []byte("id: 0\nevent: cleared\ndata: {}\n\n")
	case x == nil:
		return fmt.Appendf(nil, "event: lost\ndata: {\"count\":%d}\n\n", event.Lost)
	default:
		text := fmt.Appendf(nil, "id: %d\nevent: exchange\ndata: ", x.Number)
		text, _ = encode.AppendJSON(text, exchange(x)) // in one line; it is of types that JSON has
		return append(text, "\n\n"...)
	}
}
