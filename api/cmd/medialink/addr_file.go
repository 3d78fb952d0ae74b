package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
)

// writeAddrs writes hosts and ports to a file, whole or not at all, for programs that wait for it. Remove takes it away again.
func writeAddrs(path string, addrs []net.Addr) (remove func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), ".medialink-*")
	if err != nil {
		return nil, fmt.Errorf("--addr-file: %w", err)
	}
	for _, addr := range addrs {
		if err == nil {
			_, err = fmt.Fprintln(temporary, addr)
		}
	}
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
