package main

import (
	"context"
	"os"
	"syscall"
)

// openToWrite opens a file, and creates it if it does not exist. A named pipe needs a reader: openToWrite waits for one until ctx is done.
func openToWrite(ctx context.Context, path string, flags int) (*os.File, error) {
	type opened struct {
		file *os.File
		err  error
	}
	done := make(chan opened, 1)
	go func() {
		file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|flags, 0o644)
		done <- opened{file, err}
	}()
	select {
	case o := <-done:
		return o.file, o.err
	case <-ctx.Done():
	}
	if isPipe(path) {
		// A reader ends the wait of the goroutine.
		if reader, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0); err == nil {
			defer reader.Close()
			if o := <-done; o.err == nil {
				o.file.Close()
			}
		}
	}
	return nil, ctx.Err()
}

// isPipe follows symbolic links.
func isPipe(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode()&os.ModeNamedPipe != 0
}
