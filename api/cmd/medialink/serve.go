package main

import (
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
	"slices"
	"strings"
	"syscall"

	"github.com/rs/cors"
	"golang.org/x/sync/errgroup"

	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/control"
)

// serve listens, says where, and ends when ctx is done or at a signal, after requests under way have ended.
func (c *stubCommand) serve(ctx context.Context, t terminal, s *stub.Stub, logger *slog.Logger) error {
	brokenPipe := make(chan os.Signal, 1) // its writes fail, instead of ending the program
	signal.Notify(brokenPipe, syscall.SIGPIPE)
	defer signal.Stop(brokenPipe)
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	ctx, restore := untilSignal(ctx, c.endSignals()...)
	defer restore()
	file := &addrFile{path: c.AddrFile, logger: logger}
	defer file.remove()
	context.AfterFunc(ctx, func() {
		file.remove() // first: a second signal then leaves no file either
		restore()
	})
	if err := file.clear(); err != nil {
		return err
	}
	listeners, err := c.listen(ctx)
	if err != nil {
		return err
	}
	defer closeAll(listeners) // those that are not served
	handlers, err := c.handlers(s, addrs(listeners), logger)
	if err != nil {
		return err
	}
	accessLog, err := openAccessLog(ctx, c.AccessLog, t.out, logger, fail)
	if err != nil {
		return err
	}
	defer accessLog.close()
	group, ctx := errgroup.WithContext(ctx)
	if err := file.write(ctx, addrs(listeners), group.Go); err != nil {
		return err
	}
	if err := c.greet(t.out, addrs(listeners)); err != nil {
		return err
	}
	warnOfReach(logger, addrs(listeners))
	for i, listener := range listeners {
		group.Go(func() error {
			return server.Serve(ctx, listener, accessLog.around(c.crossOrigin(handlers[i])), logger, c.Drain)
		})
	}
	err = group.Wait()
	if cause := context.Cause(ctx); errors.Is(cause, syscall.EPIPE) {
		return cause
	}
	return err
}

// endSignals are those that end the stub. SIGHUP is not among them if it reopens the access log, or if nohup has started the stub.
func (c *stubCommand) endSignals() []os.Signal {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if (c.AccessLog == "" || c.AccessLog == "-") && !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}

// listen opens the stub's address, and then that of the control API if it has one of its own.
func (c *stubCommand) listen(ctx context.Context) (listeners []net.Listener, err error) {
	config, err := c.tlsConfig()
	if err != nil {
		return nil, err
	}
	names, addresses := []string{"--addr"}, []string{c.Addr}
	if c.ownControlAddr() {
		names, addresses = append(names, "--control"), append(addresses, c.Control)
	}
	for i, address := range addresses {
		listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
		if err != nil {
			closeAll(listeners)
			return nil, fmt.Errorf("%w: choose another with %s", err, names[i])
		}
		if config != nil {
			listener = tls.NewListener(listener, config)
		}
		listeners = append(listeners, listener)
	}
	return listeners, nil
}

func closeAll(listeners []net.Listener) {
	for _, listener := range listeners {
		_ = listener.Close() // it may be closed already
	}
}

func addrs(listeners []net.Listener) []net.Addr {
	all := make([]net.Addr, len(listeners))
	for i, listener := range listeners {
		all[i] = listener.Addr()
	}
	return all
}

func (c *stubCommand) ownControlAddr() bool { return c.Control != "on" && c.Control != "off" }

// handlers are the stub with what of the control API is beside it, and then the control API if it has an address of its own.
func (c *stubCommand) handlers(s *stub.Stub, addrs []net.Addr, logger *slog.Logger) ([]http.Handler, error) {
	options := []control.Option{control.WithToken(c.ControlToken), control.WithLogger(logger), control.WithOrigins(c.origins()...)}
	optionsBeside := append(slices.Clone(options), c.hostCheck(addrs[0])...)
	if c.Control != "on" {
		optionsBeside = append(optionsBeside, control.WithProbesOnly())
	}
	beside, err := control.New(s, optionsBeside...)
	if err != nil {
		return nil, err
	}
	handlers := []http.Handler{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if control.Owns(r) {
			beside.ServeHTTP(w, r)
			return
		}
		s.ServeHTTP(w, r)
	})}
	if c.ownControlAddr() {
		options = append(options, c.hostCheck(addrs[1])...)
		apart, err := control.New(s, append(options, control.WithStubHost(hostOf(addrs[0])))...)
		if err != nil {
			return nil, err
		}
		handlers = append(handlers, apart)
	}
	return handlers, nil
}

// hostCheck is for an address on loopback, where nobody but this machine and the proxy of --public-url has a name for the control API.
func (c *stubCommand) hostCheck(addr net.Addr) []control.Option {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok || !tcp.IP.IsLoopback() {
		return nil
	}
	public, err := url.Parse(c.PublicURL)
	if err != nil {
		public = &url.URL{} // which stub.WithPublicURL has refused
	}
	return []control.Option{control.WithLoopbackHosts(public.Hostname())}
}

// hostOf says where a stub is that listens at addr. On every interface it has the name that the caller has for the control API, and its own port.
func hostOf(addr net.Addr) func(call *http.Request) string {
	_, port, err := net.SplitHostPort(addr.String())
	if err != nil || !isEverywhere(addr) {
		return func(*http.Request) string { return addr.String() }
	}
	return func(call *http.Request) string {
		called, _, err := net.SplitHostPort(call.Host)
		if err != nil {
			called = strings.Trim(call.Host, "[]")
		}
		return net.JoinHostPort(called, port)
	}
}

// crossOrigin lets pages of the origins call, which browsers ask for before they send a token or JSON.
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
