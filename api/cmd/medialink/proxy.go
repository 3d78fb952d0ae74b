package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os/signal"
	"strings"
	"sync"
	"time"

	"github.com/medialink-go/medialink/api/conformance"
	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/har"
	"github.com/medialink-go/medialink/api/proxy"
)

type proxyCommand struct {
	Upstream   string `required:"" env:"MEDIALINK_PROXY_UPSTREAM" placeholder:"URL" help:"Where requests go: the base URL of the API."`
	Addr       string `env:"MEDIALINK_PROXY_ADDR" placeholder:"HOST:PORT" help:"Where to listen. By default 127.0.0.1:8081, and with a command any free port, as port 0 is."`
	AddrFile   string `placeholder:"FILE" help:"Write host and port to a file when it listens."`
	Record     string `placeholder:"FILE" help:"Record the exchanges with their bodies, without credentials, as an HTTP archive (HAR)."`
	watchFlags `embed:""`
	Command    []string `arg:"" optional:"" help:"A command to run, behind --: the proxy's URL is in MEDIALINK_BASE_URL, and replaces {url} in its arguments. The proxy ends with it."`
}

// Help has examples and the exit codes.
func (c *proxyCommand) Help() string {
	return "It validates requests and responses, and changes nothing in them. It reports after SIGINT or SIGTERM, or when the command has ended. " +
		"For example:\n\n    medialink proxy --upstream https://api.example\n    medialink proxy --upstream https://api.example -- npm test\n\n" + watchCodes +
		"; 126 the command cannot be executed; 127 it does not exist; 128+n signal n ended it.\n\n" +
		"The code of a command that fails wins. Else it is the first that applies of 2, 1, 5, 3 and 4."
}

// Run serves until a signal comes or the command has ended, and reports.
func (c *proxyCommand) Run(ctx context.Context, t terminal) error {
	address, notes := cmp.Or(c.Addr, "127.0.0.1:8081"), t.out
	if len(c.Command) > 0 {
		address, notes = cmp.Or(c.Addr, "127.0.0.1:0"), t.err // the output of the command stays its own
	}
	if err := checkAddress(address); err != nil {
		return usage(fmt.Errorf("--addr: %w", err))
	}
	w, err := c.begin(ctx)
	if err != nil {
		return err
	}
	observe, err := c.observer(ctx, w)
	if err != nil {
		return err
	}
	handler, err := proxy.New(c.Upstream, proxy.WithObserver(observe))
	if err != nil {
		return usage(fmt.Errorf("--%s", strings.TrimPrefix(err.Error(), "proxy: ")))
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("%w: choose another with --addr", err)
	}
	ctx, stop := serveProxy(ctx, listener, handler)
	err = c.wait(ctx, t, notes, listener.Addr())
	stop()
	if _, ended := errors.AsType[*exitError](err); err != nil && !ended {
		return err
	}
	found := w.Report()
	result := w.end(t, found, func() error { return printReport(notes, found) })
	if err != nil {
		report(t.err, result) // the code is that of the command
		return err
	}
	return result
}

// observer records too, if that is wanted.
func (c *proxyCommand) observer(ctx context.Context, w *watching) (func(*contract.Exchange), error) {
	if c.Record == "" {
		return func(x *contract.Exchange) { w.Observe(x) }, nil
	}
	var recorder *conformance.Recorder
	err := w.open(ctx, "--record", c.Record, func(io.Writer, *conformance.Report) error { return recorder.Close() })
	if err != nil {
		return nil, err
	}
	version, _, _ := buildInfo()
	file := w.outputs[len(w.outputs)-1].file
	_ = file.Truncate(0) // unless it is a pipe or a device
	if recorder, err = conformance.NewRecorder(file, har.Creator{Name: "medialink", Version: version}); err != nil {
		return nil, fmt.Errorf("--record: %s: %w", c.Record, err)
	}
	return func(x *contract.Exchange) {
		w.Observe(x)
		_ = recorder.Record(x) // Close returns the error too
	}, nil
}

// wait says where the proxy listens, and waits for a signal, or for the command, whose failure is an exitError.
func (c *proxyCommand) wait(ctx context.Context, t terminal, notes io.Writer, at net.Addr) error {
	addr, _ := at.(*net.TCPAddr) // as it listens on tcp
	addrs, logger := []*net.TCPAddr{addr}, slog.New(slog.NewTextHandler(t.err, nil))
	if _, err := fmt.Fprintf(notes, "medialink proxy listens on http://%s, upstream %s\n", callable(addr), c.Upstream); err != nil {
		return err
	}
	warnOfReach(logger, addrs)
	removeAddrFile, err := writeAddrFile(ctx, c.AddrFile, addrs, logger)
	if err != nil {
		return fmt.Errorf("--addr-file: %w", err)
	}
	defer removeAddrFile()
	if len(c.Command) > 0 {
		return runCommand(ctx, t, "http://"+callable(addr), c.Command)
	}
	signals, restore := signal.NotifyContext(ctx, endSignals()...)
	<-signals.Done()
	removeAddrFile()
	restore() // the next signal ends the program at once
	return nil
}

// serveProxy serves until stop, which returns when all exchanges were observed. What has not ended within some seconds is cut off. The context
// ends when serving has failed.
func serveProxy(ctx context.Context, listener net.Listener, handler http.Handler) (_ context.Context, stop func()) {
	const drain = 5 * time.Second
	ctx, failed := context.WithCancel(ctx)
	requests, cutOff := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.RWMutex // held for reading by each exchange
	s := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			running.RLock()
			defer running.RUnlock()
			handler.ServeHTTP(w, r)
		}),
		BaseContext:                  func(net.Listener) context.Context { return requests },
		ReadHeaderTimeout:            10 * time.Second,
		IdleTimeout:                  2 * time.Minute,
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     log.New(io.Discard, "", 0), // it quotes messages
	}
	go func() {
		defer failed()
		_ = s.Serve(listener) // it ends with the listener
	}()
	return ctx, func() {
		limit, cancel := context.WithTimeout(requests, drain)
		defer cancel()
		if s.Shutdown(limit) != nil {
			_ = s.Close() // what is left
		}
		cutOff()
		running.Lock()
	}
}
