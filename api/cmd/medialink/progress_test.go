package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/medialink-go/medialink/api/client"
)

func TestProgressOnATerminalIsOneLineThatIsErasedAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var shown bytes.Buffer
		p := newProgress(&shown)
		p.isTerminal = true
		p.begin()
		<-time.After(time.Millisecond)
		p.observe(t.Context(), client.Event{Kind: client.EventPoll, Media: "processing", Attempt: 1})
		<-time.After(1500 * time.Millisecond)
		p.observe(t.Context(), client.Event{Kind: client.EventRetry, Media: "retried"})
		p.observe(t.Context(), client.Event{Kind: client.EventPoll, Media: "processing\n\x1b[2J", Attempt: 2})
		<-time.After(time.Second)
		p.end()
		<-time.After(time.Minute)
		got := strings.Split(shown.String(), erase)
		want := []string{"", "0s: waiting", "1s: processing (poll 1)", `2s: processing\u000a\u001b[2J (poll 2)`, ""}
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%q, want %q", got, want)
		}
	})
}

func TestProgressElsewhereIsALineForEachPoll(t *testing.T) {
	var shown bytes.Buffer
	p := newProgress(escaping{&shown})
	p.begin()
	for poll := range 2 {
		p.observe(t.Context(), client.Event{Kind: client.EventPoll, Media: "processing", Attempt: poll + 1})
	}
	p.end()
	if got, want := shown.String(), "0s: processing (poll 1)\n0s: processing (poll 2)\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestNoFileIsATerminal(t *testing.T) {
	regular, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer regular.Close()
	device, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer device.Close()
	for _, out := range []io.Writer{escaping{device}, escaping{regular}, &bytes.Buffer{}} {
		if newProgress(out).isTerminal {
			t.Errorf("%T is a terminal", out)
		}
	}
}
