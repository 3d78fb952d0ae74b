package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
)

// writeAddrs writes hosts and ports to a file, whole or not at all, for programs that wait for it. Remove takes it away again, unless
// another program has written its own by then.
func writeAddrs(path string, addrs []net.Addr) (remove func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	var text bytes.Buffer
	for _, addr := range addrs {
		fmt.Fprintln(&text, addr)
	}
	if err := writeWhole(path, text.Bytes()); err != nil {
		return nil, fmt.Errorf("--addr-file: %w", err)
	}
	return func() {
		if now, err := os.ReadFile(path); err == nil && bytes.Equal(now, text.Bytes()) {
			_ = os.Remove(path) // it may be gone already
		}
	}, nil
}

func writeWhole(path string, text []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".medialink-*")
	if err != nil {
		return err
	}
	_, err = temporary.Write(text)
	if closed := temporary.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chmod(temporary.Name(), 0o644) // who waits for it may be someone else
	}
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temporary.Name())
	}
	return err
}
