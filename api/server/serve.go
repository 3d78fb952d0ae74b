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

// The limits of [Serve]. The API has small messages: whoever needs longer is stuck, or means no good.
const (
	readHeaderTimeout = 10 * time.Second
	readTimeout       = 60 * time.Second
	writeTimeout      = 120 * time.Second
	idleTimeout       = 120 * time.Second
	maxHeaderBytes    = 64 << 10

	requestPatience = 500 * time.Millisecond // during a drain, for the header of a request that is coming
)

// Serve serves handler on listener with every timeout set, until ctx is done. Then it stops accepting and waits for requests
// under way, at most for drain, and cuts off what is left. It returns nil after a clean drain. A request whose header is
// not there half a second after ctx is done is not waited for. The listener is closed in any case.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler, logger *slog.Logger, drain time.Duration) error {
	var running atomic.Int64
	unused := &unused{connections: map[net.Conn]bool{}}
	s := &http.Server{
		ConnState:         unused.track,
		Handler:           counted(handler, &running),
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
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
	defer time.AfterFunc(min(requestPatience, drain/2), unused.close).Stop()
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

func counted(handler http.Handler, running *atomic.Int64) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		running.Add(1)
		defer running.Add(-1)
		handler.ServeHTTP(w, r)
	})
}

// waitFor lets handlers whose connection was cut off notice it, so that they are in the logs too. One that does not notice is left.
func waitFor(running *atomic.Int64) {
	const patience, often = time.Second, 5 * time.Millisecond
	for began := time.Now(); running.Load() > 0 && time.Since(began) < patience; {
		<-time.After(often)
	}
}
