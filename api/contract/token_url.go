package contract

import "github.com/getkin/kin-openapi/openapi3"

// TokenURL returns the token endpoint (RFC 6749, section 3.2) of a security scheme such as "HTTPBearer", which its extension
// x-token-url names, or "". A scheme of type http has no field for it.
func (c *Contract) TokenURL(scheme string) string { return c.tokenURLs[scheme] }

func tokenURLs(model *openapi3.T) map[string]string {
	urls := map[string]string{}
	if model.Components == nil {
		return urls
	}
	for name, ref := range model.Components.SecuritySchemes {
		urls[name], _ = ref.Value.Extensions["x-token-url"].(string)
	}
	return urls
}
