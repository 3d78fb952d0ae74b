package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
)

// clearAddrFile deletes the addresses of a stub that was killed.
func clearAddrFile(path string) error {
	if isRegular(os.Lstat(path)) {
		return os.Remove(path)
	}
	if isRegular(os.Stat(path)) { // behind a link, which stays
		return os.Truncate(path, 0)
	}
	return nil
}

// writeAddrFile writes the hosts and ports of the stub, for programs that wait for them. It makes a regular file, whole or not at all,
// which remove deletes. Anything else at the path stays and is written to: a pipe in the background, since it may never have a reader.
func writeAddrFile(ctx context.Context, path string, addrs []*net.TCPAddr, logger *slog.Logger) (remove func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	var text bytes.Buffer
	for _, addr := range addrs {
		fmt.Fprintln(&text, addr)
	}
	if info, err := os.Lstat(path); os.IsNotExist(err) || isRegular(info, err) {
		return func() { removeAddrFile(path, text.Bytes()) }, writeWhole(path, text.Bytes())
	}
	if !isPipe(path) {
		return func() {}, writeInPlace(ctx, path, text.Bytes())
	}
	go func() {
		if err := writeInPlace(ctx, path, text.Bytes()); err != nil && ctx.Err() == nil {
			logger.Error("the address cannot be written", slog.Any("error", err))
		}
	}()
	return func() {}, nil
}

// removeAddrFile does not remove the file of another stub that has replaced it.
func removeAddrFile(path string, text []byte) {
	if !isRegular(os.Lstat(path)) {
		return
	}
	if now, err := os.ReadFile(path); err == nil && bytes.Equal(now, text) {
		_ = os.Remove(path) // it may be gone already
	}
}

func isRegular(info os.FileInfo, err error) bool { return err == nil && info.Mode().IsRegular() }

func writeInPlace(ctx context.Context, path string, text []byte) error {
	file, err := openToWrite(ctx, path, os.O_TRUNC)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	return errors.Join(err, file.Close())
}

func writeWhole(path string, text []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".medialink-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // unless it was renamed
	_, err = file.Write(text)
	if err := errors.Join(err, file.Chmod(0o644), file.Close()); err != nil { // other users may wait for it
		return err
	}
	return os.Rename(file.Name(), path)
}
