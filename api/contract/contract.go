package contract

import (
	"slices"
	"strings"
)

const mediaTypeJSON = "application/json"

// Contract is a parsed document. It does not change, and any number of goroutines may use it.
type Contract struct {
	operations []*Operation
	routes     []route
	terminal   map[string][]string // states, by schema
	tokenURLs  map[string][]string // by security scheme
	document   map[string]any
	version    string
	sha256     string
}

// Document returns the document as JSON is decoded. It must not be changed.
func (c *Contract) Document() map[string]any { return c.document }

// Version returns the version of the document, info.version.
func (c *Contract) Version() string { return c.version }

// SHA256 returns the SHA-256 of the document's bytes, in hexadecimal.
func (c *Contract) SHA256() string { return c.sha256 }

// Operations returns the operations, sorted by path and method.
func (c *Contract) Operations() []*Operation { return slices.Clone(c.operations) }

// Operation returns the operation with this operationId, such as "getMedia", or nil.
func (c *Contract) Operation(id string) *Operation {
	i := slices.IndexFunc(c.operations, func(op *Operation) bool { return op.id == id })
	if i < 0 {
		return nil
	}
	return c.operations[i]
}

// TerminalStates returns the values of an enum that are final, as the extension x-states of its schema says, such as "ready"
// and "failed" for "MediaStatus". It returns nil for a schema without the extension.
func (c *Contract) TerminalStates(schema string) []string { return c.terminal[schema] }

// TokenURL returns the token endpoint (RFC 6749, section 3.2) of a security scheme such as "HTTPBearer", which its extension
// x-token-url names, or "". A scheme of type http has no field for it.
func (c *Contract) TokenURL(scheme string) string { return strings.Join(c.tokenURLs[scheme], "") }
