package client_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/client"
)

// transcript is all that a program can print of the errors, events and logs of a client.
type transcript struct{ printed, kept bytes.Buffer }

func (s *transcript) observe(_ context.Context, e client.Event) {
	encoded, err := json.Marshal(e)
	fmt.Fprintf(&s.printed, "%v %+v %#v %s %v\n", e, e, e, encoded, err)
	s.error(e.Err)
}

func (s *transcript) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(&s.printed, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// error prints an error, and each that it wraps.
func (s *transcript) error(err error) {
	if err == nil {
		return
	}
	encoded, failed := json.Marshal(err)
	fmt.Fprintf(&s.printed, "%v %+v %#v %s %q %s %v\n", err, err, err, err, err, encoded, failed)
	s.logger().Info("failed", "error", err)
	slog.New(slog.NewJSONHandler(&s.printed, nil)).Info("failed", "error", err, "all", []any{err})
	if e, ok := err.(*client.Error); ok { //nolint:errorlint // this level alone
		fmt.Fprintf(&s.kept, "%+v %v %s\n", e.Details, e.Header, e.Body())
	}
	switch e := err.(type) { //nolint:errorlint // level by level
	case interface{ Unwrap() error }:
		s.error(e.Unwrap())
	case interface{ Unwrap() []error }:
		for _, err := range e.Unwrap() {
			s.error(err)
		}
	}
}

func (s *transcript) expectNoSecret(t *testing.T, secrets ...string) {
	t.Helper()
	all := strings.ToLower(s.printed.String() + s.kept.String())
	for _, secret := range append(secrets, "M4RK3R") {
		if strings.Contains(all, strings.ToLower(secret)) {
			t.Errorf("%s in:\n%s%s", secret, &s.printed, &s.kept)
		}
	}
	if strings.Contains(s.printed.String(), "L1NK") {
		t.Errorf("the link in:\n%s", &s.printed)
	}
}

func (s *transcript) client(t *testing.T, opts ...client.Option) *client.Client {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	defaults := []client.Option{
		client.WithHTTPClient(&http.Client{Transport: transport}),
		client.WithToken(client.NewSecret(secretToken)),
		client.WithRetry(client.RetryPolicy{Attempts: 2, Base: 1}),
		client.WithObserver(s.observe),
		client.WithLogger(s.logger()),
	}
	c, err := client.New(append(defaults, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
