package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
)

// addrFile has the hosts and ports of the stub while it listens, for programs that wait for them.
type addrFile struct {
	path   string // "" for none
	logger *slog.Logger

	mu      sync.Mutex
	text    []byte // what the stub has put into a regular file
	removed bool
}

// clear deletes the addresses of a stub that was killed.
func (f *addrFile) clear() error {
	info, err := os.Lstat(f.path)
	if err != nil {
		return nil //nolint:nilerr // there is nothing, or write will fail
	}
	if info.Mode().IsRegular() {
		return ofAddrFile(os.Remove(f.path))
	}
	if target, err := os.Stat(f.path); err == nil && target.Mode().IsRegular() {
		return ofAddrFile(os.Truncate(f.path, 0))
	}
	return nil
}

// write makes a regular file, whole or not at all. Whatever else is at the path stays and is written to. A named pipe is written to in
// the background, since it may never have a reader.
func (f *addrFile) write(ctx context.Context, addrs []net.Addr, background func(func() error)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.path == "" || f.removed {
		return nil
	}
	var text bytes.Buffer
	for _, addr := range addrs {
		fmt.Fprintln(&text, addr)
	}
	info, err := os.Lstat(f.path)
	switch {
	case isPipe(f.path):
		background(func() error {
			f.writePipe(ctx, text.Bytes())
			return nil
		})
		return nil
	case os.IsNotExist(err) || err == nil && info.Mode().IsRegular():
		f.text = text.Bytes()
		return ofAddrFile(writeWhole(f.path, f.text))
	}
	return ofAddrFile(writeInPlace(ctx, f.path, text.Bytes()))
}

func (f *addrFile) writePipe(ctx context.Context, text []byte) {
	if err := writeInPlace(ctx, f.path, text); err != nil && ctx.Err() == nil {
		f.logger.Error("the address cannot be written", slog.Any("error", ofAddrFile(err)))
	}
}

// remove deletes the regular file that write has made, unless another stub has put its own addresses there. After it write does nothing.
func (f *addrFile) remove() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.removed = true
	info, err := os.Lstat(f.path)
	if f.text == nil || err != nil || !info.Mode().IsRegular() {
		return
	}
	if now, err := os.ReadFile(f.path); err == nil && bytes.Equal(now, f.text) {
		_ = os.Remove(f.path) // it may be gone already
	}
}

func ofAddrFile(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("--addr-file: %w", err)
}

func writeInPlace(ctx context.Context, path string, text []byte) error {
	file, err := openToWrite(ctx, path, os.O_TRUNC)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
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
