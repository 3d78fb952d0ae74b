//go:build soak

package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var soakFor = flag.Duration("soak", 10*time.Minute, "how long TestTheStubIsSteady sends requests")

const soakWorlds = 64

var soakFaults = []string{
	"503,rate=0.05", "503,after,rate=0.02", "reset,rate=0.02", "truncate,rate=0.02", "html,rate=0.02", "broken,rate=0.02",
	"slow=50ms,rate=0.02", "stall=100ms,rate=0.01", "latency=1ms..20ms,rate=0.1", "429,rate=0.1,on=token",
}

// TestSoakedStub is the program in a process of its own. For each line that it reads it says how many goroutines it has.
func TestSoakedStub(t *testing.T) {
	if os.Getenv("SOAKED_STUB") == "" {
		t.Skip("it is a process of TestTheStubIsSteady")
	}
	tuneMemory()
	args := []string{"stub", "--addr=127.0.0.1:0"}
	for _, fault := range soakFaults {
		args = append(args, "--fault", fault)
	}
	ctx, stop := context.WithCancel(t.Context())
	code := make(chan int)
	go func() { code <- run(ctx, args, os.Stdout, os.Stderr) }()
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		debug.FreeOSMemory()
		fmt.Printf("goroutines %d\n", runtime.NumGoroutine())
	}
	stop()
	if got := <-code; got != exitOK {
		t.Errorf("exit code %d", got)
	}
}

// soaked is a stub under load.
type soaked struct {
	*testing.T
	pid     int
	address string
	ask     io.Writer
	says    *bufio.Scanner
	client  *http.Client
	ids     [soakWorlds]atomic.Pointer[string] // of the latest media of each world
	ok      atomic.Int64
	sent    atomic.Int64
}

func newSoaked(t *testing.T) *soaked {
	t.Helper()
	command := exec.CommandContext(context.WithoutCancel(t.Context()), os.Args[0], "-test.run=^TestSoakedStub$", "-test.timeout=0")
	command.Env = append(os.Environ(), "SOAKED_STUB=1")
	command.Stderr = os.Stderr
	ask, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	s := &soaked{T: t, pid: command.Process.Pid, ask: ask, says: bufio.NewScanner(stdout)}
	s.client = &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 16}}
	t.Cleanup(func() {
		_ = ask.Close() // which ends it, also if this process is killed
		_, _ = io.Copy(io.Discard, stdout)
		if err := command.Wait(); err != nil {
			t.Errorf("the stub: %v", err)
		}
	})
	s.address = s.line("medialink stub listens on http://")
	return s
}

// line returns what is behind a prefix in the next line of the stub that has it.
func (s *soaked) line(prefix string) string {
	for s.says.Scan() {
		if rest, ok := strings.CutPrefix(s.says.Text(), prefix); ok {
			return rest
		}
	}
	s.Fatalf("the stub ended before it said %q", prefix)
	return ""
}

// state is what must not grow.
type state struct{ goroutines, files, memory int }

func (s *soaked) state() (now state) {
	if _, err := io.WriteString(s.ask, "\n"); err != nil {
		s.Fatal(err)
	}
	if _, err := fmt.Sscan(s.line("goroutines "), &now.goroutines); err != nil {
		s.Fatal(err)
	}
	files, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", s.pid))
	if err != nil {
		s.Fatal(err)
	}
	now.files, now.memory = len(files), residentMiB(s.T, s.pid)
	return now
}

// rest returns the state when no request is in progress: when goroutines and files have been the same for a while.
func (s *soaked) rest() state {
	s.client.CloseIdleConnections()
	const often, same = 100 * time.Millisecond, 30
	last := s.state()
	for count := 0; count < same; count++ {
		<-time.After(often)
		now := s.state()
		if now.goroutines != last.goroutines || now.files != last.files {
			count = 0
		}
		last = now
	}
	return last
}

// load sends requests of all kinds for a while.
func (s *soaked) load(during time.Duration) {
	ctx, stop := context.WithTimeout(s.Context(), during)
	defer stop()
	var clients sync.WaitGroup
	for _, kind := range []struct {
		clients int
		send    func(n int)
	}{{6, s.good}, {2, s.bad}, {8, s.slow}, {4, s.aborted}, {1, s.control}} {
		for range kind.clients {
			clients.Go(func() {
				for ctx.Err() == nil {
					kind.send(rand.N(soakWorlds))
					s.sent.Add(1)
				}
			})
		}
	}
	clients.Wait()
}

const soakLink = "/api/library/v1/media/link"

// goodUpload is of a size that brings media and journal to their limits within the first minute.
var goodUpload = `{"link":"https://ready-after-0s.medialink.invalid/a.mp4","name":"` + strings.Repeat("a", 2000) + `"}`

// TestTheStubIsSteady has good, bad, slow and aborted clients of 64 worlds, and faults. Goroutines, open files and memory are at the
// end what they are after the first minute.
func TestTheStubIsSteady(t *testing.T) {
	s := newSoaked(t)
	first := min(time.Minute, *soakFor/2)
	s.load(first)
	before := s.rest()
	t.Logf("after %v, %d requests: %+v", first, s.sent.Load(), before)
	s.load(*soakFor - first)
	after := s.rest()
	t.Logf("after %v, %d requests, %d of them successes: %+v", *soakFor, s.sent.Load(), s.ok.Load(), after)
	if after.goroutines > before.goroutines {
		t.Errorf("%d goroutines, and %d before", after.goroutines, before.goroutines)
	}
	if after.files > before.files {
		t.Errorf("%d open files, and %d before", after.files, before.files)
	}
	if after.memory > before.memory+before.memory/5 {
		t.Errorf("%d MiB, and %d before", after.memory, before.memory)
	}
	if s.ok.Load() < 100 {
		t.Errorf("%d requests succeeded", s.ok.Load())
	}
}
