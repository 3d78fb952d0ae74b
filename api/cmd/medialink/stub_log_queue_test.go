package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
)

// A log that closes right after a line was written lost it once in thousands of times, when its goroutine had just looked for lines.
func TestNoLineIsLostWhenTheLogCloses(t *testing.T) {
	dir := t.TempDir()
	logger := slog.New(slog.DiscardHandler)
	for i := range 300 {
		path := filepath.Join(dir, fmt.Sprint(i))
		log, err := openLogQueue(t.Context(), "log", path, nil, logger, nil)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(log, "the only line")
		log.close()
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(text, []byte("the only line")); n != 1 {
			t.Fatalf("the line is %d times in %q", n, text)
		}
	}
}
