package client

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/contract"
)

// EventKind is the kind of an [Event].
type EventKind string

// The kinds of events.
const (
	EventAttempt EventKind = "attempt" // an attempt has ended: Attempt, Status, Err
	EventRetry   EventKind = "retry"   // another attempt follows: Attempt, Status, Delay
	EventDrift   EventKind = "drift"   // a response does not conform, and is delivered: Violation
	EventToken   EventKind = "token"   // a token was requested: Err
	EventPoll    EventKind = "poll"    // Wait got a status: Attempt, the number of the poll, and Media
)

// Event is something that happens in a call. It holds neither link, body nor token.
type Event struct {
	Kind      EventKind
	Operation string // the operationId; "" of EventToken
	Attempt   int
	Status    int
	Delay     time.Duration
	Err       error
	Media     MediaStatus
	MediaID   uuid.UUID // of a call about one media; else zero
	Violation contract.Violation
}

// event reports an event of a call.
func (c *call) event(e Event) {
	e.Operation, e.Attempt, e.MediaID = c.name, c.attempts, c.media
	c.observe(c.request.Context(), e)
}

func (d *doer) observe(ctx context.Context, e Event) {
	if d.observer != nil {
		d.observer(ctx, e)
	}
	if d.logger == nil {
		return
	}
	attributes := []slog.Attr{slog.String("operation", e.Operation), slog.Int("attempt", e.Attempt), slog.Int("status", e.Status)}
	add := func(present bool, key string, value any) {
		if present {
			attributes = append(attributes, slog.Any(key, value))
		}
	}
	add(e.MediaID != uuid.Nil, "media_id", e.MediaID.String())
	add(e.Delay > 0, "delay", e.Delay)
	add(e.Kind == EventDrift, "violation", e.Violation.String())
	add(e.Err != nil, "error", fmt.Sprint(e.Err))
	d.logger.LogAttrs(ctx, slog.LevelDebug, string(e.Kind), attributes...)
}
