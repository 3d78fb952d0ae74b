package main

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/medialink-go/medialink/api/client"
)

// progress shows a wait: a line for each poll, or on a terminal one line that is updated each second.
type progress struct {
	out        io.Writer
	isTerminal bool
	began      time.Time

	mu     sync.Mutex
	status string
	redraw *time.Timer // nil before and after the wait, and if out is no terminal
}

const erase = "\r\x1b[K"

func newProgress(out io.Writer) *progress {
	return &progress{out: unescaped(out), isTerminal: isTerminal(out), status: "waiting"}
}

// observe shows a poll.
func (p *progress) observe(_ context.Context, e client.Event) {
	if e.Kind != client.EventPoll {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status = fmt.Sprintf("%s (poll %d)", oneLine(string(e.Media)), e.Attempt)
	if !p.isTerminal {
		fmt.Fprintln(p.out, p)
	}
}

func (p *progress) String() string {
	return fmt.Sprintf("%v: %s", time.Since(p.began).Round(time.Second), p.status)
}

func (p *progress) begin() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.began = time.Now()
	if p.isTerminal {
		p.redraw = time.AfterFunc(0, p.draw)
	}
}

func (p *progress) draw() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.redraw != nil {
		fmt.Fprint(p.out, erase, p)
		p.redraw.Reset(time.Second)
	}
}

func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.redraw != nil {
		p.redraw.Stop()
		p.redraw = nil
		fmt.Fprint(p.out, erase)
	}
}
