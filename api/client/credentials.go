package client

// Credentials are an OAuth 2.0 client (RFC 6749, section 4.4).
type Credentials struct {
	ID     string
	Secret Secret
	// TokenURL is the token endpoint. There is no default: the service's Amazon Cognito domain is not published (contract-facts).
	TokenURL string
	// Scopes are api/source, api/input, api/output and api/limit by default. An empty slice asks for none.
	Scopes []string
	// InForm sends id and secret in the form rather than by HTTP Basic. Both are in use.
	InForm bool
}

func (c Credentials) withDefaults() Credentials {
	if c.Scopes == nil {
		c.Scopes = []string{"api/source", "api/input", "api/output", "api/limit"}
	}
	return c
}
