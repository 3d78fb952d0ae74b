package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"syscall"

	"github.com/rs/cors"

	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/control"
)

// serve listens and prints where. It ends when ctx is done or at a signal, after the requests in flight.
func (c *stubCommand) serve(ctx context.Context, t terminal, s *stub.Stub, logger *slog.Logger) error {
	brokenPipe := make(chan os.Signal, 1) // writes to it fail, instead of ending the program
	signal.Notify(brokenPipe, syscall.SIGPIPE)
	defer signal.Stop(brokenPipe)
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	ctx, stop := signal.NotifyContext(ctx, c.endSignals()...)
	defer stop()
	if err := clearAddrFile(c.AddrFile); err != nil {
		return fmt.Errorf("--addr-file: %w", err)
	}
	listeners, addrs, err := c.listen(ctx)
	defer closeAll(listeners) // those that are not served
	if err != nil {
		return err
	}
	handlers, err := c.handlers(s, addrs, logger)
	if err != nil {
		return err
	}
	log, err := c.openLogs(ctx, t.out, logger, fail)
	if err != nil {
		return err
	}
	defer log.close()
	c.screen = log.screen
	removeAddrFile, err := writeAddrFile(ctx, c.AddrFile, addrs, logger)
	if err != nil {
		return fmt.Errorf("--addr-file: %w", err)
	}
	defer removeAddrFile()
	context.AfterFunc(ctx, func() {
		removeAddrFile() // first: the next signal ends the program at once, and no file is left either
		stop()
	})
	if err := c.greet(t.out, addrs); err != nil {
		return err
	}
	warnOfReach(logger, addrs)
	return c.serveAll(ctx, listeners, handlers, log, logger)
}

// endSignals are the signals that end the stub. SIGHUP is none if it reopens the access log.
func (c *stubCommand) endSignals() []os.Signal {
	if c.AccessLog == "" || c.AccessLog == "-" {
		return endSignals()
	}
	return []os.Signal{os.Interrupt, syscall.SIGTERM}
}

// endSignals are the signals that end a server. SIGHUP is none if nohup has started it.
func endSignals() []os.Signal {
	if signal.Ignored(syscall.SIGHUP) {
		return []os.Signal{os.Interrupt, syscall.SIGTERM}
	}
	return []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}
}

func (c *stubCommand) serveAll(
	ctx context.Context, listeners []net.Listener, handlers []http.Handler, log *logs, logger *slog.Logger,
) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var running sync.WaitGroup
	errs := make([]error, len(listeners))
	for i, listener := range listeners {
		running.Go(func() {
			defer cancel() // when one ends, all end
			errs[i] = server.Serve(ctx, listener, log.around(c.crossOrigin(handlers[i])), logger, c.Drain)
		})
	}
	running.Wait()
	if cause := context.Cause(ctx); errors.Is(cause, syscall.EPIPE) {
		return cause
	}
	return cmp.Or(errs...)
}

// listen opens the stub's address, and the control API's own one if there is one. The caller closes the listeners, even after an error.
func (c *stubCommand) listen(ctx context.Context) (listeners []net.Listener, addrs []*net.TCPAddr, err error) {
	config, err := c.tlsConfig()
	if err != nil {
		return nil, nil, err
	}
	places := [][2]string{{"--addr", c.Addr}, {"--control", c.Control}}
	if c.Control == "on" || c.Control == "off" {
		places = places[:1]
	}
	for _, place := range places {
		listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", place[1])
		if err != nil {
			return listeners, nil, fmt.Errorf("%w: choose another with %s", err, place[0])
		}
		addr, _ := listener.Addr().(*net.TCPAddr) // as it listens on tcp
		if config != nil {
			listener = tls.NewListener(listener, config)
		}
		listeners, addrs = append(listeners, listener), append(addrs, addr)
	}
	return listeners, addrs, nil
}

func closeAll(listeners []net.Listener) {
	for _, listener := range listeners {
		_ = listener.Close() // it may be closed already
	}
}

// handlers returns a handler for each address: the stub with its part of the control API, and the control API if it has its own address.
func (c *stubCommand) handlers(s *stub.Stub, addrs []*net.TCPAddr, logger *slog.Logger) ([]http.Handler, error) {
	newControl := func(addr *net.TCPAddr, options ...control.Option) (http.Handler, error) {
		options = append(options, control.WithProbe(metricsPath, c.metrics), control.WithToken(c.ControlToken), control.WithLogger(logger), control.WithOrigins(c.origins()...))
		return control.New(s, append(options, c.hostCheck(addr)...)...)
	}
	var probesOnly []control.Option
	if c.Control != "on" {
		probesOnly = []control.Option{control.WithProbesOnly()}
	}
	beside, err := newControl(addrs[0], append(probesOnly, control.WithPage(docsPath, docs{stub: s}))...)
	if err != nil {
		return nil, err
	}
	handlers := []http.Handler{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if control.Owns(r) || c.Control == "on" && control.WantsPage(r) {
			beside.ServeHTTP(w, r)
			return
		}
		s.ServeHTTP(w, r)
	})}
	if len(addrs) == 1 {
		return handlers, nil
	}
	stubHost := hostOf(addrs[0])
	apart, err := newControl(addrs[1], control.WithStubHost(stubHost), control.WithPage(docsPath, docs{s, stubHost}))
	return append(handlers, apart), err
}

// hostCheck restricts the Host of calls at a loopback address: only this machine and the proxy of --public-url call the control API there.
func (c *stubCommand) hostCheck(addr *net.TCPAddr) []control.Option {
	if !addr.IP.IsLoopback() {
		return nil
	}
	return []control.Option{control.WithLoopbackHosts(c.publicHost())}
}

// hostOf returns the host and port of a stub that listens at addr. If that is every interface, the host is the one that the call of the
// control API names.
func hostOf(addr *net.TCPAddr) func(call *http.Request) string {
	return func(call *http.Request) string {
		if !onEveryInterface(addr) {
			return addr.String()
		}
		return net.JoinHostPort((&url.URL{Host: call.Host}).Hostname(), strconv.Itoa(addr.Port))
	}
}

// crossOrigin responds to the preflight requests of browsers, which precede calls with a token or JSON from pages of --cors.
func (c *stubCommand) crossOrigin(next http.Handler) http.Handler {
	origins := c.origins()
	if len(origins) == 0 {
		return next
	}
	return cors.New(cors.Options{
		AllowedOrigins:      origins,
		AllowedMethods:      []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"},
		AllowedHeaders:      []string{"*"},
		ExposedHeaders:      []string{"Allow", "Content-Range", "ETag", "Retry-After", "WWW-Authenticate"},
		AllowPrivateNetwork: true,
	}).Handler(next)
}
