package server_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/server"
)

// serving runs Serve with a handler that holds each request until it is let go.
type serving struct {
	url     string
	stop    context.CancelFunc
	entered chan struct{}
	leave   chan struct{}
	ended   chan error
}

func startServing(t *testing.T, drain time.Duration) *serving {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	s := &serving{url: "http://" + listener.Addr().String(), stop: cancel, entered: make(chan struct{}), leave: make(chan struct{}), ended: make(chan error, 1)}
	hold := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		s.entered <- struct{}{}
		select {
		case <-s.leave:
		case <-r.Context().Done():
		}
	})
	go func() { s.ended <- server.Serve(ctx, listener, hold, slog.New(slog.DiscardHandler), drain) }()
	return s
}

// get starts a request and returns where its error will be.
func (s *serving) get(t *testing.T) <-chan error {
	failed := make(chan error, 1)
	request, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), http.MethodGet, s.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			err = response.Body.Close()
		}
		failed <- err
	}()
	<-s.entered
	return failed
}

func TestServeWaitsForRequestsUnderWay(t *testing.T) {
	s := startServing(t, time.Minute)
	failed := s.get(t)
	s.stop()
	close(s.leave)
	if err := <-failed; err != nil {
		t.Errorf("the request under way: %v", err)
	}
	if err := <-s.ended; err != nil {
		t.Errorf("a clean drain: %v", err)
	}
	if _, err := net.Dial("tcp", s.url[len("http://"):]); err == nil {
		t.Error("it still listens")
	}
}

func TestServeCutsOffRequestsThatDoNotEnd(t *testing.T) {
	s := startServing(t, time.Nanosecond)
	failed := s.get(t)
	s.stop()
	if err := <-s.ended; !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a drain that was too short: %v", err)
	}
	if err := <-failed; err == nil {
		t.Error("the request was not cut off")
	}
}

func TestServeFailsForAClosedListener(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	if err := server.Serve(t.Context(), listener, http.NotFoundHandler(), slog.New(slog.DiscardHandler), time.Second); !errors.Is(err, net.ErrClosed) {
		t.Errorf("%v", err)
	}
}

// Browsers and http.Transport open connections in advance.
func TestServeDoesNotWaitForAConnectionWithoutARequest(t *testing.T) {
	s := startServing(t, time.Second)
	unused, err := net.Dial("tcp", s.url[len("http://"):])
	if err != nil {
		t.Fatal(err)
	}
	defer unused.Close()
	failed := s.get(t) // on a later connection, so the first one has been accepted
	close(s.leave)
	if err := <-failed; err != nil {
		t.Errorf("the request on another connection: %v", err)
	}
	s.stop()
	if err := <-s.ended; err != nil {
		t.Errorf("a drain with nothing under way: %v", err)
	}
}
