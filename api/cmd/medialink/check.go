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
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/alecthomas/kong"
)

// check returns all that is wrong with the settings, as far as that can be said without listening, with the place of each.
func (c *stubCommand) check() error {
	checks := valueChecks()
	var problems []error
	for _, flag := range c.flags {
		for _, text := range textsOf(flag) {
			if check := checks[flag.Name]; check != nil {
				if err := check(text); err != nil {
					problems = append(problems, named(c.file.place(flag.Name), flag.Name, err))
				}
			}
		}
	}
	return errors.Join(append(problems, c.checkTLS())...)
}

// textsOf are the values that a flag has, wherever they come from.
func textsOf(flag *kong.Flag) []string {
	switch value := flag.Target.Interface().(type) {
	case []string:
		return words(value)
	case string:
		if value != "" {
			return []string{value}
		}
	case time.Duration:
		return []string{value.String()}
	}
	return nil
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

// checkAddress also suggests what a port or a host alone may stand for.
func checkAddress(address string) error {
	_, port, err := net.SplitHostPort(address)
	switch {
	case err == nil:
		if _, err := net.LookupPort("tcp", port); err != nil { //nolint:noctx // it asks no server
			return errors.New("must have a port from 0 to 65535")
		}
		return nil
	case isPort(address):
		return fmt.Errorf("must be HOST:PORT: did you mean 127.0.0.1:%s, or :%s for every interface?", address, address)
	case !strings.Contains(address, ":"):
		return fmt.Errorf("must be HOST:PORT: did you mean %s:8080?", address)
	}
	return errors.New("must be HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080")
}

func isPort(text string) bool {
	_, err := strconv.ParseUint(text, 10, 16)
	return err == nil
}

func checkControl(control string) error {
	if control == "on" || control == "off" {
		return nil
	}
	if err := checkAddress(control); err != nil {
		return fmt.Errorf("must be on, off or an address: %w", err)
	}
	return nil
}

func checkToken(token string) error {
	if token != strings.TrimSpace(token) || strings.ContainsFunc(token, unicode.IsControl) {
		return errors.New("must be what a header can carry, without blanks around it")
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
