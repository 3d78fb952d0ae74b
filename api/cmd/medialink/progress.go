package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/medialink-go/medialink/api/client"
)

// progress shows how a wait goes: on a terminal a line that moves, else a line for each poll.
type progress struct {
	terminal terminal
	began    time.Time

	mu  sync.Mutex
	bar *progressbar.ProgressBar // nil where there is no terminal
}

func newProgress(t terminal) *progress { return &progress{terminal: t} }

func (p *progress) begin() {
	p.began = time.Now()
	writer := p.terminal.err
	if e, ok := writer.(escaping); ok {
		writer = e.Writer // the line moves by control characters of our own
	}
	if file, ok := writer.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		p.bar = progressbar.NewOptions(-1, progressbar.OptionSetWriter(file), progressbar.OptionSetDescription("processing"),
			progressbar.OptionSpinnerType(14), progressbar.OptionSetElapsedTime(true), progressbar.OptionClearOnFinish())
	}
}

// observe is told of each poll.
func (p *progress) observe(_ context.Context, e client.Event) {
	if e.Kind != client.EventPoll {
		return
	}
	status := oneLine(string(e.Media))
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar == nil {
		fmt.Fprintf(p.terminal.err, "%v: %s (poll %d)\n", time.Since(p.began).Round(time.Second), status, e.Attempt)
		return
	}
	p.bar.Describe(fmt.Sprintf("%s, poll %d", status, e.Attempt))
	_ = p.bar.Add(1) // it fails for a finished bar only
}

func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		_ = p.bar.Finish() // a display that fails is not worth an error
	}
}
