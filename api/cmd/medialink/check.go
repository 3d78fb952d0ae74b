package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// check fails for settings that cannot be, as far as that can be said without listening.
func (c *stubCommand) check() error {
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		return errors.New("--addr: must be HOST:PORT")
	}
	if c.ownControlAddr() {
		if _, _, err := net.SplitHostPort(c.Control); err != nil {
			return errors.New("--control: must be on, off or HOST:PORT")
		}
	}
	if c.Drain < 0 {
		return errors.New("--drain: must not be negative")
	}
	for _, origin := range words(c.CORS) {
		if u, err := url.Parse(origin); origin != "*" && (err != nil || u.Scheme == "" || origin != u.Scheme+"://"+u.Host) {
			return errors.New("--cors: must be * or an origin, such as http://localhost:3000")
		}
	}
	return c.checkTLS()
}

// checkHealth asks the stub that another process runs with the same settings.
func (c *stubCommand) checkHealth(ctx context.Context) error {
	base, err := c.runningURL()
	if err != nil {
		return err
	}
	const patience = 5 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/_stub/ready", nil)
	if err != nil {
		return err
	}
	// It asks itself, on this machine, by an address that its certificate need not name.
	itself := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	response, err := itself.Do(request)
	if err != nil {
		return fmt.Errorf("the stub is not ready: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the stub is not ready: status %d", response.StatusCode)
	}
	return nil
}

// runningURL is that of the stub, whose port the address file knows if it was free to choose.
func (c *stubCommand) runningURL() (string, error) {
	address := c.Addr
	if c.AddrFile != "" {
		lines, err := os.ReadFile(c.AddrFile)
		if err != nil {
			return "", fmt.Errorf("the stub is not ready: %w", err)
		}
		address, _, _ = strings.Cut(string(lines), "\n")
	}
	tcp, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		return "", fmt.Errorf("--addr: %w", err)
	}
	return c.baseURL(tcp), nil
}
