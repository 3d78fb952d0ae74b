package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
)

// writeAddr writes host and port to a file, whole or not at all, for programs that wait for it. Remove takes it away again.
func writeAddr(path string, addr net.Addr) (remove func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), ".medialink-*")
	if err != nil {
		return nil, fmt.Errorf("--addr-file: %w", err)
	}
	_, err = fmt.Fprintln(temporary, addr)
	if closed := temporary.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temporary.Name())
		return nil, fmt.Errorf("--addr-file: %w", err)
	}
	return func() { _ = os.Remove(path) }, nil // it may be gone already
}
