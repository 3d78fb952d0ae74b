package client

import (
	"cmp"
	"errors"
	"net/url"
	"os"
	"strings"

	"github.com/medialink-go/medialink/api/contract"
)

// Credentials are an OAuth 2.0 client (RFC 6749, section 4.4).
type Credentials struct {
	ID     string
	Secret Secret
	// TokenURL is the token endpoint. The default is MEDIALINK_TOKEN_URL or, only while the base URL is [DefaultBaseURL], the endpoint
	// that the service has published: no other service is sent there, nor gets credentials for it.
	TokenURL string
	// Scopes are api/source, api/input, api/output and api/limit by default. An empty slice asks for none.
	Scopes []string
	// InForm sends id and secret in the form rather than by HTTP Basic. Both are in use.
	InForm bool
}

// completeCredentials fills in the defaults.
func (c *config) completeCredentials(library *contract.Contract) {
	if c.credentials == nil {
		return
	}
	given := *c.credentials
	if given.Scopes == nil {
		given.Scopes = []string{"api/source", "api/input", "api/output", "api/limit"}
	}
	given.TokenURL = cmp.Or(given.TokenURL, os.Getenv("MEDIALINK_TOKEN_URL"))
	if given.TokenURL == "" && strings.TrimRight(c.baseURL, "/") == DefaultBaseURL {
		given.TokenURL = library.TokenURL("HTTPBearer")
	}
	c.credentials = &given
}

func (c *Credentials) check() error {
	var errs []error
	if c.ID == "" || c.Secret.Reveal() == "" {
		errs = append(errs, errors.New("credentials: must have an id and a secret"))
	}
	u, err := url.Parse(c.TokenURL)
	if c.TokenURL == "" {
		errs = append(errs, errors.New("token URL: is missing: set MEDIALINK_TOKEN_URL (only the base URL "+DefaultBaseURL+" has a default)"))
	} else if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		errs = append(errs, errors.New("token URL: must be http or https, with a host"))
	}
	return errors.Join(errs...)
}
