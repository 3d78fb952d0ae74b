package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"syscall"
	"testing"
	"unsafe"
)

// openPTY opens a terminal. What is written to it can be read from its screen.
func openPTY(t *testing.T) (screen, terminal *os.File) {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("this machine has no pseudo terminals: %v", err)
	}
	t.Cleanup(func() { screen.Close() })
	var number, unlocked int32
	for request, value := range map[uintptr]*int32{syscall.TIOCGPTN: &number, syscall.TIOCSPTLCK: &unlocked} {
		if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, screen.Fd(), request, uintptr(unsafe.Pointer(value))); errno != 0 {
			t.Fatal(errno)
		}
	}
	terminal, err = os.OpenFile(fmt.Sprint("/dev/pts/", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { terminal.Close() })
	return screen, terminal
}

// onTerminal runs the stub on a terminal, calls use when it listens, and returns the screen.
func onTerminal(t *testing.T, use func(*running, *watcher), args ...string) string {
	t.Helper()
	screen, terminal := openPTY(t)
	ctx, cancel := context.WithCancel(t.Context())
	r, w := &running{stop: cancel, code: make(chan int, 1), stderr: &bytes.Buffer{}}, &watcher{url: make(chan string, 1)}
	shown := make(chan string)
	go func() {
		text, _ := io.ReadAll(io.TeeReader(screen, w)) // it ends with EIO when nobody has the terminal open any more
		shown <- string(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")))
	}()
	go func() {
		r.code <- run(ctx, append([]string{"stub", "--addr=127.0.0.1:0"}, args...), terminal, r.stderr)
	}()
	select {
	case r.url = <-w.url:
	case code := <-r.code:
		t.Fatalf("code %d: %s", code, r.stderr)
	}
	use(r, w)
	if code := r.end(); code != 0 {
		t.Errorf("code %d: %s", code, r.stderr)
	}
	terminal.Close()
	return <-shown
}

// watcher counts lines, and finds the URL at the end of the first one.
type watcher struct {
	lines atomic.Int64
	first []byte
	url   chan string
}

func (w *watcher) Write(text []byte) (int, error) {
	if w.lines.Load() == 0 {
		w.first = append(w.first, text...)
		if line, _, ended := bytes.Cut(w.first, []byte("\r\n")); ended {
			w.url <- string(line[bytes.LastIndexByte(line, ' ')+1:])
		}
	}
	w.lines.Add(int64(bytes.Count(text, []byte("\n"))))
	return len(text), nil
}
