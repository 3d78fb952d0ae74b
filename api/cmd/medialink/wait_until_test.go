package main

import (
	"testing"
	"time"
)

// waitUntil waits for another process.
func waitUntil(t *testing.T, what string, ok func() bool) {
	t.Helper()
	const patience, often = 30 * time.Second, time.Millisecond
	for began := time.Now(); !ok(); <-time.After(often) {
		if time.Since(began) > patience {
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}
