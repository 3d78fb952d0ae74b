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
	"os"
	"os/signal"
	"strings"
	"sync"
	"time"

	"github.com/medialink-go/medialink/api/conformance"
	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/har"
	"github.com/medialink-go/medialink/api/proxy"
	"github.com/medialink-go/medialink/api/server"
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
	var recorder *conformance.Recorder // nil without --record
	handler, err := proxy.New(c.Upstream, proxy.WithObserver(func(x *contract.Exchange) {
		w.Observe(x)
		if recorder != nil {
			_ = recorder.Record(x) // Close returns the error too
		}
	}))
	if err != nil {
		return usage(fmt.Errorf("--%s", strings.TrimPrefix(err.Error(), "proxy: ")))
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("%w: choose another with --addr", err)
	}
	defer listener.Close() // unless it was served
	if c.Record != "" {    // last, as it replaces the file
		if recorder, err = c.record(ctx, w); err != nil {
			return fmt.Errorf("--record: %w", err)
		}
	}
	ctx, stop := context.WithCancel(ctx)
	var serving sync.WaitGroup
	var broken error
	serving.Go(func() {
		defer stop()
		if err := serveProxy(ctx, listener, handler); ctx.Err() == nil { // else it was stopped, and what was cut off is in the report
			broken = err
		}
	})
	failed := c.wait(ctx, t, notes, listener.Addr())
	stop()
	serving.Wait()
	if _, ended := errors.AsType[*exitError](failed); failed != nil && !ended {
		return failed
	}
	found := w.Report()
	result := errors.Join(broken, w.end(t, found, func() error { return printReport(notes, found) }))
	if failed != nil {
		report(t.err, result) // the code is that of the command
		return failed
	}
	return result
}

func (c *proxyCommand) record(ctx context.Context, w *watching) (recorder *conformance.Recorder, err error) {
	file, err := openToWrite(ctx, c.Record, os.O_TRUNC)
	if err != nil {
		return nil, err
	}
	version, _, _ := buildInfo()
	if recorder, err = conformance.NewRecorder(file, har.Creator{Name: "medialink", Version: version}); err != nil {
		return nil, err
	}
	return recorder, w.add("--record", file, func(*conformance.Report) error { return recorder.Close() })
}

// wait says where the proxy listens, and waits for a signal, or for the command, whose failure is an exitError.
func (c *proxyCommand) wait(ctx context.Context, t terminal, notes io.Writer, at net.Addr) error {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, endSignals()...)
	defer func() {
		signal.Stop(signals) // the next one ends the program at once
		close(signals)
	}()
	addr, _ := at.(*net.TCPAddr) // as it listens on tcp
	addrs, logger, url := []*net.TCPAddr{addr}, slog.New(slog.NewTextHandler(t.err, nil)), "http://"+callable(addr)
	if _, err := fmt.Fprintf(notes, "medialink proxy listens on %s, upstream %s\n", url, c.Upstream); err != nil {
		return err
	}
	warnOfReach(logger, addrs)
	removeAddrFile, err := writeAddrFile(ctx, c.AddrFile, addrs, logger)
	if err != nil {
		return fmt.Errorf("--addr-file: %w", err)
	}
	defer removeAddrFile()
	if len(c.Command) > 0 {
		return runCommand(ctx, t, url, c.Command, signals)
	}
	select {
	case <-signals:
	case <-ctx.Done():
	}
	return nil
}

// serveProxy serves until ctx is done. What has not ended within some seconds then is cut off.
func serveProxy(ctx context.Context, listener net.Listener, handler http.Handler) error {
	return server.ServeWith(ctx, listener, &http.Server{
		Handler:                      handler,
		ReadHeaderTimeout:            10 * time.Second,
		IdleTimeout:                  2 * time.Minute,
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     log.New(io.Discard, "", 0), // it quotes messages
	}, 5*time.Second)
}
