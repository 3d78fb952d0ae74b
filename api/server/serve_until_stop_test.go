package server_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/server"
)

// Without UntilStop, Serve would wait for the response for an hour.
func ExampleUntilStop() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	serving, stop := context.WithCancel(context.Background())
	endless := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := server.UntilStop(r.Context())
		defer cancel()
		stop() // as a signal would
		<-ctx.Done()
		fmt.Fprint(w, "bye")
	})
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(serving, listener, endless, slog.Default(), time.Hour) }()
	response, err := http.Get("http://" + listener.Addr().String())
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	last, _ := io.ReadAll(response.Body)
	fmt.Println(string(last), <-ended)
	// Output: bye <nil>
}

func TestUntilStopEndsWithTheRequestUnderAnyServer(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	request := httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil)
	until, cancel := server.UntilStop(request.Context())
	defer cancel()
	if err := until.Err(); err != nil {
		t.Errorf("it ends at once: %v", err)
	}
	leave()
	<-until.Done()
	until, cancel = server.UntilStop(t.Context())
	cancel()
	<-until.Done()
}
