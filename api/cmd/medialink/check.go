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
	"unicode"
)

// check fails for settings that cannot be, as far as that can be said without listening.
func (c *stubCommand) check() error {
	if err := checkAddress(c.Addr); err != nil {
		return fmt.Errorf("--addr: %w", err)
	}
	if c.ownControlAddr() && checkAddress(c.Control) != nil {
		return errors.New("--control: must be on, off or HOST:PORT")
	}
	if c.Drain < 0 {
		return errors.New("--drain: must not be negative")
	}
	for _, origin := range c.origins() {
		if err := checkOrigin(origin); err != nil {
			return fmt.Errorf("--cors: %w", err)
		}
	}
	if c.ControlToken != strings.TrimSpace(c.ControlToken) || strings.ContainsFunc(c.ControlToken, unicode.IsControl) {
		return errors.New("--control-token: must be what a header can carry, without blanks around it")
	}
	return c.checkTLS()
}

// origins are in small letters, as browsers send them.
func (c *stubCommand) origins() []string {
	origins := words(c.CORS)
	for i := range origins {
		origins[i] = strings.ToLower(origins[i])
	}
	return origins
}

func checkOrigin(origin string) error {
	if origin == "*" {
		return nil
	}
	u, err := url.Parse(origin)
	if err != nil || u.Scheme == "" || u.Host == "" || !strings.EqualFold(origin, u.Scheme+"://"+u.Host) || strings.Contains(origin, "*") {
		return errors.New("must be * or an origin, such as http://localhost:3000")
	}
	return nil
}

func checkAddress(address string) error {
	if _, _, err := net.SplitHostPort(address); err != nil {
		return errors.New("must be HOST:PORT")
	}
	return nil
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

// runningURL is that of the stub, whose port the address file knows if it was free to choose. Only a regular file can be read again and again.
func (c *stubCommand) runningURL() (string, error) {
	address := c.Addr
	if info, err := os.Stat(c.AddrFile); c.AddrFile != "" && (err != nil || info.Mode().IsRegular()) {
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
