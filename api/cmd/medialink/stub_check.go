package main

import (
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

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/fault"
)

// setting has the values of a flag, and a check that kong does not make.
type setting struct {
	flag   string
	values []string // an empty one is not set
	valid  func(string) error
}

// check removes the name of the flag from the beginning of an error: the caller says where the value is.
func (s setting) check(value string) error {
	err := s.valid(value)
	if err == nil {
		return nil
	}
	return errors.New(strings.TrimPrefix(err.Error(), strings.ReplaceAll(s.flag, "-", " ")+" "))
}

func (c *stubCommand) settings() []setting {
	return []setting{
		{"fault", words(c.Fault), func(text string) error { _, err := fault.Parse(text); return err }},
		{"client", words(c.Client), func(text string) error { _, err := stub.ParseOAuthClient(text); return err }},
		{"scenario", words(c.Scenario), checkOption(func(text string) stub.Option { return stub.WithScenarios(text) })},
		{"cors", words(c.CORS), checkOrigin},
		{"addr", []string{c.Addr}, checkAddress},
		{"log", []string{c.Log}, checkLog},
		{"control", []string{c.Control}, checkControl},
		{"control-token", []string{c.ControlToken}, func(text string) error {
			ok := text == strings.TrimSpace(text) && !strings.ContainsFunc(text, unicode.IsControl)
			return must(ok, "be a valid header value, without blanks around it")
		}},
		{"ready-after", []string{c.ReadyAfter}, checkOption(stub.WithReadyAfter)},
		{"auth", []string{c.Auth}, checkOption(stub.WithAuthentication)},
		{"public-url", []string{c.PublicURL}, checkOption(stub.WithPublicURL)},
		{"token-ttl", []string{c.TokenTTL.String()}, checkOption(func(text string) stub.Option { return stub.WithTokenTTL(duration(text)) })},
		{"drain", []string{c.Drain.String()}, func(text string) error { return must(duration(text) >= 0, "not be negative") }},
	}
}

// check returns all invalid settings, as far as they can be found without listening.
func (c *stubCommand) check() error {
	var problems []error
	for _, s := range c.settings() {
		for _, value := range s.values {
			if value == "" {
				continue
			}
			if err := s.check(value); err != nil {
				problems = append(problems, fmt.Errorf("--%s: %w", s.flag, err))
			}
		}
	}
	return errors.Join(append(problems, c.checkTLS(), c.checkLogs())...)
}

func checkOption(option func(string) stub.Option) func(string) error {
	return func(text string) error {
		_, err := stub.New(option(text))
		return errors.Unwrap(err) // without the name of the package
	}
}

// duration parses a text that kong has parsed before.
func duration(text string) time.Duration {
	d, _ := time.ParseDuration(text)
	return d
}

func must(ok bool, what string) error {
	if ok {
		return nil
	}
	return errors.New("must " + what)
}

// publicHost returns "" if there is no public URL.
func (c *stubCommand) publicHost() string {
	public, err := url.Parse(c.PublicURL)
	if err != nil {
		return "" // stub.WithPublicURL refuses it
	}
	return public.Hostname()
}

// origins returns the values of --cors in lower case, as browsers send them.
func (c *stubCommand) origins() []string {
	return words([]string{strings.ToLower(strings.Join(c.CORS, " "))})
}

func checkOrigin(origin string) error {
	u, err := url.Parse(origin)
	ok := err == nil && u.Scheme != "" && u.Host != "" && strings.EqualFold(origin, u.Scheme+"://"+u.Host) && !strings.Contains(origin, "*")
	return must(ok || origin == "*", "be * or an origin, such as http://localhost:3000")
}

// checkAddress also suggests what a port or a host alone may stand for.
func checkAddress(address string) error {
	_, port, err := net.SplitHostPort(address)
	if err == nil {
		_, err := net.LookupPort("tcp", port) //nolint:noctx // it asks no server
		return must(err == nil, "have a port from 0 to 65535")
	}
	if _, err := strconv.ParseUint(address, 10, 16); err == nil {
		return fmt.Errorf("must be HOST:PORT: did you mean 127.0.0.1:%s, or :%s for every interface?", address, address)
	}
	if !strings.Contains(address, ":") {
		return fmt.Errorf("must be HOST:PORT: did you mean %s:8080?", address)
	}
	return must(false, "be HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080")
}

func checkControl(control string) error {
	err := checkAddress(control)
	if err == nil || control == "on" || control == "off" {
		return nil
	}
	return fmt.Errorf("must be on, off or an address: %w", err)
}

// checkHealth asks the stub that another process runs with the same settings.
func (c *stubCommand) checkHealth() error {
	base, err := c.runningURL()
	if err != nil {
		return err
	}
	// The address is one of this machine, and the certificate need not name it.
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	insecure := &http.Client{Transport: transport, Timeout: 5 * time.Second}
	response, err := insecure.Get(base + "/_stub/ready") //nolint:noctx // a signal ends the program
	if err != nil {
		return fmt.Errorf("the stub is not ready: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the stub is not ready: status %d", response.StatusCode)
	}
	return nil
}

// runningURL is the URL of the running stub. The address file has the port, if --addr says any free one, unless it is a pipe, which can
// be read only once.
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
