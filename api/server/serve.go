package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// Serve serves handler on listener until ctx is done. Then it stops accepting and waits for requests under way, at most for drain,
// and cuts off what is left. It returns nil after a clean drain. A request whose header has not come when ctx is done
// is not waited for. The listener is closed in any case.
//
// The API has small messages, so every limit is set: a connection is closed when a request's headers take more than 10 seconds or 64 KiB,
// the whole request 60 seconds, or request and response 120 seconds, and when it is idle for 120 seconds.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler, logger *slog.Logger, drain time.Duration) error {
	return ServeWith(ctx, listener, &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       60 * time.Second,
		WriteTimeout:      120 * time.Second,
		IdleTimeout:       120 * time.Second,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}, drain)
}

// ServeWith is [Serve] with the handler and the limits of a server. It replaces BaseContext and ConnState, and s serves nothing else.
func ServeWith(ctx context.Context, listener net.Listener, s *http.Server, drain time.Duration) error {
	var running atomic.Int64
	unused := &unused{connections: map[net.Conn]bool{}}
	s.BaseContext = func(net.Listener) context.Context { return context.WithValue(context.Background(), servingKey{}, ctx) }
	s.ConnState, s.Handler = unused.track, counted(s.Handler, &running)
	s.RegisterOnShutdown(unused.close) // net/http reads no further request then
	served := make(chan error, 1)
	go func() { served <- s.Serve(listener) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	// The context that ended serving must not end the drain.
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	err := s.Shutdown(limit)
	if err != nil {
		err = errors.Join(fmt.Errorf("cut off what had not ended within %v: %w", drain, err), s.Close())
		waitFor(&running)
	}
	if failed := <-served; !errors.Is(failed, http.ErrServerClosed) {
		err = errors.Join(err, failed)
	}
	return err
}

type servingKey struct{}

// UntilStop returns a context that ends with ctx, which is that of a request, and when the [Serve] that the request came through stops
// accepting. It is for responses without an end, so that Serve does not wait for them. Call cancel when it is not needed any more.
func UntilStop(ctx context.Context) (until context.Context, cancel context.CancelFunc) {
	until, end := context.WithCancel(ctx)
	serving, ok := ctx.Value(servingKey{}).(context.Context)
	if !ok {
		return until, end
	}
	release := context.AfterFunc(serving, end)
	return until, func() {
		release()
		end()
	}
}

func counted(handler http.Handler, running *atomic.Int64) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		running.Add(1)
		defer running.Add(-1)
		handler.ServeHTTP(w, r)
	})
}

// waitFor gives handlers whose connection was cut off a second to notice it, so that they are in the logs too.
func waitFor(running *atomic.Int64) {
	patience, often := time.After(time.Second), time.Tick(5*time.Millisecond)
	for running.Load() != 0 {
		select {
		case <-patience:
			return
		case <-often:
		}
	}
}
