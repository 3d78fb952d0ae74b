//go:build unix

package main

import (
	"bufio"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestTheAddrFileKeepsDevicesLinksAndPipes(t *testing.T) {
	for name, row := range map[string]struct {
		prepare func(path string) error
		reads   bool // it has the address behind the path while the stub runs
	}{
		"a device":                           {func(path string) error { return syscall.Mknod(path, syscall.S_IFCHR|0o666, 1<<8|3) }, false},
		"a link to a device":                 {func(path string) error { return os.Symlink(os.DevNull, path) }, false},
		"a link to a regular file":           {func(path string) error { return linkTo(path, "127.0.0.1:1\na stale line, and a long one\n") }, true},
		"a link to a file that is not there": {func(path string) error { return os.Symlink(path+".target", path) }, true},
		"a pipe that nobody reads":           {func(path string) error { return syscall.Mkfifo(path, 0o600) }, false},
		"a link to a pipe that nobody reads": {func(path string) error {
			if err := syscall.Mkfifo(path+".target", 0o600); err != nil {
				return err
			}
			return os.Symlink(path+".target", path)
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "addr")
			if err := row.prepare(path); err != nil {
				t.Skipf("only root can make one: %v", err)
			}
			before, err := os.Lstat(path)
			if err != nil {
				t.Fatal(err)
			}
			r := start(t, "--addr-file", path)
			get(t, r.url+"/_stub/ready")
			if row.reads {
				if got := "http://" + strings.TrimSuffix(read(path), "\n"); got != r.url {
					t.Errorf("the file has %q, want %s", got, r.url)
				}
			}
			if code := r.end(); code != 0 {
				t.Errorf("code %d: %s", code, r.stderr)
			}
			after, err := os.Lstat(path)
			if err != nil {
				t.Fatal(err)
			}
			if !os.SameFile(before, after) {
				t.Errorf("%v was replaced by %v", before.Mode(), after.Mode())
			}
		})
	}
}

// linkTo makes a link to a regular file.
func linkTo(path, text string) error {
	if err := os.WriteFile(path+".target", []byte(text), 0o600); err != nil {
		return err
	}
	return os.Symlink(path+".target", path)
}

func TestThePipeOfAnAddrFileHasTheAddressWhenItIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "addr")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	r := start(t, "--addr-file", path)
	defer r.end()
	pipe, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	lines := bufio.NewScanner(pipe)
	lines.Scan()
	if got := "http://" + lines.Text(); got != r.url {
		t.Errorf("the pipe has %s, want %s", got, r.url)
	}
	if lines.Scan() {
		t.Errorf("the pipe has more: %s", lines.Text())
	}
}

func TestAnAddrFileThatCannotBeWrittenFailsTheStart(t *testing.T) {
	dir := t.TempDir()
	loop := filepath.Join(dir, "loop")
	if err := os.Symlink(loop, loop); err != nil {
		t.Fatal(err)
	}
	paths := []string{dir, loop, filepath.Join(dir, "no", "such")}
	if exists("/dev/full") {
		paths = append(paths, "/dev/full")
	}
	for _, path := range paths {
		code, stdout, stderr := invoke(t, "stub", "--addr=127.0.0.1:0", "--addr-file", path)
		if code != 1 || !strings.HasPrefix(stderr, "medialink: --addr-file: ") {
			t.Errorf("%s: code %d: %s", path, code, stderr)
		}
		if stdout != "" {
			t.Errorf("%s: %s", path, stdout)
		}
	}
}

func TestAStaleAddrFileIsDeletedBeforeItListens(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	path := filepath.Join(t.TempDir(), "addr")
	if err := os.WriteFile(path, []byte("127.0.0.1:1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"--addr", taken.Addr().String()}, {"--addr=127.0.0.1:0", "--control", taken.Addr().String()}} {
		if code, _, stderr := invoke(t, append([]string{"stub", "--addr-file", path}, args...)...); code != 1 {
			t.Errorf("%v: code %d: %s", args, code, stderr)
		}
		if exists(path) {
			t.Errorf("%v: the file is still there", args)
		}
	}
}

func TestTheHealthCheckDoesNotWaitForAPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "addr")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	r := start(t, "--addr-file", path)
	defer r.end()
	if code, _, stderr := invoke(t, "stub", "--check-health", "--addr", strings.TrimPrefix(r.url, "http://"), "--addr-file", path); code != 0 {
		t.Errorf("code %d: %s", code, stderr)
	}
}
